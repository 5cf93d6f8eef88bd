"""Action plans: which suspects move to the police, until when, and how each comes back."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans
from cases.models import ActionPlan, Turn
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.decisions import no_further_action
from tests.support.module_fixtures import module_fixture
from timeliness.calendar import end_of_day
from timeliness.models import Confidence, Delivery

pytestmark = pytest.mark.django_db

ACTION = {
    "category": "STATEMENTS",
    "text": "Take a statement.",
    "purpose": "INQUIRY",
    "line_of_inquiry": "First account.",
    "proportionality": "One short statement.",
    "weight": "ESSENTIAL",
}


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


def day_after(builder, n):
    return (builder.at + timedelta(days=n)).date()


def answer_item_of(builder, item):
    return builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")


def states(builder):
    return [builder.suspect(n).state for n in range(len(builder.suspects))]


def open_turn(suspect):
    return Turn.objects.unscoped("test").select_related("clock").get(suspect=suspect, ended_at=None)


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def refusal_text(builder, action, **arguments):
    with pytest.raises(Refused) as refusal:
        builder.do(action, "prosecutor", **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def test_an_essential_action_hands_the_suspects_it_names_to_the_police(builder):
    first, second = builder.suspects
    due_on = day_after(builder, 10)
    builder.plan(
        {"suspects": [first], "due_on": due_on}, {"suspects": [second], "weight": "DESIRABLE"}
    )

    assert states(builder) == [State.ACTION_PLAN, State.WITH_PROSECUTOR]
    assert builder.suspect(0).holder_side == "POLICE"
    assert builder.suspect(0).due_at == end_of_day(due_on)
    assert recipients_of("turn_began") == {"Olive Officer"}


def test_a_plan_without_essential_actions_moves_no_suspect_and_stops_no_clock(builder):
    before = [builder.suspect(n) for n in range(2)]
    builder.plan({"weight": "DESIRABLE"})

    after = [builder.suspect(n) for n in range(2)]
    assert states(builder) == [State.WITH_PROSECUTOR] * 2
    assert {s.due_at for s in after} == {builder.items[0].clock.due_at}
    assert {s.due_at for s in before} == {open_turn(after[0]).clock.due_at}
    assert {(*s.also_waits_for,) for s in after} == {("POLICE",)}
    assert open_turn(after[0]).clock.closed_at is None
    assert recipients_of("actions_set") == {"Olive Officer"}
    assert recipients_of("turn_began") == set()


def test_the_shared_clock_of_a_referral_stops_when_the_last_of_its_suspects_has_left_it(builder):
    clock = open_turn(builder.suspect(0)).clock
    assert open_turn(builder.suspect(1)).clock == clock
    builder.plan({"suspects": builder.suspects[:1]})
    clock.refresh_from_db()
    assert clock.closed_at is None
    no_further_action(builder, builder.suspects[1])
    clock.refresh_from_db()
    assert clock.closed_at is not None


def test_a_suspect_is_due_when_the_first_open_action_is(builder):
    late, soon, sooner = day_after(builder, 20), day_after(builder, 9), day_after(builder, 2)
    builder.plan({"due_on": late}, {"due_on": soon}, {"due_on": sooner, "weight": "DESIRABLE"})
    assert builder.suspect().due_at == end_of_day(sooner)
    answer_item_of(builder, builder.items[2])
    assert builder.suspect().due_at == end_of_day(soon)
    answer_item_of(builder, builder.items[1])
    assert builder.suspect().state == State.ACTION_PLAN
    assert builder.suspect().due_at == end_of_day(late)


def test_a_suspect_comes_back_by_itself_when_the_last_essential_action_is_answered(builder):
    first, second = builder.suspects
    builder.plan({"suspects": [first, second]}, {"suspects": [second]})
    both, only_second = builder.items

    answer_item_of(builder, both)
    assert states(builder) == [State.WITH_PROSECUTOR, State.ACTION_PLAN]
    answered_at = builder.at
    answer_item_of(builder, only_second)
    assert states(builder) == [State.WITH_PROSECUTOR] * 2

    suspect = builder.suspect(1)
    clock = open_turn(suspect).clock
    assert (clock.rule, clock.started_at) == ("charging_green", answered_at)
    assert clock.confidence == Confidence.UNVERIFIED
    assert suspect.due_at == clock.due_at > answered_at + timedelta(days=27)
    assert suspect.turn_began_at == answered_at
    assert clock != open_turn(builder.suspect(0)).clock
    assert "Pia Prosecutor" in recipients_of("turn_began")


def test_a_suspect_comes_back_by_itself_when_the_last_essential_action_is_cancelled(builder):
    builder.plan({}, {"weight": "DESIRABLE"})
    essential, desirable = builder.items
    builder.do(action_items.cancel_item, "prosecutor", item=essential, text="Not needed.")
    assert states(builder) == [State.WITH_PROSECUTOR] * 2
    desirable.refresh_from_db()
    assert desirable.status == "OPEN"


def test_a_desirable_action_holds_no_suspect(builder):
    builder.plan({"weight": "DESIRABLE"}, {})
    answer_item_of(builder, builder.items[1])
    assert states(builder) == [State.WITH_PROSECUTOR] * 2


def test_a_second_plan_waits_for_what_the_first_still_asks(builder):
    first = builder.suspects[0]
    builder.plan({"suspects": [first]})
    [old] = builder.items
    builder.do(action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Bail ends.")
    builder.plan({"suspects": [first]})
    new = max(builder.items, key=lambda item: item.plan.number)
    assert new.plan.number == 2
    answer_item_of(builder, new)
    assert builder.suspect(0).state == State.ACTION_PLAN  # the first plan's action is still open
    answer_item_of(builder, old)
    assert builder.suspect(0).state == State.WITH_PROSECUTOR


def test_taking_a_suspect_back_early_leaves_the_actions_open_and_the_clock_as_it_was(builder):
    first = builder.suspects[0]
    # The police did nothing, so the time does not start again.
    at = open_turn(first).clock.started_at
    builder.plan({})
    [item] = builder.items
    builder.do(
        action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Bail ends soon."
    )

    assert states(builder) == [State.WITH_PROSECUTOR, State.ACTION_PLAN]
    assert open_turn(builder.suspect(0)).clock.started_at == at
    item.refresh_from_db()
    assert item.status == "OPEN" and item.clock.closed_at is None
    answer_item_of(builder, item)  # moves only the suspect who still waited
    assert open_turn(builder.suspect(0)).clock.started_at == at
    assert states(builder) == [State.WITH_PROSECUTOR] * 2


def test_a_suspect_who_is_back_cannot_be_taken_back_again(builder):
    builder.plan({})
    answer_item_of(builder, builder.items[0])
    reason = refusal_text(
        builder, action_plans.take_suspect_back, suspect=builder.suspects[0], reason="Bail ends."
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
def test_a_plan_that_asks_nothing_or_the_impossible_is_refused(builder, items, told):
    builder.review()
    whole = [
        ACTION
        | {"suspects": builder.suspects, "due_on": day_after(builder, item.pop("due", 5))}
        | item
        for item in items
    ]
    assert (
        refusal_text(builder, action_plans.set_action_plan, review=builder.last_review, items=whole)
        == told
    )
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_suspect_of_another_case_or_another_review_is_refused(builder):
    other = CaseBuilder(builder.cast).allocate()
    builder.last_review = builder.do(
        action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects[:1],
        evidence="So far.",
    )  # fmt: skip
    for stranger in (builder.suspects[1], other.suspects[0]):
        item = ACTION | {
            "suspects": [builder.suspects[0], stranger],
            "due_on": day_after(builder, 5),
        }
        reason = refusal_text(
            builder, action_plans.set_action_plan, review=builder.last_review, items=[item]
        )
        assert reason == "Select suspects whom this review is about."


def test_a_review_of_a_suspect_of_another_case_is_refused(builder):
    other = CaseBuilder(builder.cast).allocate()
    reason = refusal_text(
        builder,
        action_plans.record_review,
        case=builder.case,
        suspects=other.suspects,
        evidence="x",
    )
    assert reason == "Select suspects of this case."


def test_a_review_has_one_plan(builder):
    builder.plan({"weight": "DESIRABLE"})
    item = ACTION | {"suspects": builder.suspects, "due_on": day_after(builder, 5)}
    reason = refusal_text(
        builder, action_plans.set_action_plan, review=builder.last_review, items=[item]
    )
    assert reason == "An action plan has already been set on this review."


def test_no_plan_is_set_on_a_suspect_who_has_been_decided(builder):
    builder.review()
    no_further_action(builder, builder.suspects[0])
    item = ACTION | {"suspects": builder.suspects, "due_on": day_after(builder, 5)}
    reason = refusal_text(
        builder, action_plans.set_action_plan, review=builder.last_review, items=[item]
    )
    assert reason == "No further action has already been decided on suspect 1."


@pytest.mark.parametrize("forged", [{"status": "ACCEPTED"}, {"closed_at": None}])
def test_an_action_takes_what_its_form_asks_and_nothing_else(builder, forged):
    with pytest.raises(TypeError, match="unknown facts of an action"):
        builder.plan(forged)
