"""News owed to a victim about charges and court."""

from datetime import timedelta

import pytest

from cases.decisions.actions import charges, court_facts
from cases.models import Case, CourtFact
from devtools.case_builder import Road, cast, cps_unit
from people.access.scopes import Refused
from rasso import tasks
from tests.support.cases.charges import another, answer, charge, correct, otherwise, report
from tests.support.cases.concurrency import at_once
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned, record_of, tell
from timeliness.actions import sweep
from victims.actions import duties
from victims.actions.victim_events import record_victim_event
from victims.duty_rules import DUTY_RULES, NewsOwed
from victims.models import NewsTold

pytestmark = pytest.mark.django_db


@standing
def road():
    """The suspect is charged as authorised."""
    road = Road(cast()).allocate()
    charge(road)
    report(road)
    return road


def open_now(road):
    return [duty.what for duty in reckoned(road) if duty.is_open]


def in_court(road, kind, result="", **ahead):
    day = (road.at + timedelta(**ahead)).date()
    about = {"suspect": road.suspect(), "kind": kind, "on": day, "result": result}
    return road.do(court_facts.record_court_fact, "prosecutor", **about)


def test_everything_that_is_owed_can_be_told_in_a_contact():
    assert DUTY_RULES.keys() == set(NewsOwed)
    assert {told for duty in DUTY_RULES.values() for told in duty.told_by} <= set(NewsTold)


def test_a_charge_is_told_by_the_police_and_its_authority_by_the_cps(road):
    found = {duty.what: duty for duty in reckoned(road) if duty.is_open}
    assert found.keys() == {"CHARGE_AUTHORISED", "CHARGED"}
    assert found["CHARGED"].clock.recipient_unit == road.cast.police
    assert found["CHARGE_AUTHORISED"].clock.recipient_unit == road.cast.cps


def test_a_report_that_is_put_right_changes_no_charge(road):
    other = Road(road.cast).allocate()
    charge(other)
    otherwise(other)
    assert "ALTERED" not in open_now(other)
    answer(other, charges.query_charge_report)
    correct(other)
    assert "ALTERED" not in [duty.what for duty in reckoned(other)]
    assert "CHARGED" in open_now(other)


def test_a_charge_that_is_changed_is_told_again_and_so_is_its_changing_back(road):
    correct(road, charges=[another(road)], explanation="The court asked for it.")
    assert open_now(road).count("ALTERED") == 1
    answer(road, charges.query_charge_report)
    correct(road)
    assert [duty.what for duty in reckoned(road)].count("ALTERED") == 2


def test_a_charge_that_differs_from_the_one_authorised_and_is_changed_is_told_again(road):
    other = Road(road.cast).allocate()
    charge(other)
    otherwise(other)
    answer(other, charges.query_charge_report)
    correct(other, charges=[another(other, 2)], explanation="The court asked for it.")
    [altered] = [duty for duty in reckoned(other) if duty.what == "ALTERED"]
    assert altered.is_open and altered.owed_by == "CPS"


def test_the_date_of_a_hearing_is_told_again_when_the_court_moves_it(road):
    trial = in_court(road, "TRIAL", days=90)
    assert "TRIAL" in open_now(road)
    tell(road, road.victim, road.suspect(), "HEARING")
    assert "TRIAL" not in open_now(road)
    road.do(
        court_facts.correct_court_fact, "prosecutor", fact=trial, reason="Moved.",
        on=trial.on + timedelta(days=7),
    )  # fmt: skip
    assert "TRIAL" in open_now(road)
    [moved] = CourtFact.objects.unscoped("test").filter(kind="TRIAL", is_current=True)
    road.do(
        court_facts.correct_court_fact, "prosecutor", fact=moved, reason="Vacated.", is_void=True
    )
    assert "TRIAL" not in open_now(road)
    assert [d.ended_because for d in owed(road, what="TRIAL")] == ["", "CORRECTED"]


