"""A side that gets a suspect back by its own act keeps its due date, so its days late stay."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans, challenges
from cases.decisions.actions import finalisations
from cases.models import Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from timeliness.models import Clock

pytestmark = pytest.mark.django_db
SET = {
    "category": "OTHER", "text": "Get it.", "line_of_inquiry": "It shows it.",
    "proportionality": "One page.", "weight": "ESSENTIAL", "purpose": "INQUIRY",
}  # fmt: skip


@pytest.fixture
def builder():
    """With the prosecutor 30 days after the referral was sent, two days late."""
    builder = CaseBuilder(cast()).allocate()
    builder.at += timedelta(days=30)
    return builder


def due_moment(builder):
    return Suspect.objects.unscoped("test").get(case=builder.case).due_at


def turn_lengths(builder):
    """[(state, side, days)] of the suspect's turns in order; days is None for the open turn."""
    turns = builder.suspect().turns.unscoped("test").order_by("began_at", "ended_at")
    return [
        (turn.state, turn.side, turn.ended_at and (turn.ended_at - turn.began_at).days)
        for turn in turns
    ]


def set_plan_of(builder, **more):
    review = builder.do(
        action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects,
        evidence="Enough.",
    )  # fmt: skip
    items = [
        SET
        | {"suspects": builder.suspects, "due_on": (builder.at + timedelta(days=5)).date()}
        | more
    ]
    builder.do(action_plans.set_action_plan, "prosecutor", review=review, items=items)
    return builder.items[-1]


def test_a_plan_that_is_set_and_cancelled_leaves_the_prosecutor_as_late_as_before(builder):
    before = due_moment(builder)
    assert before < builder.at
    item = set_plan_of(builder)
    assert due_moment(builder) > builder.at
    builder.at += timedelta(days=3)
    builder.do(action_items.cancel_item, "prosecutor", item=item, text="x")
    assert due_moment(builder) == before
    running = Clock.objects.running().filter(about=builder.case.pk)
    assert [(clock.due_at, clock.recipient_unit_id) for clock in running] == [
        (before, builder.suspect().cps_unit_id)
    ]


def test_taking_the_suspect_back_leaves_the_prosecutor_as_late_as_before(builder):
    before = due_moment(builder)
    set_plan_of(builder)
    suspect = builder.suspects[0]
    builder.do(action_plans.take_suspect_back, "prosecutor", suspect=suspect, reason="x")
    assert builder.suspects[0].turns.unscoped("test").get(ended_at=None).clock.due_at == before


def test_once_the_police_have_answered_the_class_runs_again(builder):
    item = set_plan_of(builder)
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
    assert due_moment(builder) > builder.at + timedelta(days=27)


def test_asking_for_more_and_cancelling_that_keeps_the_date_too(builder):
    item = set_plan_of(builder)
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
    before = due_moment(builder)
    builder.at += timedelta(days=40)
    again = (builder.at + timedelta(days=5)).date()
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=item, text="x", due_on=again
    )  # fmt: skip
    builder.do(action_items.cancel_item, "prosecutor", item=item, text="x")
    assert due_moment(builder) == before


@pytest.mark.parametrize("who", ["prosecutor", "manager"])
def test_closing_a_case_and_reopening_it_keeps_the_date(builder, who):
    before = due_moment(builder)
    suspect = builder.suspects[0]
    builder.do(
        finalisations.finalise_administratively, who, suspect=suspect, reason="OTHER", text="x"
    )  # fmt: skip
    builder.at += timedelta(days=3)
    builder.do(finalisations.reopen_suspect, "manager", suspect=suspect, text="x")
    assert due_moment(builder) == before


def test_a_referral_sent_and_withdrawn_again_keeps_the_date_of_its_return():
    builder = CaseBuilder(cast()).submit()
    reply_by = (builder.at + timedelta(days=7)).date()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=reply_by,
    )  # fmt: skip
    before = due_moment(builder)
    builder.at += timedelta(days=10)
    for _ in range(2):
        builder.submit()
        builder.do(
            referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="x"
        )
        assert due_moment(builder) == before < builder.at
    builder.submit()
    assert due_moment(builder) > builder.at
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="x"
    )
    assert due_moment(builder) is None


