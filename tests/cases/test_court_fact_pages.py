"""Pages of court facts of a charged suspect."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.decisions.actions import court_facts
from cases.models import CourtFact
from devtools.case_builder import Road, cast
from people.text.dates import format_day
from tests.support.cases.charges import charge, report
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.module_fixtures import standing
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=9)


@standing
def road():
    road = Road(cast(), suspects=2, at=START).allocate()
    charge(road)
    report(road)
    return road


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def on(days):
    return london_day(START) + timedelta(days=days)


def record(browser, road, days=2, **typed):
    sent = {"kind": "FIRST_HEARING"} | day("on", on(days)) | typed
    return follow(browser, at("record-court-fact", road.suspects[0]), **sent)


def test_what_happened_is_on_the_suspect_s_card_in_order_of_time_for_both_sides(road, prosecutor):
    record(prosecutor, road, days=60, kind="TRIAL")
    record(prosecutor, road)
    record(prosecutor, road, days=3, kind="PLEA", plea="NOT_GUILTY")
    for who in (road.cast.prosecutor, road.cast.officer):
        text = said(as_(who).get(at("see-case", road.case)))
        first, plea = (
            text.index(f"First hearing {format_day(on(2))}"),
            text.index("Plea Not guilty, "),
        )
        assert 0 <= text.index("Charged ") < first
        assert first != plea and plea < text.index("Still to come")


def test_only_what_applies_is_offered(road, prosecutor):
    page = prosecutor.get(at("see-court-facts", road.case))
    assert at("record-court-fact", road.suspects[0]) in links(page)
    assert at("record-court-fact", road.suspects[1]) not in links(page)
    officer = as_(road.cast.officer)
    assert at("record-court-fact", road.suspects[0]) not in links(
        officer.get(at("see-court-facts", road.case))
    )
    assert officer.get(at("record-court-fact", road.suspects[0])).status_code == 403


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": ""}, "Select what you record"),
        ({"kind": "PLEA"}, "Select what the plea was"),
        ({"kind": "OUTCOME"}, "Select how it ended"),
        ({"on-day": ""}, "The day must include a day"),
        (day("on", on(-1)), "The suspect was charged on"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(road, prosecutor, typed, told):
    sent = {"form_key": "", "kind": "FIRST_HEARING"} | day("on", on(1)) | typed
    page = prosecutor.post(at("record-court-fact", road.suspects[0]), sent)
    assert told in said(page)
    assert not CourtFact.objects.unscoped("test").exists()


def test_a_correction_is_read_with_what_was_said_before(road, prosecutor):
    record(prosecutor, road)
    fact = CourtFact.objects.unscoped("test").get()
    address = at("correct-court-fact", fact)
    assert address in links(prosecutor.get(at("see-court-facts", road.case)))
    assert "Enter why it is corrected" in said(
        prosecutor.post(address, {"form_key": "", "what": "void"})
    )
    text = said(
        follow(
            prosecutor, address, what="void", reason="It was vacated. Both sides know the reason."
        )
    )
    assert "Did not take place" in text
    assert "Corrected because: It was vacated." in text and "Before: First hearing" in text
    assert (
        "First hearing"
        not in said(prosecutor.get(at("see-case", road.case))).split("What has happened")[0]
    )
    again = prosecutor.get(address)
    assert again.status_code == 403
    assert "This has been corrected already." in again.content.decode()


def test_a_correction_that_comes_too_late_keeps_what_was_typed(road, prosecutor):
    record(prosecutor, road)
    fact = CourtFact.objects.unscoped("test").get()
    road.do(
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
    page = prosecutor.post(at("correct-court-fact", fact), sent | day("on", on(3)))
    assert page.status_code == 409
    assert "This has been corrected already." in said(page)
    assert "Moved by a day. Both sides know the reason." in page.content.decode()


def test_a_case_without_a_charge_says_so():
    road = Road(cast(), at=START)
    text = said(as_(road.cast.officer).get(at("see-court-facts", road.case)))
    assert "No suspect of this case has been charged yet." in text
