"""
Journey 12, its end: a count and its alternative are charged; one is discontinued, and the victim is
told what changed; then the other, and she is told how it ended and can ask for a review.

It is Thursday 24 December 2026, so one working day ends on 29 December.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, person
from tests.support.cases.charges import report_form
from tests.support.cases.counts import charge_with_counts, count_alleged, count_not_alleged
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.journey_days import moments_from, reached_by_phone
from tests.support.module_fixtures import module_fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commit_after_requests")]

NOW, TODAY = datetime(2026, 12, 24, 10, 0, tzinfo=UTC), date(2026, 12, 24)
START = NOW - timedelta(days=3)
DUE = "By 29 December 2026"
TOLD = reached_by_phone(NOW)
WHY = "The laboratory has found nothing that bears the first count out."


@pytest.fixture(autouse=True)
def moments_of_christmas_eve(monkeypatch):
    """Pages pass moments of this day to actions, a second apart."""
    monkeypatch.setattr("django.utils.timezone.now", moments_from(NOW, timedelta(milliseconds=9)))


@module_fixture
def builder():
    """A charge of one count and another in the alternative, authorised for one suspect."""
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    builder = CaseBuilder(people, at=START).allocate().review()
    charge_with_counts(
        builder, count_alleged(builder), count_not_alleged(builder, alternative_to=1)
    )
    return builder


def state(builder):
    return Suspect.objects.unscoped("test").get(pk=builder.suspects[0].pk).state


def test_a_count_and_then_its_alternative_are_discontinued(builder):
    officer, liaison = client_for(builder.cast.officer), client_for(builder.cast.liaison)
    suspect, victim = builder.suspects[0], builder.victim
    submit_form(
        officer, page_url("report-charge", suspect), method="WRITTEN_CHARGE",
        **report_form("AS_STATED", "AS_STATED"), **date_parts("charged_on", TODAY),
    )  # fmt: skip
    assert state(builder) == "CHARGED"
    stop_on_page(builder, "1.1")
    assert state(builder) == "CHARGED"
    the_victim_hears_what_changed(liaison, victim)
    stop_on_page(builder, "1.2")
    assert state(builder) == "STOPPED"
    the_victim_hears_how_it_ended_and_asks(liaison, victim)


def stop_on_page(builder, charge):
    """The prosecutor discontinues one charge, named by report and place; the officer reads why."""
    prosecutor, suspect = client_for(builder.cast.prosecutor), builder.suspects[0]
    address = page_url("stop-charges", suspect)
    assert address in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
    page = submit_form(
        prosecutor, address, charges=[charge], kind="DISCONTINUED", text=WHY, are_told="no",
        not_told_because="She asked not to be rung before Christmas.",
    )  # fmt: skip
    assert "Charges against suspect 1 stopped." in page_text(page)
    officer = client_for(builder.cast.officer)
    assert WHY in page_text(officer.get(page_url("see-decisions", builder.case)))


def the_victim_hears_what_changed(liaison, victim):
    """While the alternative goes on, she is owed that the charges were changed, and no review."""
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert f"The charges were changed: suspect 1 Due in 5 days Owed by: CPS. {DUE}" in owed
    assert "were discontinued" not in owed
    submit_form(liaison, page_url("record-contact", victim), **TOLD, conveyed=["ALTERED"])
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert "The charges were changed: suspect 1 Told in time" in owed
    page = page_text(liaison.get(page_url("see-review-requests", victim)))
    assert "Outside the scheme. Some suspects or allegations were charged" in page
    assert "Ordinarily until" not in page


def the_victim_hears_how_it_ended_and_asks(liaison, victim):
    """Once nothing goes on, she is told how it ended, and can ask for a review."""
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    what = "The charges about the victim were discontinued: suspect 1"
    assert f"{what} Due in 5 days Owed by: CPS. {DUE}" in owed
    submit_form(
        liaison, page_url("record-contact", victim), **TOLD, is_another="on", conveyed=["STOPPED"]
    )
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert f"{what} Told in time" in owed
    page = page_text(liaison.get(page_url("see-review-requests", victim)))
    assert "Told on 24 December 2026" in page and "Ordinarily until 24 March 2027" in page
    asked = {"decision": "1:CPS_DISCONTINUED", "asked_not_to_proceed": "no"}
    asked |= date_parts("asked_on", TODAY)
    page = page_text(submit_form(liaison, page_url("ask-for-review", victim), **asked))
    assert "Request about suspect 1 Asked for" in page and "cannot be reviewed" not in page
