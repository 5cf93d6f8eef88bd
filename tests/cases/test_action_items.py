"""Action items: answered, accepted, cancelled, and given another date by agreement."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans
from cases.decisions.actions import charges, decisions
from cases.models import ActionItem, DateRequest, ItemEntry
from cases.states import State
from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.support.cases.charges import laid
from tests.support.cases.decisions import no_further_action
from tests.support.module_fixtures import standing
from timeliness.actions import sweep
from timeliness.calendar import end_of_day
from timeliness.models import Confidence, Delivery

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2).allocate().plan({})


def now(row):
    return type(row).objects.unscoped("test").get(pk=row.pk)


def item_of(road, n=0):
    return road.items[n]


def in_days(road, n):
    return (road.at + timedelta(days=n)).date()


def answer(road, item=None, **more):
    return road.do(
        action_items.answer_item, "officer", item=item or item_of(road),
        **{"answer": "DONE", "text": "Here it is."} | more,
    )  # fmt: skip


def ask(road, who="officer", days=20, item=None):
    return road.do(
        action_items.ask_for_date, who, item=item or item_of(road),
        proposed_on=in_days(road, days), text="The lab is late.",
    )  # fmt: skip


def reply(road, who="prosecutor", agreed=True, text=""):
    return road.do(
        action_items.answer_date_request, who, item=item_of(road), is_agreed=agreed, text=text
    )


def refused(road, action, who, stage=True, **arguments):
    with pytest.raises(Refused) as refusal:
        road.do(action, who, **arguments)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


def said(item):
    rows = ItemEntry.objects.unscoped("test").filter(item=item).order_by("at", "pk")
    return [(entry.kind, entry.side, entry.text) for entry in rows]


def states(road):
    return [road.suspect(n).state for n in range(2)]


# Answers


@pytest.mark.parametrize(("given", "kind"), [("DONE", "ANSWERED"), ("CANNOT", "CANNOT")])
def test_an_answer_is_said_stops_the_clock_and_is_told(road, given, kind):
    answer(road, answer=given)
    item = item_of(road)
    assert (item.status, item.answer) == ("ANSWERED", given)
    assert said(item) == [(kind, "POLICE", "Here it is.")]
    assert item.clock.closed_at == road.at - timedelta(hours=1)
    assert Delivery.objects.filter(
        recipient=road.cast.prosecutor, notice="answer_received"
    ).exists()


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("cancel", "This action was cancelled, so nothing more is needed."),
        ("answer", "This action has been answered already."),
        ("accept", "The answer to this action has been accepted, so it is closed."),
    ],
)
def test_an_answer_that_comes_too_late_is_told_what_became_of_the_action(road, before, told):
    item = item_of(road)
    if before == "cancel":
        road.do(action_items.cancel_item, "prosecutor", item=item, text="Not needed.")
    else:
        answer(road)
    if before == "accept":
        road.do(action_items.accept_answer, "prosecutor", item=item)
    assert (
        refused(road, action_items.answer_item, "officer", item=item, answer="DONE", text="x")
        == told
    )


def test_only_the_police_answer_and_only_the_prosecutor_judges(road):
    item = item_of(road)
    told = refused(
        road,
        action_items.answer_item,
        "prosecutor",
        stage=False,
        item=item,
        answer="DONE",
        text="x",
    )
    assert told == "Only the investigating police unit can do this."
    answer(road)
    told = refused(road, action_items.accept_answer, "other_prosecutor", stage=False, item=item)
    assert told == "Only the reviewing prosecutor, or the one covering, can do this."


# Acceptance


def test_an_accepted_answer_is_closed(road):
    answer(road)
    road.do(action_items.accept_answer, "prosecutor", item=item_of(road), text="Thank you.")
    item = item_of(road)
    assert item.status == "ACCEPTED"
    assert said(item)[-1] == ("ACCEPTED", "CPS", "Thank you.")
    assert states(road) == [State.WITH_PROSECUTOR] * 2


def test_saying_what_is_missing_opens_the_action_and_the_police_s_turn_again(road):
    answer(road)
    due_on = in_days(road, 6)
    road.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(road), text="Page 2.",
        due_on=due_on,
    )  # fmt: skip
    item = item_of(road)
    assert (item.status, item.answer, item.due_on) == ("OPEN", "", due_on)
    assert item.first_due_on != due_on
    assert (item.clock.closed_at, item.clock.due_at) == (None, end_of_day(due_on))
    assert item.clock.look_at is not None
    assert states(road) == [State.ACTION_PLAN] * 2
    assert road.suspect().due_at == end_of_day(due_on)

    answer(road)
    assert states(road) == [State.WITH_PROSECUTOR] * 2


def test_what_is_missing_of_a_desirable_action_moves_nobody():
    road = Road(cast(), suspects=2).allocate().plan({"weight": "DESIRABLE"})
    answer(road)
    road.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(road), text="Page 2.",
        due_on=in_days(road, 6),
    )  # fmt: skip
    assert item_of(road).status == "OPEN"
    assert states(road) == [State.WITH_PROSECUTOR] * 2
    assert road.suspect().due_at == end_of_day(item_of(road).due_on)
    assert road.suspect().also_waits_for == ["POLICE"]


def test_what_is_missing_moves_only_those_who_are_undecided(road):
    answer(road)
    no_further_action(road, road.suspects[0])
    road.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(road), text="Page 2.",
        due_on=in_days(road, 6),
    )  # fmt: skip
    assert states(road) == [State.NO_FURTHER_ACTION, State.ACTION_PLAN]


def test_nothing_is_missing_about_suspects_on_whom_no_further_action_was_decided(road):
    answer(road)
    for suspect in road.suspects:
        no_further_action(road, suspect)
    told = refused(
        road, action_items.say_what_is_missing, "prosecutor", item=item_of(road), text="x",
        due_on=in_days(road, 6),
    )  # fmt: skip
    assert told == "No one is waiting any more for a suspect this action is about."


def test_what_is_missing_cannot_be_wanted_yesterday(road):
    answer(road)
    told = refused(
        road, action_items.say_what_is_missing, "prosecutor", item=item_of(road), text="x",
        due_on=in_days(road, -1),
    )  # fmt: skip
    assert told == "This date has passed. Enter today’s date or a later one."
    assert item_of(road).status == "ANSWERED"


def test_a_cancelled_action_says_why_and_its_clock_stops(road):
    road.do(action_items.cancel_item, "prosecutor", item=item_of(road), text="Not needed.")
    item = item_of(road)
    assert item.status == "CANCELLED"
    assert said(item) == [("CANCELLED", "CPS", "Not needed.")]
    assert item.clock.closed_at is not None
    assert states(road) == [State.WITH_PROSECUTOR] * 2


def test_an_answered_action_can_still_be_cancelled_but_a_closed_one_cannot(road):
    item = answer(road)
    road.do(action_items.cancel_item, "prosecutor", item=item, text="Not needed.")
    assert item_of(road).status == "CANCELLED"
    told = refused(road, action_items.cancel_item, "prosecutor", item=item, text="Again.")
    assert told == "This action was cancelled, so nothing more is needed."


# Another date


@pytest.mark.parametrize(
    ("who", "other", "side", "told"),
    [
        ("officer", "prosecutor", "POLICE", "Pia Prosecutor"),
        ("prosecutor", "officer", "CPS", "Olive Officer"),
    ],
)
def test_either_side_asks_and_the_other_agrees(road, who, other, side, told):
    before = item_of(road).due_on
    ask(road, who)
    item = item_of(road)
    assert (item.date_asked_by, item.due_on) == (side, before)
    deliveries = Delivery.objects.filter(notice="date_change_asked")
    assert set(deliveries.values_list("recipient__name", flat=True)) == {told}

    wanted = DateRequest.objects.unscoped("test").get(item=item).proposed_on
    reply(road, other)
    item = item_of(road)
    assert (item.date_asked_by, item.due_on) == ("", wanted)
    assert item.clock.due_at == end_of_day(wanted)
    assert item.clock.confidence == Confidence.AGREED
    assert road.suspect().due_at == end_of_day(wanted)
    assert [kind for kind, *_ in said(item)] == ["DATE_ASKED", "DATE_AGREED"]


def test_a_date_that_is_not_agreed_leaves_everything_as_it_was(road):
    before = item_of(road)
    ask(road)
    reply(road, agreed=False, text="The bail ends first.")
    item = item_of(road)
    assert (item.date_asked_by, item.due_on) == ("", before.due_on)
    assert item.clock.due_at == before.clock.due_at
    assert said(item)[-1] == ("DATE_REFUSED", "CPS", "The bail ends first.")
    request = DateRequest.objects.unscoped("test").get(item=item)
    assert (request.is_agreed, request.answer) == (False, "The bail ends first.")
    ask(road)  # and may be requested again
    assert DateRequest.objects.unscoped("test").filter(item=item).count() == 2


def test_one_s_own_side_does_not_agree(road):
    ask(road, "officer")
    told = refused(
        road, action_items.answer_date_request, "supervisor", stage=False, item=item_of(road),
        is_agreed=True,
    )  # fmt: skip
    assert told == "Your side asked for this date, so the other side answers."


def test_one_request_at_a_time(road):
    ask(road, "officer")
    told = refused(
        road, action_items.ask_for_date, "prosecutor", item=item_of(road),
        proposed_on=in_days(road, 30), text="Too.",
    )  # fmt: skip
    assert told == ("Someone has already asked for another date. It must be answered first.")


def test_an_answer_that_nobody_asked_for(road):
    told = refused(
        road, action_items.answer_date_request, "prosecutor", item=item_of(road), is_agreed=True
    )
    assert told == "No one has asked for another date."


@pytest.mark.parametrize("days", [-1, "same"])
def test_a_date_that_is_over_or_is_there_already_is_not_asked_for(road, days):
    item = item_of(road)
    proposed = item.due_on if days == "same" else in_days(road, days)
    told = refused(
        road, action_items.ask_for_date, "officer", item=item, proposed_on=proposed, text="x"
    )
    assert told == (
        "The action has this date already. Enter another." if days == "same"
        else "This date has passed. Enter today’s date or a later one."
    )  # fmt: skip


def test_a_date_that_passed_while_nobody_answered_is_not_agreed(road):
    ask(road, days=1)
    road.at += timedelta(days=3)
    told = refused(
        road, action_items.answer_date_request, "prosecutor", item=item_of(road), is_agreed=True
    )
    assert told == "The proposed date has passed. Do not agree, and say why."
    reply(road, agreed=False, text="It has passed.")
    assert item_of(road).date_asked_by == ""


def test_the_agreed_date_is_chased_and_then_a_supervisor_is_told(road):
    first = item_of(road).clock
    ask(road, days=30)
    reply(road)
    clock = item_of(road).clock
    sweep.sweep_clocks(at=first.escalate_at)
    deliveries = Delivery.objects.filter(about=road.case.pk, reminder__clock=clock)
    assert not deliveries.exists()  # the former date has no reminders any more
    for moment in (clock.remind_at, clock.overdue_at, clock.escalate_at):
        sweep.sweep_clocks(at=moment)
        sweep.sweep_clocks(at=moment)
    assert list(deliveries.order_by("created_at").values_list("notice", "recipient__name")) == [
        ("before_due", "Olive Officer"), ("after_due", "Olive Officer"),
        ("escalated", "Sue Supervisor"),
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["answer", "cancel"])
def test_an_action_that_is_over_needs_no_other_date(road, end):
    ask(road)
    if end == "answer":
        answer(road)
    else:
        road.do(action_items.cancel_item, "prosecutor", item=item_of(road), text="No.")
    item = item_of(road)
    assert item.date_asked_by == ""
    assert DateRequest.objects.unscoped("test").get(item=item).answered_at is not None


# When suspects are decided


def test_no_further_action_closes_the_actions_that_nobody_waits_for():
    road = Road(cast(), suspects=2).allocate()
    first, second = road.suspects
    road.plan({"suspects": [first]}, {"suspects": [first, second]}, {"suspects": [second]})
    road.do(action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Clear already.")
    alone, both, _other = road.items
    ask(road, item=alone)
    no_further_action(road, first)

    assert [item.status for item in road.items] == ["CANCELLED", "OPEN", "OPEN"]
    alone = now(alone)
    assert alone.clock.closed_at is not None and alone.date_asked_by == ""
    assert said(alone)[-1][0] == "CANCELLED"
    assert now(both).clock.closed_at is None
    assert (
        ActionItem.objects.unscoped("test").get(pk=alone.pk).history.first().history_change_reason
        == "close_item"
    )


def test_what_was_asked_about_somebody_to_be_charged_stays_asked():
    road = Road(cast(), suspects=2).allocate()
    first, second = road.suspects
    road.plan({"suspects": [first]})
    road.do(action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Threshold Test.")
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=first, rationale="Met.",
        allegations=list(first.allegations.unscoped("test")),
    )  # fmt: skip
    road.do(
        charges.report_charge, "officer", suspect=first, **laid(road),
    )  # fmt: skip
    no_further_action(road, second)
    assert item_of(road).status == "OPEN"
    answer(road)
    assert item_of(road).status == "ANSWERED"
