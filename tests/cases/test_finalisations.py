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
from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused
from tests.support.cases.charges import charge
from tests.support.cases.concurrency import at_once
from tests.support.cases.decisions import consult, countersign, propose
from tests.support.code_scanner import found, mentions
from tests.support.module_fixtures import standing
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db


def finalise(road, n=0, who="manager", **facts):
    return road.do(
        finalisations.finalise_administratively, who, suspect=road.suspects[n],
        **{"reason": "OTHER", "text": "Asked three times."} | facts,
    )  # fmt: skip


def reopen(road, n=0, who="manager", text="They have replied."):
    return road.do(finalisations.reopen_suspect, who, suspect=road.suspects[n], text=text)


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def running(road):
    return set(Clock.objects.filter(about=road.case.pk, closed_at=None))


def open_turns(road, n=0):
    return Turn.objects.unscoped("test").filter(suspect=road.suspects[n], ended_at=None)


@standing
def road():
    return Road(cast(), suspects=2).allocate()


def test_a_finalised_suspect_is_nobody_s_turn_and_nothing_is_due(road):
    road.plan({"suspects": road.suspects[:1]})
    assert len(running(road)) == 2  # the action's clock, and that of the other suspect
    finalise(road)
    suspect = road.suspect()
    assert (suspect.state, suspect.is_open, suspect.holder_side, suspect.due_at) == (
        State.FINALISED, False, "", None,
    )  # fmt: skip
    assert suspect.also_waits_for == []
    assert not open_turns(road).exists()
    assert len(running(road)) == 1
    assert road.items[0].status == "OPEN"  # unchanged, for a reopening
    assert told("finalised") == {"Olive Officer", "Pia Prosecutor"}


def test_an_action_about_another_suspect_too_goes_on(road):
    road.plan()
    finalise(road)
    assert road.items[0].clock in running(road)
    finalise(road, n=1)
    assert running(road) == set()


@pytest.mark.parametrize("start", sorted(MOVES["finalise_administratively"]))
def test_a_reopened_suspect_goes_back_to_the_earlier_stage(start):
    road = Road(cast())
    if start == State.READY_TO_ALLOCATE:
        road.accept()
    else:
        road.allocate()
    if start in (State.ACTION_PLAN, State.PLAN_QUERIED):
        road.plan()
    if start == State.PLAN_QUERIED:
        question(road)
    elif start == State.CHARGE_AUTHORISED:
        charge(road)
    before = road.suspect()
    assert before.state == start
    finalise(road)
    reopen(road)
    suspect = road.suspect()
    assert (suspect.state, suspect.holder_side, suspect.is_open) == (
        start, before.holder_side, True,
    )  # fmt: skip
    assert bool(suspect.due_at) == bool(before.due_at)
    assert open_turns(road).get().verb == "reopen_suspect"
    assert told("reopened") >= {"Olive Officer"}


def question(road):
    for item in road.items:
        road.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text="Why?")


def test_a_question_that_waited_for_the_cps_waits_for_it_again(road):
    road.plan()
    question(road)
    asked = set(running(road))
    for n in range(2):
        finalise(road, n=n)
    assert running(road) == set()
    reopen(road)
    assert (running(road), road.suspect().state) == (asked, State.PLAN_QUERIED)
    assert open_turns(road).get().clock is None


def test_an_action_keeps_its_date_and_its_clock_runs_on(road):
    road.plan()
    due_at = road.suspect().due_at
    finalise(road)
    finalise(road, n=1)
    reopen(road)
    assert road.items[0].clock in running(road)
    assert (road.suspect().state, road.suspect().due_at) == (State.ACTION_PLAN, due_at)
    assert road.suspect(1).state == State.FINALISED


def test_what_was_answered_meanwhile_counts():
    road = Road(cast()).allocate().plan()
    finalise(road)
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Here.")
    assert road.suspect().state == State.FINALISED
    reopen(road)
    assert road.suspect().state == State.WITH_PROSECUTOR


def test_no_reply_is_no_reason_while_none_is_overdue(road):
    told = "The police do not owe anything on this suspect that is overdue. Select another reason."
    assert refused(finalise, road, reason="NO_REPLY") == told
    road.plan()
    assert refused(finalise, road, reason="NO_REPLY") == told
    assert not Finalisation.objects.unscoped("test").exists()
    road.at += timedelta(days=30)
    assert finalise(road, reason="NO_REPLY").reason == "NO_REPLY"


