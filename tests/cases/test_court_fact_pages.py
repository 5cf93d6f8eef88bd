"""Pages of court facts of a charged suspect."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cases.decisions.actions import court_facts
from cases.models import CourtFact
from devtools.case_builder import CaseBuilder, cast
from people.text.dates import format_day
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = days_ago(9)


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2, at=START).allocate()
    authorise_charge_of(builder)
    report_charge_of(builder)
    return builder


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def day_of(days):
    return london_day(START) + timedelta(days=days)


def record_on_page(browser, builder, days=2, **typed):
    sent = {"kind": "FIRST_HEARING"} | date_parts("on", day_of(days)) | typed
    return submit_form(browser, page_url("record-court-fact", builder.suspects[0]), **sent)


def test_court_facts_are_on_the_suspect_s_card_in_order_of_time_for_both_sides(builder, prosecutor):
    record_on_page(prosecutor, builder, days=60, kind="TRIAL")
    record_on_page(prosecutor, builder)
    record_on_page(prosecutor, builder, days=3, kind="PLEA", plea="NOT_GUILTY")
    for who in (builder.cast.prosecutor, builder.cast.officer):
        text = page_text(client_for(who).get(page_url("see-case", builder.case)))
        first, plea = (
            text.index(f"First hearing {format_day(day_of(2))}"),
            text.index("Plea Not guilty, "),
        )
        assert 0 <= text.index("Charged ") < first
        assert first != plea and plea < text.index("Still to come")


def test_only_what_applies_is_offered(builder, prosecutor):
    page = prosecutor.get(page_url("see-court-facts", builder.case))
    assert page_url("record-court-fact", builder.suspects[0]) in links_on_page(page)
    assert page_url("record-court-fact", builder.suspects[1]) not in links_on_page(page)
    officer = client_for(builder.cast.officer)
    assert page_url("record-court-fact", builder.suspects[0]) not in links_on_page(
        officer.get(page_url("see-court-facts", builder.case))
    )
    assert officer.get(page_url("record-court-fact", builder.suspects[0])).status_code == 403


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": ""}, "Select what you record"),
        ({"kind": "PLEA"}, "Select what the plea was"),
        ({"kind": "OUTCOME"}, "Select how it ended"),
        ({"on-day": ""}, "The day must include a day"),
        (date_parts("on", day_of(-1)), "The suspect was charged on"),
    ],
)
def test_an_invalid_fact_is_explained_and_not_stored(builder, prosecutor, typed, told):
    sent = {"form_key": "", "kind": "FIRST_HEARING"} | date_parts("on", day_of(1)) | typed
    page = prosecutor.post(page_url("record-court-fact", builder.suspects[0]), sent)
    assert told in page_text(page)
    assert not CourtFact.objects.unscoped("test").exists()


def test_a_correction_is_read_with_what_was_said_before(builder, prosecutor):
    record_on_page(prosecutor, builder)
    fact = CourtFact.objects.unscoped("test").get()
    address = page_url("correct-court-fact", fact)
    assert address in links_on_page(prosecutor.get(page_url("see-court-facts", builder.case)))
    assert "Enter why it is corrected" in page_text(
        prosecutor.post(address, {"form_key": "", "what": "void"})
    )
    text = page_text(
        submit_form(
            prosecutor, address, what="void", reason="It was vacated. Both sides know the reason."
        )
    )
    assert "Did not take place" in text
    assert "Corrected because: It was vacated." in text and "Before: First hearing" in text
    assert (
        "First hearing"
        not in page_text(prosecutor.get(page_url("see-case", builder.case))).split(
            "What has happened"
        )[0]
    )
    again = prosecutor.get(address)
    assert again.status_code == 403
    assert "This has been corrected already." in again.content.decode()


def test_a_correction_that_comes_too_late_keeps_what_was_typed(builder, prosecutor):
    record_on_page(prosecutor, builder)
    fact = CourtFact.objects.unscoped("test").get()
    builder.do(
        court_facts.correct_court_fact,
        "manager",
        fact=fact,
        reason="x, as both sides know by now",
        is_void=True,
    )
    sent = {
        "form_key": uuid4(),
        "what": "another",
        "reason": "Moved by a day. Both sides know the reason.",
    }
    page = prosecutor.post(page_url("correct-court-fact", fact), sent | date_parts("on", day_of(3)))
    assert page.status_code == 409
    assert "This has been corrected already." in page_text(page)
    assert "Moved by a day. Both sides know the reason." in page.content.decode()


def test_a_case_without_a_charge_says_so():
    builder = CaseBuilder(cast(), at=START)
    text = page_text(
        client_for(builder.cast.officer).get(page_url("see-court-facts", builder.case))
    )
    assert "No suspect of this case has been charged yet." in text
