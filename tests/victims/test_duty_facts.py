"""News owed to a victim about charges and court."""

from datetime import timedelta

import pytest
from django.db import connection

from cases.decisions.actions import charges, court_facts
from cases.models import Case, CourtFact
from cases.models.case_key_of_text import has_sealed_rows
from devtools.case_builder import CaseBuilder, cast, cps_unit
from people.access.scopes import Refused
from rasso import tasks
from tests.support.cases.charges import (
    answer_report,
    authorise_charge_of,
    correct_report,
    report_charge_of,
    report_unauthorised_charge,
    unauthorised_charge,
)
from tests.support.cases.concurrency import run_at_once
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of, tell_victim
from timeliness.actions import sweep
from victims.actions import duties
from victims.actions.duty_facts_sql import duties_owed_on_case
from victims.actions.victim_events import record_victim_event
from victims.duty_rules import DUTY_RULES, NewsOwed
from victims.models import NewsTold

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """The suspect is charged as authorised."""
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    report_charge_of(builder)
    return builder


def open_duties(builder):
    return [duty.what for duty in recomputed_duties(builder) if duty.is_open]


def add_court_fact(builder, kind, result="", **ahead):
    day = (builder.at + timedelta(**ahead)).date()
    about = {"suspect": builder.suspect(), "kind": kind, "on": day, "result": result}
    return builder.do(court_facts.record_court_fact, "prosecutor", **about)


