"""An outcome recorded by hand is of one prosecution; a court's stop does not hide what follows."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from cases.decisions.actions import court_facts, reopenings
from devtools.case_builder import cast
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.charges import (
    allegations_against,
    authorise_charge_of,
    report_charge_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import news_owed_to, record_of, tell_victim
from victims.actions import duty_facts_sql, victim_events
from victims.models import VictimEvent

pytestmark = pytest.mark.django_db

FILL = import_module("victims.migrations.0004_decisions_of_outcomes").FILL


@module_fixture
def builder():
    """A suspect charged with counts about two victims, some days ago."""
    made = charge_two_victims(cast())
    made.at += timedelta(days=9)
    return made


@pytest.fixture(autouse=True)
def held_before(monkeypatch, builder):
    """ADR 94 holds before the day of these cases."""
    monkeypatch.setattr(duty_facts_sql, "DECIDED_AGAIN_SINCE", builder.at.date())


def record(builder, result, **facts):
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind="OUTCOME",
        result=result, **{"on": builder.at.date()} | facts,
    )  # fmt: skip


def record_outcome_event(builder):
    return builder.do(
        victim_events.record_victim_event, "officer", record=record_of(builder.victim),
        suspect=builder.suspects[0].pk, what="OUTCOME", on=builder.at.date(),
    )  # fmt: skip


@pytest.fixture
def charged_twice(builder):
    """
    No evidence about the second victim, and the verdict known to witness care; what was
    discontinued about the first is charged a second time.
    """
    suspect = builder.suspects[0]
    second = laid_about(suspect, builder.second)
    ended = stop_charges_of(builder, charges=second, kind="NO_EVIDENCE")
    stop_charges_of(builder, charges=laid_about(suspect, builder.victim))
    record(builder, "ACQUITTED", charges=second, on=ended.ended_on)
    builder.event = record_outcome_event(builder)
    assert "OUTCOME" in news_owed_to(builder, builder.second)
    builder.at += timedelta(days=1)
    reopen(builder)
    builder.give_case([builder.suspect()])
    alleged = [row for row in allegations_against(suspect) if row.victim_id == builder.victim.pk]
    authorise_charge_of(builder, allegations=alleged)
    report_charge_of(builder, charges=[(row.victim, row.offence) for row in alleged])
    return builder


def reopen(builder):
    """A review sets the decision to charge aside."""
    builder.do(reopenings.reopen_on_review, "manager", suspect=builder.suspect(), ground="REVIEW")


def test_the_outcome_of_the_first_prosecution_is_not_that_of_the_second(charged_twice):
    record(charged_twice, "CONVICTED")
    assert "OUTCOME" not in news_owed_to(charged_twice, charged_twice.victim)
    record_outcome_event(charged_twice)
    assert "OUTCOME" in news_owed_to(charged_twice, charged_twice.victim)


def test_one_recorded_before_is_of_the_decision_in_force_then(charged_twice):
    """Rows of the release before have no decision, and count for any until they are filled."""
    record(charged_twice, "CONVICTED")
    of_first = charged_twice.event.decision_id
    run_past_triggers("UPDATE victims_victimevent SET decision_id = NULL")
    assert "OUTCOME" in news_owed_to(charged_twice, charged_twice.victim)
    run_past_triggers(FILL)
    assert VictimEvent.objects.unscoped("test").get().decision_id == of_first is not None
    assert "OUTCOME" not in news_owed_to(charged_twice, charged_twice.victim)


def test_one_recorded_before_any_was_in_force_is_of_the_first(charged_twice):
    of_first = charged_twice.event.decision_id
    run_past_triggers(
        "UPDATE victims_victimevent SET decision_id = NULL, at = at - interval '90 days'"
    )
    run_past_triggers(FILL)
    assert VictimEvent.objects.unscoped("test").get().decision_id == of_first is not None


def run_past_triggers(statement):
    with connection.cursor() as cursor:
        cursor.execute("SELECT for_tests.run_past_triggers(%s)", [statement])


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize("kind", ["DISCONTINUED", "NO_EVIDENCE"])
def test_what_the_court_stopped_first_is_told_once_also_once_it_is_set_aside(
    builder, kind, is_told
):
    """The court's record says that it was stopped; how the CPS stopped it was recorded later."""
    mine = laid_about(builder.suspects[0], builder.victim)
    record(builder, "STOPPED", charges=mine)
    if is_told:
        tell_victim(builder, builder.victim, builder.suspect(), "CHARGE", "STOPPED")
    builder.at += timedelta(hours=2)
    stop_charges_of(builder, charges=mine, kind=kind)
    stop_charges_of(builder, charges=laid_about(builder.suspects[0], builder.second))
    ends = {"STOPPED", kind}
    before = news_owed_to(builder, builder.victim) & ends
    assert before == (set() if is_told else {"STOPPED"})
    builder.at += timedelta(hours=2)
    reopen(builder)
    now = news_owed_to(builder, builder.victim) & {*ends, "DECIDED_AGAIN"}
    if kind == "NO_EVIDENCE":
        assert now == before
    else:
        assert now == ({"DECIDED_AGAIN"} if is_told else set())
