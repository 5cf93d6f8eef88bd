"""The police accept, vary or challenge an action item; the prosecutor answers."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, challenges
from cases.models import Challenge, ItemEntry
from cases.states import State
from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import Agency, Side, Unit
from tests.cases.test_audience import audience_of_clock
from tests.support.cases.concurrency import run_at_once
from tests.support.module_fixtures import module_fixture
from timeliness.actions import closed_days, sweep
from timeliness.calendar import end_of_day, london_day
from timeliness.models import Clock, Confidence, Delivery

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@module_fixture
def builder():
    """An essential action about two suspects, due in two weeks."""
    return CaseBuilder(cast(), suspects=2).allocate().plan({})


def item_of(builder):
    return builder.items[0]


def day_after(builder, n):
    return (builder.at + timedelta(days=n)).date()


def vary_first_item(builder, text="Only the first page.", on=None, who="officer"):
    return builder.do(
        challenges.vary_item, who, item=item_of(builder), text="The rest is elsewhere.",
        proposed_text=text, proposed_on=on,
    )  # fmt: skip


def challenge_first_item(builder, reason="DISPROPORTIONATE"):
    return builder.do(
        challenges.challenge_item, "officer", item=item_of(builder), reason=reason,
        text="It is her diary.",
    )  # fmt: skip


def answer_challenge_of(builder, given, **more):
    return builder.do(
        challenges.answer_challenge, "prosecutor", item=item_of(builder), answer=given,
        **{"text": "Because."} | more,
    )  # fmt: skip


def refusal_text(builder, action, who, stage=True, **arguments):
    with pytest.raises(Refused) as refusal:
        builder.do(action, who, item=item_of(builder), **arguments)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


def newest_challenge(builder):
    """The newest challenge of the action."""
    return Challenge.objects.unscoped("test").filter(item=item_of(builder)).latest("at")


def entry_kinds(builder):
    rows = ItemEntry.objects.unscoped("test").filter(item=item_of(builder)).order_by("at", "pk")
    return [(entry.kind, entry.side) for entry in rows]


def item_versions(builder):
    rows = item_of(builder).versions.unscoped("test").order_by("number")
    return [(row.text, row.due_on, row.reason, row.side) for row in rows]


def states(builder):
    return [builder.suspect(n).state for n in range(2)]


# Accepted


def test_the_police_accept_an_action_once(builder):
    builder.do(challenges.accept_item, "officer", item=item_of(builder))
    assert item_of(builder).taken_on_at == builder.at - timedelta(hours=1)
    assert entry_kinds(builder) == [("TAKEN_ON", "POLICE")]
    assert item_of(builder).status == "OPEN"
    told = refusal_text(builder, challenges.accept_item, "supervisor")
    assert told == "The police have accepted this action already."


def test_an_incomplete_action_is_to_be_accepted_again(builder):
    builder.do(challenges.accept_item, "officer", item=item_of(builder))
    builder.do(action_items.answer_item, "officer", item=item_of(builder), answer="DONE", text="x")
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(builder), text="Page two.",
        due_on=day_after(builder, 9),
    )  # fmt: skip
    assert item_of(builder).taken_on_at is None


@pytest.mark.parametrize("verb", ["accept_item", "vary_item", "challenge_item"])
def test_only_the_police_take_an_action_on_or_question_it(builder, verb):
    facts = {"text": "x", "proposed_text": "y"} if verb == "vary_item" else {}
    facts = {"text": "x", "reason": "OTHER"} if verb == "challenge_item" else facts
    told = refusal_text(builder, getattr(challenges, verb), "prosecutor", stage=False, **facts)
    assert told == "Only the investigating police unit can do this."


# Challenged


def test_a_question_starts_the_cps_s_clock_and_gives_it_the_turn_and_leaves_the_date(builder):
    before = item_of(builder)
    challenge_first_item(builder)
    item, question = item_of(builder), newest_challenge(builder)
    assert (item.challenge, item.status, item.due_on) == ("ASKED", "OPEN", before.due_on)
    clock = question.clock
    assert clock.recipient_unit == builder.cast.cps
    assert (clock.rule, clock.confidence) == ("challenge_answer", Confidence.PRODUCT_SETTING)
    assert london_day(clock.due_at) == (MONDAY + WEEK).date()  # 5 working days
    assert states(builder) == [State.PLAN_QUERIED] * 2
    suspect = builder.suspect()
    assert (suspect.holder_side, suspect.also_waits_for) == ("CPS", [])
    assert suspect.due_at == suspect.listed_at == clock.due_at
    deliveries = Delivery.objects.filter(notice="item_questioned")
    assert set(deliveries.values_list("recipient__name", flat=True)) == {"Pia Prosecutor"}


def test_a_variation_that_changes_nothing_is_not_one(builder):
    item = item_of(builder)
    told = "This is what the action says already. Enter another text or another date."
    same = {"text": "x", "proposed_text": item.text, "proposed_on": item.due_on}
    assert refusal_text(builder, challenges.vary_item, "officer", **same) == told
    over = same | {"proposed_on": day_after(builder, -1)}
    told = "This date has passed. Enter today’s date or a later one."
    assert refusal_text(builder, challenges.vary_item, "officer", **over) == told


def test_one_question_at_a_time_and_no_other_date_meanwhile(builder):
    challenge_first_item(builder)
    told = "The police have questioned this action. The prosecutor answers first."
    again = {"text": "x", "proposed_text": "y"}
    assert refusal_text(builder, challenges.vary_item, "supervisor", **again) == told
    assert refusal_text(builder, challenges.accept_item, "officer") == told
    dated = {"text": "x", "proposed_on": day_after(builder, 30)}
    assert refusal_text(builder, action_items.ask_for_date, "officer", **dated) == told
    assert refusal_text(builder, action_items.ask_for_date, "prosecutor", **dated) == told


# Answered


def test_an_agreed_variation_is_what_the_action_asks_from_now_on(builder):
    first, wanted = item_of(builder), day_after(builder, 30)
    vary_first_item(builder, on=wanted)
    answer_challenge_of(builder, "AGREE", text="")
    item = item_of(builder)
    assert (item.text, item.due_on, item.challenge) == ("Only the first page.", wanted, "")
    assert item.taken_on_at is not None and item.first_due_on == first.first_due_on
    assert item.clock.due_at == builder.suspect().due_at == end_of_day(wanted)
    assert item_versions(builder) == [
        (first.text, first.due_on, "", "CPS"),
        ("Only the first page.", wanted, "The rest is elsewhere.", "POLICE"),
    ]
    assert entry_kinds(builder) == [("VARIED", "POLICE"), ("AGREED", "CPS")]
    assert (newest_challenge(builder).status, newest_challenge(builder).answer) == (
        "ANSWERED",
        "AGREE",
    )
    assert newest_challenge(builder).clock.closed_at and builder.suspect().also_waits_for == []
    assert Delivery.objects.filter(
        notice="item_question_answered", recipient=builder.cast.officer
    ).exists()


def test_a_variation_of_the_date_alone_leaves_the_text(builder):
    vary_first_item(builder, text=item_of(builder).text, on=day_after(builder, 30))
    answer_challenge_of(builder, "AGREE")
    assert item_of(builder).text == "Take a statement."
    assert item_of(builder).due_on == newest_challenge(builder).proposed_on


def test_a_proposed_date_that_has_passed_is_not_agreed(builder):
    vary_first_item(builder, on=day_after(builder, 1))
    builder.at += timedelta(days=3)
    told = refusal_text(builder, challenges.answer_challenge, "prosecutor", answer="AGREE")
    assert told == "The proposed date has passed. Hold to the action, and say why."
    assert newest_challenge(builder).answered_at is None


def test_an_upheld_challenge_cancels_the_action_and_the_suspects_come_back(builder):
    challenge_first_item(builder)
    answer_challenge_of(builder, "CANCEL", text="It is not needed.")
    item = item_of(builder)
    assert (item.status, item.challenge) == ("CANCELLED", "")
    assert item.clock.closed_at and newest_challenge(builder).clock.closed_at
    assert states(builder) == [State.WITH_PROSECUTOR] * 2
    assert entry_kinds(builder)[-1] == ("CANCELLED", "CPS")
    assert (newest_challenge(builder).status, newest_challenge(builder).answer) == (
        "ANSWERED",
        "CANCEL",
    )


def test_a_challenge_that_is_right_in_part_amends_the_action_to_be_accepted_again(builder):
    builder.do(challenges.accept_item, "officer", item=item_of(builder))
    challenge_first_item(builder)
    answer_challenge_of(builder, "AMEND", text="A page is enough.", new_text="One page.")
    item = item_of(builder)
    assert (item.text, item.status, item.taken_on_at) == ("One page.", "OPEN", None)
    assert item_versions(builder)[-1] == ("One page.", item.due_on, "A page is enough.", "CPS")
    assert states(builder) == [State.ACTION_PLAN] * 2
    challenge_first_item(builder)  # the amended item may be challenged too
    told = refusal_text(
        builder, challenges.answer_challenge, "prosecutor", answer="AMEND", text="x",
        new_text="One page.",
    )  # fmt: skip
    assert told.startswith("This is what the action says already.")


def test_a_held_action_stands_until_the_police_accept_it(builder):
    challenge_first_item(builder)
    answer_challenge_of(builder, "HOLD", text="It is the only account.")
    item = item_of(builder)
    assert (item.challenge, item.status) == ("HELD", "OPEN")
    assert newest_challenge(builder).clock.closed_at and builder.suspect().also_waits_for == []
    builder.do(challenges.withdraw_challenge, "officer", item=item)
    item = item_of(builder)
    assert item.challenge == "" and item.taken_on_at is not None
    assert newest_challenge(builder).status == "WITHDRAWN"
    assert entry_kinds(builder) == [
        ("CHALLENGED", "POLICE"),
        ("HELD", "CPS"),
        ("WITHDRAWN", "POLICE"),
    ]


def test_a_question_is_answered_once(builder):
    challenge_first_item(builder)
    answer_challenge_of(builder, "HOLD")
    told = refusal_text(
        builder, challenges.answer_challenge, "prosecutor", answer="CANCEL", text="x"
    )
    assert told == (
        "The prosecutor keeps this action as it is. The police accept it or take it further first."
    )
    builder.do(challenges.withdraw_challenge, "officer", item=item_of(builder))
    told = refusal_text(
        builder, challenges.answer_challenge, "prosecutor", answer="CANCEL", text="x"
    )
    assert told == "The police do not question this action now."
    assert item_of(builder).status == "OPEN"


@pytest.mark.parametrize(("kind", "given"), [("vary", "CANCEL"), ("challenge", "AGREE")])
def test_an_answer_is_one_to_what_was_asked(builder, kind, given):
    vary_first_item(builder) if kind == "vary" else challenge_first_item(builder)
    told = refusal_text(builder, challenges.answer_challenge, "prosecutor", answer=given, text="x")
    assert told == "Select one of the answers shown"


def test_the_case_s_prosecutor_alone_answers(builder):
    challenge_first_item(builder)
    told = refusal_text(
        builder, challenges.answer_challenge, "manager", stage=False, answer="HOLD", text="x"
    )
    assert told == "Only the reviewing prosecutor, or the one covering, can do this."


# Overtaken


@pytest.mark.parametrize("end", ["cancelled", "answered"])
def test_an_action_that_is_over_is_questioned_no_longer(builder, end):
    challenge_first_item(builder)
    if end == "cancelled":
        builder.do(action_items.cancel_item, "prosecutor", item=item_of(builder), text="No.")
        told = "This action was cancelled, so nothing more is needed."
    else:
        builder.do(
            action_items.answer_item, "officer", item=item_of(builder), answer="DONE", text="x"
        )
        told = "This action has been answered already."
    assert item_of(builder).challenge == ""
    assert (newest_challenge(builder).status, bool(newest_challenge(builder).clock.closed_at)) == (
        "DROPPED",
        True,
    )
    assert (
        refusal_text(builder, challenges.answer_challenge, "prosecutor", answer="HOLD", text="x")
        == told
    )


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_give_one_result_and_one_sentence():
    builder = CaseBuilder(cast(), suspects=2).allocate().plan({})
    challenge_first_item(builder)
    item, by = item_of(builder), scope(builder.cast.prosecutor, at=builder.at)

    def give(answer):
        return lambda: challenges.answer_challenge(
            item=item, by=by, at=builder.at, answer=answer, text="Because.", version=item.version
        )

    outcomes = run_at_once(builder.case, give("HOLD"), give("CANCEL"))
    [told] = [str(each) for each in outcomes if isinstance(each, Refused)]
    assert told in (
        (
            "The prosecutor keeps this action as it is. The police accept it or take it "
            "further first."
        ),
        "This action was cancelled, so nothing more is needed.",
    )
    assert len([kind for kind, side in entry_kinds(builder) if side == "CPS"]) == 1


# Chased


def test_the_prosecutor_is_chased_for_an_answer_and_the_manager_told(builder):
    challenge_first_item(builder)
    clock = newest_challenge(builder).clock
    assert audience_of_clock(clock.pk) == {
        "before_due": {"Pia Prosecutor"},
        "after_due": {"Pia Prosecutor"},
        "escalated": {"Mona Manager"},
    }
    sweep.sweep_clocks(at=clock.escalate_at)
    deliveries = Delivery.objects.filter(about=builder.case.pk, reminder__clock=clock)
    assert sorted(deliveries.values_list("notice", "recipient__name")) == [
        ("after_due", "Pia Prosecutor"), ("escalated", "Mona Manager"),
    ]  # fmt: skip
    sweep.sweep_clocks(at=clock.escalate_at)
    assert deliveries.count() == 2


def test_where_no_prosecutor_is_left_the_managers_are_chased(builder):
    challenge_first_item(builder)
    builder.cast.prosecutor.is_active = False
    builder.cast.prosecutor.save()
    assert audience_of_clock(newest_challenge(builder).clock.pk)["before_due"] == {"Mona Manager"}


def test_a_closed_day_moves_the_answer_and_the_worklist_with_it(builder):
    challenge_first_item(builder)
    before = newest_challenge(builder).clock.due_at
    wednesday = (MONDAY + timedelta(days=2)).date()
    closed_days.announce_closed_day(
        by=scope(administrator()), day=wednesday, title="Closed", at=builder.at
    )
    clock = Clock.objects.get(pk=newest_challenge(builder).clock_id)
    assert clock.due_at == before + timedelta(days=1)
    assert builder.suspect().due_at == builder.suspect().listed_at == clock.due_at


def administrator():
    agency = Agency.objects.create(name="Oversight", side=Side.OVERSIGHT)
    unit = Unit.objects.create(agency=agency, name="Accounts", kind=Unit.Kind.ADMINISTRATION)
    return person(unit, "administer_accounts")
