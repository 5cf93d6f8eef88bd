"""Administrative finalisation of a suspect's case, and reopening in the former state."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_items, action_plans, challenges
from cases.decisions.actions import finalisations
from cases.decisions.queries.decisions import decision_consequences
from cases.models import Decision, Finalisation, FinalisationReason, Turn
from cases.permissions.finalisations import is_police_answer_overdue
from cases.states import MOVES, State
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from tests.support.cases import intrusive_actions as r
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.decisions import (
    countersign_no_charge,
    propose_no_charge,
    record_consultation_of,
)
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.code_scanner import is_name_of, nodes_where
from tests.support.module_fixtures import module_fixture
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db


def finalise_suspect(builder, n=0, who="manager", **facts):
    return builder.do(
        finalisations.finalise_administratively, who, suspect=builder.suspects[n],
        **{"reason": "OTHER", "text": "Asked three times."} | facts,
    )  # fmt: skip


def reopen_suspect_of(builder, n=0, who="manager", text="They have replied."):
    return builder.do(finalisations.reopen_suspect, who, suspect=builder.suspects[n], text=text)


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def running_clocks(builder):
    return set(Clock.objects.filter(about=builder.case.pk, closed_at=None))


def open_turns(builder, n=0):
    return Turn.objects.unscoped("test").filter(suspect=builder.suspects[n], ended_at=None)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


def test_a_finalised_suspect_is_no_side_s_turn_and_nothing_is_due(builder):
    builder.plan({"suspects": builder.suspects[:1]})
    assert len(running_clocks(builder)) == 2  # the action's clock, and that of the other suspect
    finalise_suspect(builder)
    suspect = builder.suspect()
    assert (suspect.state, suspect.is_open, suspect.holder_side, suspect.due_at) == (
        State.FINALISED, False, "", None,
    )  # fmt: skip
    assert suspect.also_waits_for == []
    assert not open_turns(builder).exists()
    assert len(running_clocks(builder)) == 1
    assert builder.items[0].status == "OPEN"  # unchanged, for a reopening
    assert recipients_of("finalised") == {"Olive Officer", "Pia Prosecutor"}


def test_an_action_about_another_suspect_too_goes_on(builder):
    builder.plan()
    finalise_suspect(builder)
    assert builder.items[0].clock in running_clocks(builder)
    finalise_suspect(builder, n=1)
    assert running_clocks(builder) == set()


@pytest.mark.parametrize("start", sorted(MOVES["finalise_administratively"]))
def test_a_reopened_suspect_goes_back_to_the_earlier_stage(start):
    builder = CaseBuilder(cast())
    if start == State.READY_TO_ALLOCATE:
        builder.accept()
    else:
        builder.allocate()
    if start in (State.ACTION_PLAN, State.PLAN_QUERIED):
        builder.plan()
    if start == State.PLAN_QUERIED:
        challenge_all_items(builder)
    elif start == State.WITH_HOLDER:
        r.mark_request_made(builder, r.plan_intrusive_action(builder))
    elif start == State.CHARGE_AUTHORISED:
        authorise_charge_of(builder)
    before = builder.suspect()
    assert before.state == start
    finalise_suspect(builder)
    reopen_suspect_of(builder)
    suspect = builder.suspect()
    assert (suspect.state, suspect.holder_side, suspect.is_open) == (
        start, before.holder_side, True,
    )  # fmt: skip
    assert bool(suspect.due_at) == bool(before.due_at)
    assert open_turns(builder).get().verb == "reopen_suspect"
    assert recipients_of("reopened") >= {"Olive Officer"}


def challenge_all_items(builder):
    for item in builder.items:
        builder.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text="Why?")


def test_a_question_that_waited_for_the_cps_waits_for_it_again(builder):
    builder.plan()
    challenge_all_items(builder)
    asked = set(running_clocks(builder))
    for n in range(2):
        finalise_suspect(builder, n=n)
    assert running_clocks(builder) == set()
    reopen_suspect_of(builder)
    assert (running_clocks(builder), builder.suspect().state) == (asked, State.PLAN_QUERIED)
    assert open_turns(builder).get().clock is None


def test_an_action_keeps_its_date_and_its_clock_runs_on(builder):
    builder.plan()
    due_at = builder.suspect().due_at
    finalise_suspect(builder)
    finalise_suspect(builder, n=1)
    reopen_suspect_of(builder)
    assert builder.items[0].clock in running_clocks(builder)
    assert (builder.suspect().state, builder.suspect().due_at) == (State.ACTION_PLAN, due_at)
    assert builder.suspect(1).state == State.FINALISED


def test_an_answer_given_meanwhile_counts():
    builder = CaseBuilder(cast()).allocate().plan()
    finalise_suspect(builder)
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Here."
    )
    assert builder.suspect().state == State.FINALISED
    reopen_suspect_of(builder)
    assert builder.suspect().state == State.WITH_PROSECUTOR


def test_no_reply_is_no_reason_while_none_is_overdue(builder):
    told = "The police do not owe anything on this suspect that is overdue. Select another reason."
    assert refusal_text(finalise_suspect, builder, reason="NO_REPLY") == told
    builder.plan()
    assert refusal_text(finalise_suspect, builder, reason="NO_REPLY") == told
    assert not Finalisation.objects.unscoped("test").exists()
    builder.at += timedelta(days=30)
    assert finalise_suspect(builder, reason="NO_REPLY").reason == "NO_REPLY"


def test_duties_of_the_police_are_said_of_a_row_alone(builder):
    builder.plan()
    suspect = builder.suspect()
    assert not is_police_answer_overdue(suspect, suspect.due_at)
    assert is_police_answer_overdue(suspect, suspect.due_at + timedelta(seconds=1))
    suspect.state = State.WITH_PROSECUTOR
    assert not is_police_answer_overdue(suspect, suspect.due_at + timedelta(days=1))


def test_a_suspect_is_finalised_once_and_reopened_once(builder):
    finalise_suspect(builder)
    assert refusal_text(finalise_suspect, builder) == (
        "Suspect 1 was finalised administratively, and must be reopened first."
    )
    reopen_suspect_of(builder)
    assert (
        refusal_text(reopen_suspect_of, builder)
        == "Suspect 1 is at another stage now: With the prosecutor."
    )
    finalise_suspect(builder)
    assert Finalisation.objects.unscoped("test").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_reopening_and_another_at_once_make_one():
    builder = CaseBuilder(cast()).allocate()
    finalise_suspect(builder)
    suspect, at = builder.suspects[0], builder.at
    mona, pia = scope(builder.cast.manager, at), scope(builder.cast.prosecutor, at)
    outcomes = run_at_once(
        builder.case,
        lambda: finalisations.reopen_suspect(suspect=suspect, by=mona, at=at, text="Mine."),
        lambda: finalisations.reopen_suspect(suspect=suspect, by=pia, at=at, text="Mine too."),
    )
    [_refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert open_turns(builder).count() == 1


def test_the_database_keeps_one_that_is_not_reopened_and_its_words(builder):
    first = finalise_suspect(builder)
    facts = {
        "case": builder.case,
        "suspect": builder.suspects[0],
        "by": builder.cast.manager,
        "at": builder.at,
    }
    with pytest.raises(IntegrityError, match="finalised_once"), transaction.atomic():
        Finalisation.objects.unscoped("test").create(reason="OTHER", text="Also.", **facts)
    rows = Finalisation.objects.unscoped("test").filter(pk=first.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        update_in_sql(rows, "text", "Another.")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError, match="reopened_whole"), transaction.atomic():
        rows.update(reopened_at=builder.at)


# Never counted as no further action

# Every place that queries no further action. A new one is added here on purpose: none may count a
# finalisation as one, because duties to victims arise from these facts.
ASKS_FOR_NFA = {
    "cases/decisions/actions/decisions.py", "cases/decisions/forms/decisions.py",
    "cases/decisions/actions/decision_wordings.py",
    "cases/models/__init__.py",
    "cases/models/decision.py", "cases/permissions/state_tests.py",
    "cases/next_steps.py", "cases/offences/actions/limited_acts.py",
    "cases/desk/queries/suspect_facts.py", "cases/states.py", "cases/state_tags.py",
    "victims/actions/letter_facts.py",
    "rasso/demo/reasons.py",
    "rasso/demo/letters.py",
    "pilots/actions/sampling_frames.py", "pilots/actions/panels.py",
    "pilots/measures/advice_proportions.py",
    "pilots/pack_labels.py", "pilots/queries/panels.py", "pilots/queries/reconsiderations.py",
}  # fmt: skip
NFA = ("NO_FURTHER_ACTION", "NfaReason", "NFA_EVIDENTIAL", "NFA_PUBLIC_INTEREST")


@pytest.mark.register
def test_every_place_that_asks_for_no_further_action_is_known():
    places = {
        str(each).partition(":")[0] for each in nodes_where(lambda node: is_name_of(node, *NFA))
    }
    assert places == ASKS_FOR_NFA


@pytest.mark.parametrize("reason", FinalisationReason.values)
def test_a_finalisation_leaves_nothing_that_a_count_of_decisions_could_find(reason):
    builder = CaseBuilder(cast()).allocate().plan()
    builder.at += timedelta(days=30)
    finalise_suspect(builder, reason=reason)
    assert not Decision.objects.unscoped("test").exists()
    assert recipients_of("decision_made") == set()
    history = builder.suspect().history.values_list("state", "history_change_reason")
    assert ("FINALISED", "finalise_administratively") in history
    assert not {state for state, _why in history} & {"NO_FURTHER_ACTION"}


def test_no_further_action_on_another_leaves_the_actions_of_one_who_may_be_reopened(builder):
    builder.plan({"suspects": builder.suspects[:1]}, {"suspects": builder.suspects})
    builder.do(
        action_plans.take_suspect_back, "prosecutor", suspect=builder.suspects[1], reason="x"
    )
    finalise_suspect(builder)
    by = scope(builder.cast.prosecutor, builder.at)
    follows = decision_consequences(builder.suspects[1], by)
    assert follows.cancelled == []
    propose_no_charge(
        builder,
        builder.suspects[1],
        consultation=record_consultation_of(builder, builder.suspects[1]),
    )
    countersign_no_charge(builder, builder.suspects[1])
    assert [item.status for item in builder.items] == ["OPEN", "OPEN"]
    assert running_clocks(builder) == set()
    reopen_suspect_of(builder)
    assert len(running_clocks(builder)) == 2