def plans_in_use():
    """(how many statements the connection has prepared, how often it ran one)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(generic_plans) FROM pg_prepared_statements")
        return cursor.fetchone()


@pytest.mark.parametrize("ask", [duties_owed_on_case, has_sealed_rows])
def test_what_is_asked_after_every_action_is_planned_once(builder, ask):
    found = ask(builder.case.pk)
    statements, runs = plans_in_use()
    assert found and ask(builder.case.pk) == found
    assert plans_in_use() == (statements, runs + 1)


def test_everything_that_is_owed_can_be_told_in_a_contact():
    assert DUTY_RULES.keys() == set(NewsOwed)
    assert {told for duty in DUTY_RULES.values() for told in duty.told_by} <= set(NewsTold)


def test_a_charge_is_told_by_the_police_and_its_authority_by_the_cps(builder):
    found = {duty.what: duty for duty in recomputed_duties(builder) if duty.is_open}
    assert found.keys() == {"CHARGE_AUTHORISED", "CHARGED"}
    assert found["CHARGED"].clock.recipient_unit == builder.cast.police
    assert found["CHARGE_AUTHORISED"].clock.recipient_unit == builder.cast.cps


def test_a_report_that_is_put_right_changes_no_charge(builder):
    other = CaseBuilder(builder.cast).allocate()
    authorise_charge_of(other)
    report_unauthorised_charge(other)
    assert "ALTERED" not in open_duties(other)
    answer_report(other, charges.query_charge_report)
    correct_report(other)
    assert "ALTERED" not in [duty.what for duty in recomputed_duties(other)]
    assert "CHARGED" in open_duties(other)


def test_a_charge_that_is_changed_is_told_again_and_so_is_its_changing_back(builder):
    correct_report(
        builder, charges=[unauthorised_charge(builder)], explanation="The court asked for it."
    )
    assert open_duties(builder).count("ALTERED") == 1
    answer_report(builder, charges.query_charge_report)
    correct_report(builder)
    assert [duty.what for duty in recomputed_duties(builder)].count("ALTERED") == 2


def test_a_charge_that_differs_from_the_one_authorised_and_is_changed_is_told_again(builder):
    other = CaseBuilder(builder.cast).allocate()
    authorise_charge_of(other)
    report_unauthorised_charge(other)
    answer_report(other, charges.query_charge_report)
    correct_report(
        other, charges=[unauthorised_charge(other, 2)], explanation="The court asked for it."
    )
    [altered] = [duty for duty in recomputed_duties(other) if duty.what == "ALTERED"]
    assert altered.is_open and altered.owed_by == "CPS"


def test_the_date_of_a_hearing_is_told_again_when_the_court_moves_it(builder):
    trial = add_court_fact(builder, "TRIAL", days=90)
    assert "TRIAL" in open_duties(builder)
    tell_victim(builder, builder.victim, builder.suspect(), "HEARING")
    assert "TRIAL" not in open_duties(builder)
    builder.do(
        court_facts.correct_court_fact, "prosecutor", fact=trial, reason="Moved.",
        on=trial.on + timedelta(days=7),
    )  # fmt: skip
    assert "TRIAL" in open_duties(builder)
    [moved] = CourtFact.objects.unscoped("test").filter(kind="TRIAL", is_current=True)
    builder.do(
        court_facts.correct_court_fact, "prosecutor", fact=moved, reason="Vacated.", is_void=True
    )
    assert "TRIAL" not in open_duties(builder)
    assert [d.ended_because for d in duties_owed(builder, what="TRIAL")] == ["", "CORRECTED"]


def test_a_prosecution_that_is_stopped_is_told_by_the_cps_without_waiting_for_witness_care(builder):
    add_court_fact(builder, "OUTCOME", "STOPPED")
    [stopped] = [duty for duty in recomputed_duties(builder) if duty.what == "STOPPED"]
    assert stopped.owed_by == "CPS" and stopped.clock.rule == "victim_told_enhanced"
    with pytest.raises(Refused, match="No conviction or acquittal"):
        record_outcome_received(builder)


def record_outcome_received(builder):
    return builder.do(
        record_victim_event, "officer", record=record_of(builder.victim), what="OUTCOME",
        suspect=builder.suspects[0].pk, on=builder.at.date(),
    )  # fmt: skip


def test_an_outcome_is_told_from_the_day_on_which_witness_care_had_it(builder):
    add_court_fact(builder, "OUTCOME", "CONVICTED")
    assert "OUTCOME" not in open_duties(builder)
    builder.at += timedelta(days=3)
    record_outcome_received(builder)
    [outcome] = duties_owed(builder, what="OUTCOME")
    assert outcome.happened_at.date() == builder.at.date()
    assert outcome.clock.rule_version == "victim_told_court_outcome@2021-04-01"


def test_an_outcome_that_turns_out_to_be_a_stop_is_told_as_one(builder):
    outcome = add_court_fact(builder, "OUTCOME", "CONVICTED")
    record_outcome_received(builder)
    about = {"fact": outcome, "on": outcome.on, "result": "STOPPED", "reason": "Misheard."}
    builder.do(court_facts.correct_court_fact, "prosecutor", **about)
    assert "STOPPED" in open_duties(builder) and "OUTCOME" not in open_duties(builder)


def test_news_told_before_it_was_recorded_meets_the_duty(builder):
    told_at = builder.at
    tell_victim(builder, builder.victim, builder.suspect(), "INTERVIEW")
    builder.do(
        record_victim_event, "officer", record=record_of(builder.victim), what="INTERVIEW",
        suspect=builder.suspects[0].pk, on=told_at.date(),
    )  # fmt: skip
    [duty] = duties_owed(builder, what="INTERVIEW")
    assert duty.kept_at == told_at


def test_a_unit_s_duties_go_with_the_case_to_another(builder):
    recomputed_duties(builder)
    other = cps_unit()
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(cps_unit=other)
    [duty] = [d for d in recomputed_duties(builder) if d.what == "CHARGE_AUTHORISED"]
    assert duty.clock.recipient_unit == other and duty.cps_unit == other


def test_duties_about_an_unsent_suspect_are_the_police_s_alone():
    unsent = CaseBuilder(cast())
    about = {"record": record_of(unsent.victim), "suspect": unsent.suspects[0].pk}
    unsent.do(record_victim_event, "officer", what="INTERVIEW", on=unsent.at.date(), **about)
    [duty] = duties_owed(unsent, what="INTERVIEW")
    assert duty.only_side == "POLICE"
    unsent.submit()
    [duty] = duties_owed(unsent, what="INTERVIEW")
    assert duty.only_side == "" and duty.cps_unit == unsent.cast.cps


def test_one_case_that_cannot_be_worked_out_keeps_no_other_from_it(builder, monkeypatch):
    other = CaseBuilder(builder.cast).allocate()
    authorise_charge_of(other)
    known = duties.duties_owed_on_case

    def breaks(case_id):
        return 1 / 0 if case_id == builder.case.pk else known(case_id)

    monkeypatch.setattr(duties, "duties_owed_on_case", breaks)
    duties.recompute_all_duties(at=other.at)
    assert duties_owed(other) and not duties_owed(builder)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_each_duty_once():
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)

    def run():
        duties.recompute_case_duties(case_id=case.pk, at=builder.at)

    assert run_at_once(case, run, run) == [None, None]
    assert sorted(duty.what for duty in duties_owed(builder)) == ["CHARGE_AUTHORISED", "RELEASED"]
    tasks.reckon_duties()
    assert len(duties_owed(builder)) == 2
    assert sweep.sweep_clocks(at=builder.at) == 0  # no reminder is due yet
