"""The police accept, vary or challenge an action item; the prosecutor answers."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, challenges
from cases.models import Challenge, ItemEntry
from cases.states import State
from devtools.case_builder import MONDAY, Road, cast, person, scope
from people.access.scopes import Refused
from people.models import Agency, Side, Unit
from tests.cases.test_audience import audience
from tests.support.cases.concurrency import at_once
from tests.support.module_fixtures import standing
from timeliness.actions import closed_days, sweep
from timeliness.calendar import end_of_day, london_day
from timeliness.models import Clock, Confidence, Delivery

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@standing
def road():
    """An essential action about two suspects, due in two weeks."""
    return Road(cast(), suspects=2).allocate().plan({})


def item_of(road):
    return road.items[0]


def in_days(road, n):
    return (road.at + timedelta(days=n)).date()


def vary(road, text="Only the first page.", on=None, who="officer"):
    return road.do(
        challenges.vary_item, who, item=item_of(road), text="The rest is elsewhere.",
        proposed_text=text, proposed_on=on,
    )  # fmt: skip


def challenge(road, reason="DISPROPORTIONATE"):
    return road.do(
        challenges.challenge_item, "officer", item=item_of(road), reason=reason,
        text="It is her diary.",
    )  # fmt: skip


def answer(road, given, **more):
    return road.do(
        challenges.answer_challenge, "prosecutor", item=item_of(road), answer=given,
        **{"text": "Because."} | more,
    )  # fmt: skip


def refused(road, action, who, stage=True, **arguments):
    with pytest.raises(Refused) as refusal:
        road.do(action, who, item=item_of(road), **arguments)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


def asked(road):
    """The newest challenge of the action."""
    return Challenge.objects.unscoped("test").filter(item=item_of(road)).latest("at")


def said(road):
    rows = ItemEntry.objects.unscoped("test").filter(item=item_of(road)).order_by("at", "pk")
    return [(entry.kind, entry.side) for entry in rows]


def versions(road):
    rows = item_of(road).versions.unscoped("test").order_by("number")
    return [(row.text, row.due_on, row.reason, row.side) for row in rows]


def states(road):
    return [road.suspect(n).state for n in range(2)]


# Accepted


def test_the_police_accept_an_action_once(road):
    road.do(challenges.accept_item, "officer", item=item_of(road))
    assert item_of(road).taken_on_at == road.at - timedelta(hours=1)
    assert said(road) == [("TAKEN_ON", "POLICE")]
    assert item_of(road).status == "OPEN"
    told = refused(road, challenges.accept_item, "supervisor")
    assert told == "The police have accepted this action already."


def test_what_is_missing_is_to_be_accepted_anew(road):
    road.do(challenges.accept_item, "officer", item=item_of(road))
    road.do(action_items.answer_item, "officer", item=item_of(road), answer="DONE", text="x")
    road.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(road), text="Page two.",
        due_on=in_days(road, 9),
    )  # fmt: skip
    assert item_of(road).taken_on_at is None


@pytest.mark.parametrize("verb", ["accept_item", "vary_item", "challenge_item"])
def test_only_the_police_take_an_action_on_or_question_it(road, verb):
    facts = {"text": "x", "proposed_text": "y"} if verb == "vary_item" else {}
    facts = {"text": "x", "reason": "OTHER"} if verb == "challenge_item" else facts
    told = refused(road, getattr(challenges, verb), "prosecutor", stage=False, **facts)
    assert told == "Only the investigating police unit can do this."


# Challenged


def test_a_question_starts_the_cps_s_clock_and_gives_it_the_turn_and_leaves_the_date(road):
    before = item_of(road)
    challenge(road)
    item, question = item_of(road), asked(road)
    assert (item.challenge, item.status, item.due_on) == ("ASKED", "OPEN", before.due_on)
    clock = question.clock
    assert clock.recipient_unit == road.cast.cps
    assert (clock.rule, clock.confidence) == ("challenge_answer", Confidence.PRODUCT_SETTING)
    assert london_day(clock.due_at) == (MONDAY + WEEK).date()  # 5 working days
    assert states(road) == [State.PLAN_QUERIED] * 2
    suspect = road.suspect()
    assert (suspect.holder_side, suspect.also_waits_for) == ("CPS", [])
    assert suspect.due_at == suspect.listed_at == clock.due_at
    deliveries = Delivery.objects.filter(notice="item_questioned")
    assert set(deliveries.values_list("recipient__name", flat=True)) == {"Pia Prosecutor"}


def test_a_variation_that_changes_nothing_is_not_one(road):
    item = item_of(road)
    told = "This is what the action says already. Enter another text or another date."
    same = {"text": "x", "proposed_text": item.text, "proposed_on": item.due_on}
    assert refused(road, challenges.vary_item, "officer", **same) == told
    over = same | {"proposed_on": in_days(road, -1)}
    told = "This date has passed. Enter today’s date or a later one."
    assert refused(road, challenges.vary_item, "officer", **over) == told


def test_one_question_at_a_time_and_no_other_date_meanwhile(road):
    challenge(road)
    told = "The police have questioned this action. The prosecutor answers first."
    again = {"text": "x", "proposed_text": "y"}
    assert refused(road, challenges.vary_item, "supervisor", **again) == told
    assert refused(road, challenges.accept_item, "officer") == told
    dated = {"text": "x", "proposed_on": in_days(road, 30)}
    assert refused(road, action_items.ask_for_date, "officer", **dated) == told
    assert refused(road, action_items.ask_for_date, "prosecutor", **dated) == told


# Answered


def test_an_agreed_variation_is_what_the_action_asks_from_now_on(road):
    first, wanted = item_of(road), in_days(road, 30)
    vary(road, on=wanted)
    answer(road, "AGREE", text="")
    item = item_of(road)
    assert (item.text, item.due_on, item.challenge) == ("Only the first page.", wanted, "")
    assert item.taken_on_at is not None and item.first_due_on == first.first_due_on
    assert item.clock.due_at == road.suspect().due_at == end_of_day(wanted)
    assert versions(road) == [
        (first.text, first.due_on, "", "CPS"),
        ("Only the first page.", wanted, "The rest is elsewhere.", "POLICE"),
    ]
    assert said(road) == [("VARIED", "POLICE"), ("AGREED", "CPS")]
    assert (asked(road).status, asked(road).answer) == ("ANSWERED", "AGREE")
    assert asked(road).clock.closed_at and road.suspect().also_waits_for == []
    assert Delivery.objects.filter(
        notice="item_question_answered", recipient=road.cast.officer
    ).exists()


def test_a_variation_of_the_date_alone_leaves_the_text(road):
    vary(road, text=item_of(road).text, on=in_days(road, 30))
    answer(road, "AGREE")
    assert item_of(road).text == "Take a statement."
    assert item_of(road).due_on == asked(road).proposed_on


def test_a_proposed_date_that_has_passed_is_not_agreed(road):
    vary(road, on=in_days(road, 1))
    road.at += timedelta(days=3)
    told = refused(road, challenges.answer_challenge, "prosecutor", answer="AGREE")
    assert told == "The proposed date has passed. Hold to the action, and say why."
    assert asked(road).answered_at is None


def test_an_upheld_challenge_cancels_the_action_and_the_suspects_come_back(road):
    challenge(road)
    answer(road, "CANCEL", text="It is not needed.")
    item = item_of(road)
    assert (item.status, item.challenge) == ("CANCELLED", "")
    assert item.clock.closed_at and asked(road).clock.closed_at
    assert states(road) == [State.WITH_PROSECUTOR] * 2
    assert said(road)[-1] == ("CANCELLED", "CPS")
    assert (asked(road).status, asked(road).answer) == ("ANSWERED", "CANCEL")


def test_a_challenge_that_is_right_in_part_amends_the_action_to_be_accepted_anew(road):
    road.do(challenges.accept_item, "officer", item=item_of(road))
    challenge(road)
    answer(road, "AMEND", text="A page is enough.", new_text="One page.")
    item = item_of(road)
    assert (item.text, item.status, item.taken_on_at) == ("One page.", "OPEN", None)
    assert versions(road)[-1] == ("One page.", item.due_on, "A page is enough.", "CPS")
    assert states(road) == [State.ACTION_PLAN] * 2
    challenge(road)  # the amended item may be challenged too
    told = refused(
        road, challenges.answer_challenge, "prosecutor", answer="AMEND", text="x",
        new_text="One page.",
    )  # fmt: skip
    assert told.startswith("This is what the action says already.")


def test_what_is_held_stands_until_the_police_accept_it(road):
    challenge(road)
    answer(road, "HOLD", text="It is the only account.")
    item = item_of(road)
    assert (item.challenge, item.status) == ("HELD", "OPEN")
    assert asked(road).clock.closed_at and road.suspect().also_waits_for == []
    road.do(challenges.withdraw_challenge, "officer", item=item)
    item = item_of(road)
    assert item.challenge == "" and item.taken_on_at is not None
    assert asked(road).status == "WITHDRAWN"
    assert said(road) == [("CHALLENGED", "POLICE"), ("HELD", "CPS"), ("WITHDRAWN", "POLICE")]


def test_a_question_is_answered_once(road):
    challenge(road)
    answer(road, "HOLD")
    told = refused(road, challenges.answer_challenge, "prosecutor", answer="CANCEL", text="x")
    assert told == (
        "The prosecutor keeps this action as it is. The police accept it or take it further first."
    )
    road.do(challenges.withdraw_challenge, "officer", item=item_of(road))
    told = refused(road, challenges.answer_challenge, "prosecutor", answer="CANCEL", text="x")
    assert told == "The police do not question this action now."
    assert item_of(road).status == "OPEN"


@pytest.mark.parametrize(("kind", "given"), [("vary", "CANCEL"), ("challenge", "AGREE")])
def test_an_answer_is_one_to_what_was_asked(road, kind, given):
    vary(road) if kind == "vary" else challenge(road)
    told = refused(road, challenges.answer_challenge, "prosecutor", answer=given, text="x")
    assert told == "Select one of the answers shown"


def test_the_case_s_prosecutor_alone_answers(road):
    challenge(road)
    told = refused(
        road, challenges.answer_challenge, "manager", stage=False, answer="HOLD", text="x"
    )
    assert told == "Only the reviewing prosecutor, or the one covering, can do this."


# Overtaken


@pytest.mark.parametrize("end", ["cancelled", "answered"])
def test_an_action_that_is_over_is_questioned_no_longer(road, end):
    challenge(road)
    if end == "cancelled":
        road.do(action_items.cancel_item, "prosecutor", item=item_of(road), text="No.")
        told = "This action was cancelled, so nothing more is needed."
    else:
        road.do(action_items.answer_item, "officer", item=item_of(road), answer="DONE", text="x")
        told = "This action has been answered already."
    assert item_of(road).challenge == ""
    assert (asked(road).status, bool(asked(road).clock.closed_at)) == ("DROPPED", True)
    assert refused(road, challenges.answer_challenge, "prosecutor", answer="HOLD", text="x") == told


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_give_one_result_and_one_sentence():
    road = Road(cast(), suspects=2).allocate().plan({})
    challenge(road)
    item, by = item_of(road), scope(road.cast.prosecutor, at=road.at)

    def give(answer):
        return lambda: challenges.answer_challenge(
            item=item, by=by, at=road.at, answer=answer, text="Because.", version=item.version
        )

    outcomes = at_once(road.case, give("HOLD"), give("CANCEL"))
    [told] = [str(each) for each in outcomes if isinstance(each, Refused)]
    assert told in (
        (
            "The prosecutor keeps this action as it is. The police accept it or take it "
            "further first."
        ),
        "This action was cancelled, so nothing more is needed.",
    )
    assert len([kind for kind, side in said(road) if side == "CPS"]) == 1


# Chased


def test_the_prosecutor_is_chased_for_an_answer_and_the_manager_told(road):
    challenge(road)
    clock = asked(road).clock
    assert audience(clock.pk) == {
        "before_due": {"Pia Prosecutor"},
        "after_due": {"Pia Prosecutor"},
        "escalated": {"Mona Manager"},
    }
    sweep.sweep_clocks(at=clock.escalate_at)
    deliveries = Delivery.objects.filter(about=road.case.pk, reminder__clock=clock)
    assert sorted(deliveries.values_list("notice", "recipient__name")) == [
        ("after_due", "Pia Prosecutor"), ("escalated", "Mona Manager"),
    ]  # fmt: skip
    sweep.sweep_clocks(at=clock.escalate_at)
    assert deliveries.count() == 2


def test_where_no_prosecutor_is_left_the_managers_are_chased(road):
    challenge(road)
    road.cast.prosecutor.is_active = False
    road.cast.prosecutor.save()
    assert audience(asked(road).clock.pk)["before_due"] == {"Mona Manager"}


def test_a_closed_day_moves_the_answer_and_the_worklist_with_it(road):
    challenge(road)
    before = asked(road).clock.due_at
    wednesday = (MONDAY + timedelta(days=2)).date()
    closed_days.announce_closed_day(
        by=scope(administrator()), day=wednesday, title="Closed", at=road.at
    )
    clock = Clock.objects.get(pk=asked(road).clock_id)
    assert clock.due_at == before + timedelta(days=1)
    assert road.suspect().due_at == road.suspect().listed_at == clock.due_at


def administrator():
    agency = Agency.objects.create(name="Oversight", side=Side.OVERSIGHT)
    unit = Unit.objects.create(agency=agency, name="Accounts", kind=Unit.Kind.ADMINISTRATION)
    return person(unit, "administer_accounts")