class TestWhileTheCpsAnswers:
    """The action's date is paused, and the days until the answer are added to it."""

    def asked(self, builder, how):
        item = set_plan_of(builder)
        on = (builder.at + timedelta(days=30)).date()
        if how == "date":
            builder.do(action_items.ask_for_date, "officer", item=item, proposed_on=on, text="x")
        elif how == "variation":
            builder.do(
                challenges.vary_item, "officer", item=item, proposed_text="Get half.", text="x"
            )
        else:
            builder.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text="x")
        item.refresh_from_db()
        return item

    def no(self, builder, how, item):
        if how == "date":
            facts = {"is_agreed": False, "text": "x"}
            builder.do(action_items.answer_date_request, "prosecutor", item=item, **facts)
        else:
            facts = {"answer": "HOLD", "text": "x"}
            builder.do(challenges.answer_challenge, "prosecutor", item=item, **facts)
        item.refresh_from_db()

    @pytest.mark.parametrize("how", ["date", "variation", "challenge"])
    def test_the_days_are_not_those_of_the_police(self, builder, how):
        item = self.asked(builder, how)
        first = item.due_on
        against = Clock.objects.running().filter(about=builder.case.pk)
        assert not against.filter(recipient_unit=builder.case.police_unit_id).exists()
        assert builder.suspect().holder_side == "CPS"
        builder.at += timedelta(days=9)
        self.no(builder, how, item)
        assert item.due_on == first + timedelta(days=9)
        assert [row.due_at.date() for row in against] == [item.due_on]
        assert item.versions.unscoped("test").order_by("-number").first().due_on == item.due_on

    @pytest.mark.parametrize("how", ["date", "variation", "challenge"])
    def test_an_action_late_before_a_new_date_stays_late(self, builder, how):
        item = set_plan_of(builder)
        builder.at += timedelta(days=8)  # three days late
        ask = (builder.at + timedelta(days=30)).date()
        if how == "date":
            builder.do(action_items.ask_for_date, "officer", item=item, proposed_on=ask, text="x")
        elif how == "variation":
            builder.do(challenges.vary_item, "officer", item=item, proposed_text="Half.", text="x")
        else:
            builder.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text="x")
        asked_on = builder.at.date()
        builder.at += timedelta(days=4)
        item.refresh_from_db()
        late = (asked_on - item.due_on).days
        self.no(builder, how, item)
        assert (builder.at.date() - item.due_on).days == late > 0

    @pytest.mark.parametrize("how", ["date", "variation", "challenge"])
    def test_the_ledger_has_the_days_as_the_cps_s(self, builder, how):
        item = self.asked(builder, how)
        assert builder.suspect().holder_side == "CPS"
        assert builder.suspect().also_waits_for == []
        builder.at += timedelta(days=3)
        self.no(builder, how, item)
        assert builder.suspect().holder_side == "POLICE"
        builder.at += timedelta(days=4)
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
        assert turn_lengths(builder)[-4:] == [
            ("ACTION_PLAN", "POLICE", 0),
            ("PLAN_QUERIED", "CPS", 3),
            ("ACTION_PLAN", "POLICE", 4),
            ("WITH_PROSECUTOR", "CPS", None),
        ]

    def test_while_the_police_have_another_essential_action_the_turn_is_theirs(self, builder):
        item = self.asked_of_two(builder, weight="ESSENTIAL")
        assert (builder.suspect().holder_side, builder.suspect().also_waits_for) == (
            "POLICE",
            ["CPS"],
        )
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
        assert (builder.suspect().holder_side, builder.suspect().also_waits_for) == ("CPS", [])

    def test_an_action_that_can_wait_is_owed_by_the_police_beside_the_turn(self, builder):
        item = self.asked_of_two(builder, weight="DESIRABLE")
        assert (builder.suspect().holder_side, builder.suspect().also_waits_for) == (
            "CPS",
            ["POLICE"],
        )
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
        assert (builder.suspect().holder_side, builder.suspect().also_waits_for) == ("CPS", [])

    def asked_of_two(self, builder, *, weight):
        """A plan of two actions, the first of which is challenged. Returns the second."""
        review = builder.do(
            action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects,
            evidence="Enough.",
        )  # fmt: skip
        due_on = (builder.at + timedelta(days=5)).date()
        both = [
            SET | {"suspects": builder.suspects, "due_on": due_on},
            SET | {"suspects": builder.suspects, "due_on": due_on, "weight": weight},
        ]
        builder.do(action_plans.set_action_plan, "prosecutor", review=review, items=both)
        first, second = sorted(builder.items, key=lambda item: item.number)
        builder.do(challenges.challenge_item, "officer", item=first, reason="OTHER", text="x")
        return second

    def test_a_question_that_is_upheld_gives_the_prosecutor_the_old_date(self, builder):
        before = due_moment(builder)
        item = self.asked(builder, "challenge")
        builder.at += timedelta(days=2)
        facts = {"answer": "CANCEL", "text": "x"}
        builder.do(challenges.answer_challenge, "prosecutor", item=item, **facts)
        assert (builder.suspect().state, due_moment(builder)) == ("WITH_PROSECUTOR", before)

    def test_a_question_taken_back_gives_the_turn_back(self, builder):
        item = self.asked(builder, "challenge")
        builder.at += timedelta(days=2)
        builder.do(challenges.withdraw_challenge, "officer", item=item)
        assert turn_lengths(builder)[-2:] == [
            ("PLAN_QUERIED", "CPS", 2),
            ("ACTION_PLAN", "POLICE", None),
        ]

    def test_taking_the_question_back_gives_nothing(self, builder):
        item = self.asked(builder, "challenge")
        builder.at += timedelta(days=9)
        builder.do(challenges.withdraw_challenge, "officer", item=item)
        clock = Clock.objects.get(action_item=item)
        assert clock.closed_at is None and clock.due_at.date() == item.due_on < builder.at.date()

    def test_so_does_taking_back_the_wish_for_another_date(self, builder):
        item = self.asked(builder, "date")
        builder.at += timedelta(days=9)
        builder.do(action_items.withdraw_date_request, "officer", item=item)
        clock = Clock.objects.get(action_item=item)
        assert clock.closed_at is None and clock.due_at.date() == item.due_on < builder.at.date()

    def test_a_date_that_is_agreed_is_the_date(self, builder):
        item = self.asked(builder, "date")
        wanted = item.date_requests.unscoped("test").get().proposed_on
        builder.at += timedelta(days=9)
        builder.do(action_items.answer_date_request, "prosecutor", item=item, is_agreed=True)
        item.refresh_from_db()
        assert item.due_on == wanted
        assert Clock.objects.get(action_item=item).closed_at is None

    def test_a_case_is_not_closed_for_want_of_a_reply_while_the_cps_owes_the_answer(self, builder):
        self.asked(builder, "date")
        builder.at += timedelta(days=30)
        closing = {"suspect": builder.suspects[0], "reason": "NO_REPLY", "text": "x"}
        with pytest.raises(Refused):
            builder.do(finalisations.finalise_administratively, "manager", **closing)
