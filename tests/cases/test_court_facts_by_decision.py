"""Court facts belong to one decision to charge: a second prosecution inherits none of the first."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.case_details.actions import cases
from cases.decisions.actions import court_facts
from cases.models import CourtFact, Decision
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from people.text.dates import format_day
from tests.cases.test_custody_reminders import record_custody_of, running_clocks
from tests.support.cases.charge_stops import laid_against
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.counts import stage_refusal_text
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.second_prosecution import charge_again, set_prosecution_aside
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.calendar import london_day
from timeliness.reminder_times import CUSTODY_LIMIT_ENDS

pytestmark = pytest.mark.django_db

START = days_ago(20)
SENTENCE = "Six years."


def day_of(n):
    """Day n of the case; today is day 20."""
    return london_day(START) + timedelta(days=n)


def record(builder, kind, days=5, who="assistant", **facts):
    return builder.do(
        court_facts.record_court_fact, who, suspect=builder.suspects[0], kind=kind, on=day_of(days),
        **facts,
    )  # fmt: skip


def correct(builder, fact, **facts):
    said = {"reason": "The list was wrong."} | facts
    return builder.do(court_facts.correct_court_fact, "prosecutor", fact=fact, **said)


def first_prosecution(the_cast):
    """A suspect remanded, with a first hearing, a plea of guilty and a trial ahead."""
    made = CaseBuilder(the_cast, at=START).allocate()
    authorise_charge_of(made)
    report_charge_of(made)
    made.at = START + timedelta(days=12)
    made.first = {
        "FIRST_HEARING": record(made, "FIRST_HEARING", 2, court="Bristol"),
        "PLEA": record(made, "PLEA", 4, result="GUILTY"),
        "TRIAL": record(made, "TRIAL", 60),
    }
    record_custody_of(made, custody="REMANDED", custody_limit_ends_on=day_of(50))
    return made


@module_fixture
def aside():
    """The first prosecution was discontinued, and a review set the decision aside."""
    made = first_prosecution(cast())
    set_prosecution_aside(made)
    return made


@module_fixture
def twice():
    """So, and the suspect was charged a second time, on day 15."""
    made = first_prosecution(cast())
    set_prosecution_aside(made)
    made.at = START + timedelta(days=15)
    charge_again(made)
    made.at = START + timedelta(days=19)
    return made


def fact_now(fact):
    """The fact with its relations read afresh."""
    return CourtFact.objects.unscoped("test").get(pk=fact.pk)


class TestSecondProsecution:
    def test_it_has_a_first_hearing_and_dates_of_its_own(self, twice):
        hearing = record(twice, "FIRST_HEARING", 18)
        live = Decision.objects.unscoped("test").get(suspect=twice.suspects[0], status="LIVE")
        assert hearing.decision_id == live.pk
        assert fact_now(twice.first["PLEA"]).decision_id != live.pk

    def test_nothing_of_the_first_stands_against_what_is_recorded(self, twice):
        assert record(twice, "FIRST_HEARING", 19).on == day_of(19)  # not before a plea of day 4
        told = stage_refusal_text(record, twice, "FIRST_HEARING", 19)
        assert told == "A first hearing is recorded already. Correct that one."

    def test_a_plea_of_guilty_in_the_first_convicts_nobody_now(self, twice):
        told = stage_refusal_text(record, twice, "SENTENCE", 19, detail=SENTENCE)
        assert told.startswith("No conviction of one of these charges is recorded.")
        record(twice, "PLEA", 19, result="GUILTY")
        assert record(twice, "SENTENCE", 19, detail=SENTENCE).detail == SENTENCE

    def test_the_hearings_to_come_are_its_own(self, twice):
        client = client_for(twice.cast.officer)
        assert twice.suspect().hearings_until is None
        assert twice.case.urn not in page_text(
            client.get(reverse("see-worklist", args=["hearings"]))
        )
        record(twice, "HEARING", 40, detail="Plea and trial preparation")
        told = page_text(client.get(reverse("see-worklist", args=["hearings"])))
        assert twice.suspect().hearings_until == day_of(40)
        assert twice.case.urn in told and "Trial" not in told.split(twice.case.urn)[1]

    def test_a_limit_of_the_first_is_not_kept(self, twice):
        assert twice.suspect().first_limit_ends_on is None
        record_custody_of(twice, custody="REMANDED", custody_limit_ends_on=day_of(80))
        assert twice.suspect().first_limit_ends_on == day_of(80)

    def test_the_pages_tell_them_apart(self, twice):
        record(twice, "FIRST_HEARING", 18)
        page = page_text(
            client_for(twice.cast.officer).get(page_url("see-court-facts", twice.case))
        )
        now, before = page.split("Earlier prosecution: charge decided on")
        assert "Plea: Guilty" in before and "Plea: Guilty" not in now
        assert f"First hearing , {format_day(day_of(18))}" in now
        assert f"First hearing , {format_day(day_of(2))}" in before
        card = page_text(client_for(twice.cast.officer).get(page_url("see-case", twice.case)))
        now, before = card.split("Earlier prosecution", 1)
        assert "Plea Guilty" not in now and "Plea: Guilty" in before


class TestSetAside:
    def test_the_days_that_were_to_be_kept_are_over(self, aside):
        suspect = aside.suspect()
        assert (suspect.hearings_until, suspect.first_limit_ends_on) == (None, None)
        assert suspect.custody_limit_ends_on is None
        assert not running_clocks(aside).filter(rule=CUSTODY_LIMIT_ENDS)
        list_page = client_for(aside.cast.officer).get(reverse("see-worklist", args=["hearings"]))
        assert aside.case.urn not in page_text(list_page)

    def test_what_happened_is_corrected_and_stays_with_its_decision(self, aside):
        plea = correct(aside, aside.first["PLEA"], on=day_of(6), result="NOT_GUILTY")
        assert plea.decision_id == fact_now(aside.first["PLEA"]).decision_id
        page = page_text(
            client_for(aside.cast.officer).get(page_url("see-court-facts", aside.case))
        )
        assert f"Plea: Not guilty , {format_day(day_of(6))}" in page
        void = correct(aside, aside.first["TRIAL"], is_void=True)
        assert void.is_void and aside.suspect().hearings_until is None

    def test_nothing_to_come_and_no_conviction_is(self, aside):
        told = stage_refusal_text(correct, aside, aside.first["TRIAL"], on=day_of(70))
        assert told.startswith("The decision to charge that this belongs to was set aside.")
        assert correct(aside, aside.first["TRIAL"], on=day_of(8)).on == day_of(8)
        told = stage_refusal_text(record, aside, "HEARING", 30, detail="Plea")
        assert told.startswith("There is nothing to record in court")

    def test_it_is_corrected_too_while_the_second_prosecution_goes_on(self, twice):
        told = stage_refusal_text(correct, twice, twice.first["TRIAL"], on=day_of(70))
        assert told.startswith("The decision to charge that this belongs to was set aside.")
        moved = correct(twice, twice.first["FIRST_HEARING"], on=day_of(3), court="Exeter")
        assert (moved.on, moved.decision_id) == (
            day_of(3), fact_now(twice.first["FIRST_HEARING"]).decision_id,
        )  # fmt: skip
        client = client_for(twice.cast.assistant)
        address = reverse("correct-court-fact", args=[moved.pk])
        assert "It belongs to an earlier prosecution." in page_text(client.get(address))


class TestDatabase:
    def test_a_fact_is_of_the_decision_in_force_or_of_what_it_replaces(self, twice):
        plea = fact_now(twice.first["PLEA"])
        rows = CourtFact.objects.unscoped("test")
        known = {"case_id": plea.case_id, "suspect_id": plea.suspect_id, "by_id": plea.by_id}
        known |= {"at": plea.at, "on": plea.on, "kind": "TRIAL"}
        live = Decision.objects.unscoped("test").get(suspect=twice.suspects[0], status="LIVE")
        new = rows.create(**known)
        assert fact_now(new).decision_id == live.pk
        corrected = rows.create(**known | {"replaces": plea, "reason": "Why."})
        assert fact_now(corrected).decision_id == plea.decision_id

    def test_none_is_of_another_suspect_or_names_a_charge_of_another_decision(self, twice):
        plea = fact_now(twice.first["PLEA"])
        other = first_prosecution(twice.cast)
        foreign = fact_now(other.first["PLEA"])
        rows = CourtFact.objects.unscoped("test").filter(pk=plea.pk)
        known = rows.values("case_id", "suspect_id", "by_id", "at", "on").get()
        with pytest.raises(DatabaseError), transaction.atomic():
            CourtFact.objects.unscoped("test").create(
                **known, kind="TRIAL", decision_id=foreign.decision_id
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            plea.about.create(charge=laid_against(twice.suspects[0])[0])
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(decision_id=foreign.decision_id)


def test_a_name_can_be_corrected_after_the_decision_was_set_aside(aside):
    """Custody stays as the police recorded it until they record another."""
    suspect = aside.suspect()
    corrected = aside.do(
        cases.correct_suspect, "officer", suspect=suspect, version=suspect.version,
        surname="Corrected", given_names="Sam",
    )  # fmt: skip
    assert (corrected.surname, corrected.custody) == ("Corrected", "REMANDED")
    with pytest.raises(Refused, match="has not been charged"):
        record_custody_of(aside, custody="REMANDED", custody_limit_ends_on=day_of(50))