def test_what_the_police_owe_is_said_of_a_row_alone(road):
    road.plan()
    suspect = road.suspect()
    assert not is_police_answer_overdue(suspect, suspect.due_at)
    assert is_police_answer_overdue(suspect, suspect.due_at + timedelta(seconds=1))
    suspect.state = State.WITH_PROSECUTOR
    assert not is_police_answer_overdue(suspect, suspect.due_at + timedelta(days=1))


def test_a_suspect_is_finalised_once_and_reopened_once(road):
    finalise(road)
    assert refused(finalise, road) == (
        "Suspect 1 was finalised administratively, and must be reopened first."
    )
    reopen(road)
    assert refused(reopen, road) == "Suspect 1 is at another stage now: With the prosecutor."
    finalise(road)
    assert Finalisation.objects.unscoped("test").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_reopening_and_another_at_once_make_one():
    road = Road(cast()).allocate()
    finalise(road)
    suspect, at = road.suspects[0], road.at
    mona, pia = scope(road.cast.manager, at), scope(road.cast.prosecutor, at)
    outcomes = at_once(
        road.case,
        lambda: finalisations.reopen_suspect(suspect=suspect, by=mona, at=at, text="Mine."),
        lambda: finalisations.reopen_suspect(suspect=suspect, by=pia, at=at, text="Mine too."),
    )
    [_refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert open_turns(road).count() == 1


def test_the_database_keeps_one_that_is_not_reopened_and_its_words(road):
    first = finalise(road)
    facts = {"case": road.case, "suspect": road.suspects[0], "by": road.cast.manager, "at": road.at}
    with pytest.raises(IntegrityError, match="finalised_once"), transaction.atomic():
        Finalisation.objects.unscoped("test").create(reason="OTHER", text="Also.", **facts)
    rows = Finalisation.objects.unscoped("test").filter(pk=first.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(text="Another.")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError, match="reopened_whole"), transaction.atomic():
        rows.update(reopened_at=road.at)


# Never counted as no further action

# Every place that queries no further action. A new one is added here on purpose: none may count a
# finalisation as one, because duties to victims arise from these facts.
ASKS_FOR_NFA = {
    "cases/decisions/actions/decisions.py", "cases/decisions/forms/decisions.py",
    "cases/models/__init__.py",
    "cases/models/decision.py", "cases/permissions/state_tests.py",
    "cases/decisions/queries/decisions.py",
    "cases/desk/queries/suspect_cards.py", "cases/states.py", "cases/verb_labels.py",
    "victims/actions/letter_facts.py", "victims/actions/reviewable_decisions.py",
    "rasso/demo/letters.py",
    "pilots/actions/sampling_frames.py", "pilots/forms/panels.py", "pilots/models/panel.py",
    "pilots/pack_labels.py", "pilots/queries/panels.py", "pilots/queries/reconsiderations.py",
}  # fmt: skip
NFA = ("NO_FURTHER_ACTION", "NfaReason", "NFA_EVIDENTIAL", "NFA_PUBLIC_INTEREST")


def test_every_place_that_asks_for_no_further_action_is_known():
    places = {str(each).partition(":")[0] for each in found(lambda node: mentions(node, *NFA))}
    assert places == ASKS_FOR_NFA


@pytest.mark.parametrize("reason", FinalisationReason.values)
def test_a_finalisation_leaves_nothing_that_a_count_of_decisions_could_find(reason):
    road = Road(cast()).allocate().plan()
    road.at += timedelta(days=30)
    finalise(road, reason=reason)
    assert not Decision.objects.unscoped("test").exists()
    assert told("decision_made") == set()
    history = road.suspect().history.values_list("state", "history_change_reason")
    assert ("FINALISED", "finalise_administratively") in history
    assert not {state for state, _why in history} & {"NO_FURTHER_ACTION"}


def test_no_further_action_on_another_leaves_the_actions_of_one_who_may_be_reopened(road):
    road.plan({"suspects": road.suspects[:1]}, {"suspects": road.suspects})
    road.do(action_plans.take_suspect_back, "prosecutor", suspect=road.suspects[1], reason="x")
    finalise(road)
    by = scope(road.cast.prosecutor, road.at)
    follows = decision_consequences(road.suspects[1], by)
    assert follows.closed_by_nfa == []
    propose(road, road.suspects[1], consultation=consult(road, road.suspects[1]))
    countersign(road, road.suspects[1])
    assert [item.status for item in road.items] == ["OPEN", "OPEN"]
    assert running(road) == set()
    reopen(road)
    assert len(running(road)) == 2
