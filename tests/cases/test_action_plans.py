"""Action plans: which suspects move to the police, until when, and how each comes back."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans
from cases.models import ActionPlan, Turn
from cases.states import State
from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.support.cases.decisions import no_further_action
from tests.support.module_fixtures import standing
from timeliness.calendar import end_of_day
from timeliness.models import Confidence, Delivery

pytestmark = pytest.mark.django_db

ACTION = {
    "category": "STATEMENTS",
    "text": "Take a statement.",
    "line_of_inquiry": "First account.",
    "proportionality": "One short statement.",
    "weight": "ESSENTIAL",
}


@standing
def road():
    return Road(cast(), suspects=2).allocate()


def in_days(road, n):
    return (road.at + timedelta(days=n)).date()


def answer(road, item):
    return road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")


def states(road):
    return [road.suspect(n).state for n in range(len(road.suspects))]


def open_turn(suspect):
    return Turn.objects.unscoped("test").select_related("clock").get(suspect=suspect, ended_at=None)


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def refused(road, action, **arguments):
    with pytest.raises(Refused) as refusal:
        road.do(action, "prosecutor", **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def test_an_essential_action_hands_the_suspects_it_names_to_the_police(road):
    first, second = road.suspects
    due_on = in_days(road, 10)
    road.plan(
        {"suspects": [first], "due_on": due_on}, {"suspects": [second], "weight": "DESIRABLE"}
    )

    assert states(road) == [State.ACTION_PLAN, State.WITH_PROSECUTOR]
    assert road.suspect(0).holder_side == "POLICE"
    assert road.suspect(0).due_at == end_of_day(due_on)
    assert told("turn_began") == {"Olive Officer"}


def test_a_plan_with_nothing_essential_moves_nobody_and_stops_no_clock(road):
    before = [road.suspect(n) for n in range(2)]
    road.plan({"weight": "DESIRABLE"})

    after = [road.suspect(n) for n in range(2)]
    assert states(road) == [State.WITH_PROSECUTOR] * 2
    assert {s.due_at for s in after} == {road.items[0].clock.due_at}
    assert {s.due_at for s in before} == {open_turn(after[0]).clock.due_at}
    assert {(*s.also_waits_for,) for s in after} == {("POLICE",)}
    assert open_turn(after[0]).clock.closed_at is None
    assert told("actions_set") == {"Olive Officer"}
    assert told("turn_began") == set()


def test_the_shared_clock_of_a_referral_stops_when_the_last_of_its_suspects_has_left_it(road):
    clock = open_turn(road.suspect(0)).clock
    assert open_turn(road.suspect(1)).clock == clock
    road.plan({"suspects": road.suspects[:1]})
    clock.refresh_from_db()
    assert clock.closed_at is None
    no_further_action(road, road.suspects[1])
    clock.refresh_from_db()
    assert clock.closed_at is not None


def test_a_suspect_is_due_when_the_first_open_action_is(road):
    late, soon, sooner = in_days(road, 20), in_days(road, 9), in_days(road, 2)
    road.plan({"due_on": late}, {"due_on": soon}, {"due_on": sooner, "weight": "DESIRABLE"})
    assert road.suspect().due_at == end_of_day(sooner)
    answer(road, road.items[2])
    assert road.suspect().due_at == end_of_day(soon)
    answer(road, road.items[1])
    assert road.suspect().state == State.ACTION_PLAN
    assert road.suspect().due_at == end_of_day(late)


def test_a_suspect_comes_back_by_itself_when_the_last_essential_action_is_answered(road):
    first, second = road.suspects
    road.plan({"suspects": [first, second]}, {"suspects": [second]})
    both, only_second = road.items

    answer(road, both)
    assert states(road) == [State.WITH_PROSECUTOR, State.ACTION_PLAN]
    answered_at = road.at
    answer(road, only_second)
    assert states(road) == [State.WITH_PROSECUTOR] * 2

    suspect = road.suspect(1)
    clock = open_turn(suspect).clock
    assert (clock.rule, clock.started_at) == ("charging_green", answered_at)
    assert clock.confidence == Confidence.UNVERIFIED
    assert suspect.due_at == clock.due_at > answered_at + timedelta(days=27)
    assert suspect.turn_began_at == answered_at
    assert clock != open_turn(road.suspect(0)).clock
    assert "Pia Prosecutor" in told("turn_began")


def test_a_suspect_comes_back_by_itself_when_the_last_essential_action_is_cancelled(road):
    road.plan({}, {"weight": "DESIRABLE"})
    essential, desirable = road.items
    road.do(action_items.cancel_item, "prosecutor", item=essential, text="Not needed.")
    assert states(road) == [State.WITH_PROSECUTOR] * 2
    desirable.refresh_from_db()
    assert desirable.status == "OPEN"


def test_a_desirable_action_holds_nobody(road):
    road.plan({"weight": "DESIRABLE"}, {})
    answer(road, road.items[1])
    assert states(road) == [State.WITH_PROSECUTOR] * 2


def test_a_second_plan_waits_for_what_the_first_still_asks(road):
    first = road.suspects[0]
    road.plan({"suspects": [first]})
    [old] = road.items
    road.do(action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Bail ends.")
    road.plan({"suspects": [first]})
    new = max(road.items, key=lambda item: item.plan.number)
    assert new.plan.number == 2
    answer(road, new)
    assert road.suspect(0).state == State.ACTION_PLAN  # the first plan's action is still open
    answer(road, old)
    assert road.suspect(0).state == State.WITH_PROSECUTOR


def test_taking_a_suspect_back_early_leaves_the_actions_open_and_the_clock_as_it_was(road):
    first = road.suspects[0]
    # The police did nothing, so the time does not start again.
    at = open_turn(first).clock.started_at
    road.plan({})
    [item] = road.items
    road.do(action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Bail ends soon.")

    assert states(road) == [State.WITH_PROSECUTOR, State.ACTION_PLAN]
    assert open_turn(road.suspect(0)).clock.started_at == at
    item.refresh_from_db()
    assert item.status == "OPEN" and item.clock.closed_at is None
    answer(road, item)  # moves only the suspect who still waited
    assert open_turn(road.suspect(0)).clock.started_at == at
    assert states(road) == [State.WITH_PROSECUTOR] * 2


def test_a_suspect_who_is_back_cannot_be_taken_back_again(road):
    road.plan({})
    answer(road, road.items[0])
    reason = refused(
        road, action_plans.take_suspect_back, suspect=road.suspects[0], reason="Bail ends."
    )
    assert reason == "Suspect 1 is at another stage now: With the prosecutor."


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], "Add an action, and say which suspects it is about."),
        ([{"suspects": []}], "Add an action, and say which suspects it is about."),
        ([{"due": -1}], "This date has passed. Enter today’s date or a later one."),
        ([{}, {"due": -1}], "This date has passed. Enter today’s date or a later one."),
    ],
)
def test_a_plan_that_asks_nothing_or_the_impossible_is_refused(road, items, told):
    road.review()
    whole = [
        ACTION | {"suspects": road.suspects, "due_on": in_days(road, item.pop("due", 5))} | item
        for item in items
    ]
    assert refused(road, action_plans.set_action_plan, review=road.last_review, items=whole) == told
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_suspect_of_another_case_or_another_review_is_refused(road):
    other = Road(road.cast).allocate()
    road.last_review = road.do(
        action_plans.record_review, "prosecutor", case=road.case, suspects=road.suspects[:1],
        evidence="So far.",
    )  # fmt: skip
    for stranger in (road.suspects[1], other.suspects[0]):
        item = ACTION | {"suspects": [road.suspects[0], stranger], "due_on": in_days(road, 5)}
        reason = refused(road, action_plans.set_action_plan, review=road.last_review, items=[item])
        assert reason == "Select suspects whom this review is about."


def test_a_review_of_a_suspect_of_another_case_is_refused(road):
    other = Road(road.cast).allocate()
    reason = refused(
        road, action_plans.record_review, case=road.case, suspects=other.suspects, evidence="x"
    )
    assert reason == "Select suspects of this case."


def test_a_review_has_one_plan(road):
    road.plan({"weight": "DESIRABLE"})
    item = ACTION | {"suspects": road.suspects, "due_on": in_days(road, 5)}
    reason = refused(road, action_plans.set_action_plan, review=road.last_review, items=[item])
    assert reason == "An action plan has already been set on this review."


def test_no_plan_is_set_on_a_suspect_who_has_been_decided(road):
    road.review()
    no_further_action(road, road.suspects[0])
    item = ACTION | {"suspects": road.suspects, "due_on": in_days(road, 5)}
    reason = refused(road, action_plans.set_action_plan, review=road.last_review, items=[item])
    assert reason == "No further action has already been decided on suspect 1."


@pytest.mark.parametrize("forged", [{"status": "ACCEPTED"}, {"closed_at": None}])
def test_an_action_takes_what_its_form_asks_and_nothing_else(road, forged):
    with pytest.raises(TypeError, match="unknown facts of an action"):
        road.plan(forged)
