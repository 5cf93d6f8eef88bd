"""Action items: answered, accepted, cancelled, and given another date by agreement."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans
from cases.decisions.actions import charges, decisions
from cases.models import ActionItem, DateRequest, ItemEntry
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.charges import charge_facts
from tests.support.cases.decisions import no_further_action
from tests.support.module_fixtures import module_fixture
from timeliness.actions import sweep
from timeliness.calendar import end_of_day
from timeliness.models import Confidence, Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate().plan({})


def fresh_row(row):
    return type(row).objects.unscoped("test").get(pk=row.pk)


def item_of(builder, n=0):
    return builder.items[n]


def day_after(builder, n):
    return (builder.at + timedelta(days=n)).date()


def answer_item_of(builder, item=None, **more):
    return builder.do(
        action_items.answer_item, "officer", item=item or item_of(builder),
        **{"answer": "DONE", "text": "Here it is."} | more,
    )  # fmt: skip


def ask_for_date_of(builder, who="officer", days=20, item=None):
    return builder.do(
        action_items.ask_for_date, who, item=item or item_of(builder),
        proposed_on=day_after(builder, days), text="The lab is late.",
    )  # fmt: skip


def answer_date(builder, who="prosecutor", agreed=True, text=""):
    return builder.do(
        action_items.answer_date_request, who, item=item_of(builder), is_agreed=agreed, text=text
    )


def refusal_text(builder, action, who, stage=True, **arguments):
    with pytest.raises(Refused) as refusal:
        builder.do(action, who, **arguments)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


def entries_of(item):
    rows = ItemEntry.objects.unscoped("test").filter(item=item).order_by("at", "pk")
    return [(entry.kind, entry.side, entry.text) for entry in rows]


def states(builder):
    return [builder.suspect(n).state for n in range(2)]


# Answers


@pytest.mark.parametrize(("given", "kind"), [("DONE", "ANSWERED"), ("CANNOT", "CANNOT")])
def test_an_answer_is_said_stops_the_clock_and_is_told(builder, given, kind):
    answer_item_of(builder, answer=given)
    item = item_of(builder)
    assert (item.status, item.answer) == ("ANSWERED", given)
    assert entries_of(item) == [(kind, "POLICE", "Here it is.")]
    assert item.clock.closed_at == builder.at - timedelta(hours=1)
    assert Delivery.objects.filter(
        recipient=builder.cast.prosecutor, notice="answer_received"
    ).exists()


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("cancel", "This action was cancelled, so nothing more is needed."),
        ("answer", "This action has been answered already."),
        ("accept", "The answer to this action has been accepted, so it is closed."),
    ],
)
def test_an_answer_that_comes_too_late_is_told_what_became_of_the_action(builder, before, told):
    item = item_of(builder)
    if before == "cancel":
        builder.do(action_items.cancel_item, "prosecutor", item=item, text="Not needed.")
    else:
        answer_item_of(builder)
    if before == "accept":
        builder.do(action_items.accept_answer, "prosecutor", item=item)
    assert (
        refusal_text(
            builder, action_items.answer_item, "officer", item=item, answer="DONE", text="x"
        )
        == told
    )


def test_only_the_police_answer_and_only_the_prosecutor_judges(builder):
    item = item_of(builder)
    told = refusal_text(
        builder,
        action_items.answer_item,
        "prosecutor",
        stage=False,
        item=item,
        answer="DONE",
        text="x",
    )
    assert told == "Only the investigating police unit can do this."
    answer_item_of(builder)
    told = refusal_text(
        builder, action_items.accept_answer, "other_prosecutor", stage=False, item=item
    )
    assert told == "Only the reviewing prosecutor, or the one covering, can do this."


# Acceptance


def test_an_accepted_answer_is_closed(builder):
    answer_item_of(builder)
    builder.do(action_items.accept_answer, "prosecutor", item=item_of(builder), text="Thank you.")
    item = item_of(builder)
    assert item.status == "ACCEPTED"
    assert entries_of(item)[-1] == ("ACCEPTED", "CPS", "Thank you.")
    assert states(builder) == [State.WITH_PROSECUTOR] * 2


def test_saying_what_is_missing_opens_the_action_and_the_police_s_turn_again(builder):
    answer_item_of(builder)
    due_on = day_after(builder, 6)
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(builder), text="Page 2.",
        due_on=due_on,
    )  # fmt: skip
    item = item_of(builder)
    assert (item.status, item.answer, item.due_on) == ("OPEN", "", due_on)
    assert item.first_due_on != due_on
    assert (item.clock.closed_at, item.clock.due_at) == (None, end_of_day(due_on))
    assert item.clock.look_at is not None
    assert states(builder) == [State.ACTION_PLAN] * 2
    assert builder.suspect().due_at == end_of_day(due_on)

    answer_item_of(builder)
    assert states(builder) == [State.WITH_PROSECUTOR] * 2


def test_an_incomplete_answer_to_a_desirable_action_moves_no_suspect():
    builder = CaseBuilder(cast(), suspects=2).allocate().plan({"weight": "DESIRABLE"})
    answer_item_of(builder)
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(builder), text="Page 2.",
        due_on=day_after(builder, 6),
    )  # fmt: skip
    assert item_of(builder).status == "OPEN"
    assert states(builder) == [State.WITH_PROSECUTOR] * 2
    assert builder.suspect().due_at == end_of_day(item_of(builder).due_on)
    assert builder.suspect().also_waits_for == ["POLICE"]


def test_an_incomplete_answer_moves_only_undecided_suspects(builder):
    answer_item_of(builder)
    no_further_action(builder, builder.suspects[0])
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(builder), text="Page 2.",
        due_on=day_after(builder, 6),
    )  # fmt: skip
    assert states(builder) == [State.NO_FURTHER_ACTION, State.ACTION_PLAN]


def test_nothing_is_missing_about_suspects_on_whom_no_further_action_was_decided(builder):
    answer_item_of(builder)
    for suspect in builder.suspects:
        no_further_action(builder, suspect)
    told = refusal_text(
        builder, action_items.say_what_is_missing, "prosecutor", item=item_of(builder), text="x",
        due_on=day_after(builder, 6),
    )  # fmt: skip
    assert told == "No one is waiting any more for a suspect this action is about."


def test_an_incomplete_answer_cannot_be_due_yesterday(builder):
    answer_item_of(builder)
    told = refusal_text(
        builder, action_items.say_what_is_missing, "prosecutor", item=item_of(builder), text="x",
        due_on=day_after(builder, -1),
    )  # fmt: skip
    assert told == "This date has passed. Enter today’s date or a later one."
    assert item_of(builder).status == "ANSWERED"


def test_a_cancelled_action_says_why_and_its_clock_stops(builder):
    builder.do(action_items.cancel_item, "prosecutor", item=item_of(builder), text="Not needed.")
    item = item_of(builder)
    assert item.status == "CANCELLED"
    assert entries_of(item) == [("CANCELLED", "CPS", "Not needed.")]
    assert item.clock.closed_at is not None
    assert states(builder) == [State.WITH_PROSECUTOR] * 2


def test_an_answered_action_can_still_be_cancelled_but_a_closed_one_cannot(builder):
    item = answer_item_of(builder)
    builder.do(action_items.cancel_item, "prosecutor", item=item, text="Not needed.")
    assert item_of(builder).status == "CANCELLED"
    told = refusal_text(builder, action_items.cancel_item, "prosecutor", item=item, text="Again.")
    assert told == "This action was cancelled, so nothing more is needed."


# Another date


@pytest.mark.parametrize(
    ("who", "other", "side", "told"),
    [
        ("officer", "prosecutor", "POLICE", "Pia Prosecutor"),
        ("prosecutor", "officer", "CPS", "Olive Officer"),
    ],
)
def test_either_side_asks_and_the_other_agrees(builder, who, other, side, told):
    before = item_of(builder).due_on
    ask_for_date_of(builder, who)
    item = item_of(builder)
    assert (item.date_asked_by, item.due_on) == (side, before)
    deliveries = Delivery.objects.filter(notice="date_change_asked")
    assert set(deliveries.values_list("recipient__name", flat=True)) == {told}

    wanted = DateRequest.objects.unscoped("test").get(item=item).proposed_on
    answer_date(builder, other)
    item = item_of(builder)
    assert (item.date_asked_by, item.due_on) == ("", wanted)
    assert item.clock.due_at == end_of_day(wanted)
    assert item.clock.confidence == Confidence.AGREED
    assert builder.suspect().due_at == end_of_day(wanted)
    assert [kind for kind, *_ in entries_of(item)] == ["DATE_ASKED", "DATE_AGREED"]


def test_a_date_that_is_not_agreed_leaves_everything_as_it_was(builder):
    before = item_of(builder)
    ask_for_date_of(builder)
    answer_date(builder, agreed=False, text="The bail ends first.")
    item = item_of(builder)
    assert (item.date_asked_by, item.due_on) == ("", before.due_on)
    assert item.clock.due_at == before.clock.due_at
    assert entries_of(item)[-1] == ("DATE_REFUSED", "CPS", "The bail ends first.")
    request = DateRequest.objects.unscoped("test").get(item=item)
    assert (request.is_agreed, request.answer) == (False, "The bail ends first.")
    ask_for_date_of(builder)  # and may be requested again
    assert DateRequest.objects.unscoped("test").filter(item=item).count() == 2


def test_one_s_own_side_does_not_agree(builder):
    ask_for_date_of(builder, "officer")
    told = refusal_text(
        builder, action_items.answer_date_request, "supervisor", stage=False, item=item_of(builder),
        is_agreed=True,
    )  # fmt: skip
    assert told == "Your side asked for this date, so the other side answers."


def test_one_request_at_a_time(builder):
    ask_for_date_of(builder, "officer")
    told = refusal_text(
        builder, action_items.ask_for_date, "prosecutor", item=item_of(builder),
        proposed_on=day_after(builder, 30), text="Too.",
    )  # fmt: skip
    assert told == ("Someone has already asked for another date. It must be answered first.")


def test_an_answer_that_no_request_asked_for_is_refused(builder):
    told = refusal_text(
        builder,
        action_items.answer_date_request,
        "prosecutor",
        item=item_of(builder),
        is_agreed=True,
    )
    assert told == "No one has asked for another date."


@pytest.mark.parametrize("days", [-1, "same"])
def test_a_date_that_is_over_or_is_there_already_is_not_asked_for(builder, days):
    item = item_of(builder)
    proposed = item.due_on if days == "same" else day_after(builder, days)
    told = refusal_text(
        builder, action_items.ask_for_date, "officer", item=item, proposed_on=proposed, text="x"
    )
    assert told == (
        "The action has this date already. Enter another." if days == "same"
        else "This date has passed. Enter today’s date or a later one."
    )  # fmt: skip


def test_a_date_that_passed_before_an_answer_is_not_agreed(builder):
    ask_for_date_of(builder, days=1)
    builder.at += timedelta(days=3)
    told = refusal_text(
        builder,
        action_items.answer_date_request,
        "prosecutor",
        item=item_of(builder),
        is_agreed=True,
    )
    assert told == "The proposed date has passed. Do not agree, and say why."
    answer_date(builder, agreed=False, text="It has passed.")
    assert item_of(builder).date_asked_by == ""


def test_the_agreed_date_is_chased_and_then_a_supervisor_is_told(builder):
    first = item_of(builder).clock
    ask_for_date_of(builder, days=30)
    answer_date(builder)
    clock = item_of(builder).clock
    sweep.sweep_clocks(at=first.escalate_at)
    deliveries = Delivery.objects.filter(about=builder.case.pk, reminder__clock=clock)
    assert not deliveries.exists()  # the former date has no reminders any more
    for moment in (clock.remind_at, clock.overdue_at, clock.escalate_at):
        sweep.sweep_clocks(at=moment)
        sweep.sweep_clocks(at=moment)
    assert list(deliveries.order_by("created_at").values_list("notice", "recipient__name")) == [
        ("before_due", "Olive Officer"), ("after_due", "Olive Officer"),
        ("escalated", "Sue Supervisor"),
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["answer", "cancel"])
def test_an_action_that_is_over_needs_no_other_date(builder, end):
    ask_for_date_of(builder)
    if end == "answer":
        answer_item_of(builder)
    else:
        builder.do(action_items.cancel_item, "prosecutor", item=item_of(builder), text="No.")
    item = item_of(builder)
    assert item.date_asked_by == ""
    assert DateRequest.objects.unscoped("test").get(item=item).answered_at is not None


# When suspects are decided


def test_no_further_action_closes_the_actions_that_no_suspect_needs():
    builder = CaseBuilder(cast(), suspects=2).allocate()
    first, second = builder.suspects
    builder.plan({"suspects": [first]}, {"suspects": [first, second]}, {"suspects": [second]})
    builder.do(action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Clear already.")
    alone, both, _other = builder.items
    ask_for_date_of(builder, item=alone)
    no_further_action(builder, first)

    assert [item.status for item in builder.items] == ["CANCELLED", "OPEN", "OPEN"]
    alone = fresh_row(alone)
    assert alone.clock.closed_at is not None and alone.date_asked_by == ""
    assert entries_of(alone)[-1][0] == "CANCELLED"
    assert fresh_row(both).clock.closed_at is None
    assert (
        ActionItem.objects.unscoped("test").get(pk=alone.pk).history.first().history_change_reason
        == "close_item"
    )


def test_an_action_about_a_suspect_to_be_charged_stays_open():
    builder = CaseBuilder(cast(), suspects=2).allocate()
    first, second = builder.suspects
    builder.plan({"suspects": [first]})
    builder.do(
        action_plans.take_suspect_back, "prosecutor", suspect=first, reason="Threshold Test."
    )
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=first, rationale="Met.",
        allegations=list(first.allegations.unscoped("test")),
    )  # fmt: skip
    builder.do(
        charges.report_charge, "officer", suspect=first, **charge_facts(builder),
    )  # fmt: skip
    no_further_action(builder, second)
    assert item_of(builder).status == "OPEN"
    answer_item_of(builder)
    assert item_of(builder).status == "ANSWERED"