def test_a_prosecution_that_is_stopped_is_told_by_the_cps_without_waiting_for_witness_care(road):
    in_court(road, "OUTCOME", "STOPPED")
    [stopped] = [duty for duty in reckoned(road) if duty.what == "STOPPED"]
    assert stopped.owed_by == "CPS" and stopped.clock.rule == "victim_told_enhanced"
    with pytest.raises(Refused, match="No conviction or acquittal"):
        received(road)


def received(road):
    return road.do(
        record_victim_event, "officer", record=record_of(road.victim), what="OUTCOME",
        suspect=road.suspects[0].pk, on=road.at.date(),
    )  # fmt: skip


def test_an_outcome_is_told_from_the_day_on_which_witness_care_had_it(road):
    in_court(road, "OUTCOME", "CONVICTED")
    assert "OUTCOME" not in open_now(road)
    road.at += timedelta(days=3)
    received(road)
    [outcome] = owed(road, what="OUTCOME")
    assert outcome.happened_at.date() == road.at.date()
    assert outcome.clock.rule_version == "victim_told_court_outcome@2021-04-01"


def test_an_outcome_that_turns_out_to_be_a_stop_is_told_as_one(road):
    outcome = in_court(road, "OUTCOME", "CONVICTED")
    received(road)
    about = {"fact": outcome, "on": outcome.on, "result": "STOPPED", "reason": "Misheard."}
    road.do(court_facts.correct_court_fact, "prosecutor", **about)
    assert "STOPPED" in open_now(road) and "OUTCOME" not in open_now(road)


def test_what_was_told_before_it_was_written_down_keeps_it_all_the_same(road):
    told_at = road.at
    tell(road, road.victim, road.suspect(), "INTERVIEW")
    road.do(
        record_victim_event, "officer", record=record_of(road.victim), what="INTERVIEW",
        suspect=road.suspects[0].pk, on=told_at.date(),
    )  # fmt: skip
    [duty] = owed(road, what="INTERVIEW")
    assert duty.kept_at == told_at


def test_what_a_unit_owes_goes_with_the_case_to_another(road):
    reckoned(road)
    other = cps_unit()
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(cps_unit=other)
    [duty] = [d for d in reckoned(road) if d.what == "CHARGE_AUTHORISED"]
    assert duty.clock.recipient_unit == other and duty.cps_unit == other


def test_what_concerns_a_suspect_whom_the_police_have_not_sent_is_theirs_alone():
    unsent = Road(cast())
    about = {"record": record_of(unsent.victim), "suspect": unsent.suspects[0].pk}
    unsent.do(record_victim_event, "officer", what="INTERVIEW", on=unsent.at.date(), **about)
    [duty] = owed(unsent, what="INTERVIEW")
    assert duty.only_side == "POLICE"
    unsent.submit()
    [duty] = owed(unsent, what="INTERVIEW")
    assert duty.only_side == "" and duty.cps_unit == unsent.cast.cps


def test_one_case_that_cannot_be_worked_out_keeps_no_other_from_it(road, monkeypatch):
    other = Road(road.cast).allocate()
    charge(other)
    known = duties.duties_owed_on_case

    def breaks(case_id):
        return 1 / 0 if case_id == road.case.pk else known(case_id)

    monkeypatch.setattr(duties, "duties_owed_on_case", breaks)
    duties.recompute_all_duties(at=other.at)
    assert owed(other) and not owed(road)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_each_duty_once():
    road = Road(cast()).allocate()
    charge(road)
    case = Case.objects.unscoped("test").get(pk=road.case.pk)

    def run():
        duties.recompute_case_duties(case_id=case.pk, at=road.at)

    assert at_once(case, run, run) == [None, None]
    assert sorted(duty.what for duty in owed(road)) == ["CHARGE_AUTHORISED", "RELEASED"]
    tasks.reckon_duties()
    assert len(owed(road)) == 2
    assert sweep.sweep_clocks(at=road.at) == 0  # no reminder is due yet
