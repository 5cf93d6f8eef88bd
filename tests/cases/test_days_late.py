"""A side that gets a suspect back by its own act keeps its due date, so its days late stay."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans, challenges
from cases.decisions.actions import finalisations
from cases.models import Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from timeliness.models import Clock

pytestmark = pytest.mark.django_db
SET = {
    "category": "OTHER", "text": "Get it.", "line_of_inquiry": "It shows it.",
    "proportionality": "One page.", "weight": "ESSENTIAL",
}  # fmt: skip


@pytest.fixture
def road():
    """With the prosecutor 30 days after the referral was sent, two days late."""
    road = Road(cast()).allocate()
    road.at += timedelta(days=30)
    return road


def due(road):
    return Suspect.objects.unscoped("test").get(case=road.case).due_at


def held(road):
    """[(state, side, days)] of the suspect's turns in order; days is None for the open turn."""
    turns = road.suspect().turns.unscoped("test").order_by("began_at", "ended_at")
    return [
        (turn.state, turn.side, turn.ended_at and (turn.ended_at - turn.began_at).days)
        for turn in turns
    ]


def set_plan(road, **more):
    review = road.do(
        action_plans.record_review, "prosecutor", case=road.case, suspects=road.suspects,
        evidence="Enough.",
    )  # fmt: skip
    items = [
        SET | {"suspects": road.suspects, "due_on": (road.at + timedelta(days=5)).date()} | more
    ]
    road.do(action_plans.set_action_plan, "prosecutor", review=review, items=items)
    return road.items[-1]


def test_a_plan_that_is_set_and_cancelled_leaves_the_prosecutor_as_late_as_before(road):
    before = due(road)
    assert before < road.at
    item = set_plan(road)
    assert due(road) > road.at
    road.at += timedelta(days=3)
    road.do(action_items.cancel_item, "prosecutor", item=item, text="x")
    assert due(road) == before
    running = Clock.objects.running().filter(about=road.case.pk)
    assert [(clock.due_at, clock.recipient_unit_id) for clock in running] == [
        (before, road.suspect().cps_unit_id)
    ]


def test_taking_the_suspect_back_leaves_the_prosecutor_as_late_as_before(road):
    before = due(road)
    set_plan(road)
    suspect = road.suspects[0]
    road.do(action_plans.take_suspect_back, "prosecutor", suspect=suspect, reason="x")
    assert road.suspects[0].turns.unscoped("test").get(ended_at=None).clock.due_at == before


def test_once_the_police_have_answered_the_class_runs_again(road):
    item = set_plan(road)
    road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
    assert due(road) > road.at + timedelta(days=27)


def test_asking_for_more_and_cancelling_that_keeps_the_date_too(road):
    item = set_plan(road)
    road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
    before = due(road)
    road.at += timedelta(days=40)
    again = (road.at + timedelta(days=5)).date()
    road.do(
        action_items.say_what_is_missing, "prosecutor", item=item, text="x", due_on=again
    )  # fmt: skip
    road.do(action_items.cancel_item, "prosecutor", item=item, text="x")
    assert due(road) == before


@pytest.mark.parametrize("who", ["prosecutor", "manager"])
def test_closing_a_case_and_reopening_it_keeps_the_date(road, who):
    before = due(road)
    suspect = road.suspects[0]
    road.do(
        finalisations.finalise_administratively, who, suspect=suspect, reason="OTHER", text="x"
    )  # fmt: skip
    road.at += timedelta(days=3)
    road.do(finalisations.reopen_suspect, "manager", suspect=suspect, text="x")
    assert due(road) == before


def test_what_was_returned_and_is_sent_and_withdrawn_again_is_owed_by_the_same_date():
    road = Road(cast()).submit()
    reply_by = (road.at + timedelta(days=7)).date()
    road.do(
        referrals.return_referral, "assistant", referral=road.referral, reasons={"no_mg3": ""},
        reply_by=reply_by,
    )  # fmt: skip
    before = due(road)
    road.at += timedelta(days=10)
    for _ in range(2):
        road.submit()
        road.do(
            referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="x"
        )
        assert due(road) == before < road.at
    road.submit()
    assert due(road) > road.at
    road.do(referrals.accept_referral, "assistant", referral=road.referral)
    road.do(referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="x")
    assert due(road) is None


class TestWhileTheCpsAnswers:
    """The action's date is paused, and the days until the answer are added to it."""

    def asked(self, road, how):
        item = set_plan(road)
        on = (road.at + timedelta(days=30)).date()
        if how == "date":
            road.do(action_items.ask_for_date, "officer", item=item, proposed_on=on, text="x")
        elif how == "variation":
            road.do(challenges.vary_item, "officer", item=item, proposed_text="Get half.", text="x")
        else:
            road.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text="x")
        item.refresh_from_db()
        return item

    def no(self, road, how, item):
        if how == "date":
            facts = {"is_agreed": False, "text": "x"}
            road.do(action_items.answer_date_request, "prosecutor", item=item, **facts)
        else:
            facts = {"answer": "HOLD", "text": "x"}
            road.do(challenges.answer_challenge, "prosecutor", item=item, **facts)
        item.refresh_from_db()

    @pytest.mark.parametrize("how", ["date", "variation", "challenge"])
    def test_the_days_are_not_those_of_the_police(self, road, how):
        item = self.asked(road, how)
        first = item.due_on
        against = Clock.objects.running().filter(about=road.case.pk)
        assert not against.filter(recipient_unit=road.case.police_unit_id).exists()
        assert road.suspect().holder_side == "CPS"
        road.at += timedelta(days=9)
        self.no(road, how, item)
        assert item.due_on == first + timedelta(days=9)
        assert [row.due_at.date() for row in against] == [item.due_on]
        assert item.versions.unscoped("test").order_by("-number").first().due_on == item.due_on

    @pytest.mark.parametrize("how", ["date", "variation", "challenge"])
    def test_an_action_late_before_a_new_date_stays_late(self, road, how):
        item = set_plan(road)
        road.at += timedelta(days=8)  # three days late
        ask = (road.at + timedelta(days=30)).date()
        if how == "date":
            road.do(action_items.ask_for_date, "officer", item=item, proposed_on=ask, text="x")
        elif how == "variation":
            road.do(challenges.vary_item, "officer", item=item, proposed_text="Half.", text="x")
        else:
            road.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text="x")
        asked_on = road.at.date()
        road.at += timedelta(days=4)
        item.refresh_from_db()
        late = (asked_on - item.due_on).days
        self.no(road, how, item)
        assert (road.at.date() - item.due_on).days == late > 0

    @pytest.mark.parametrize("how", ["date", "variation", "challenge"])
    def test_the_ledger_has_the_days_as_the_cps_s(self, road, how):
        item = self.asked(road, how)
        assert road.suspect().holder_side == "CPS"
        assert road.suspect().also_waits_for == []
        road.at += timedelta(days=3)
        self.no(road, how, item)
        assert road.suspect().holder_side == "POLICE"
        road.at += timedelta(days=4)
        road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
        assert held(road)[-4:] == [
            ("ACTION_PLAN", "POLICE", 0),
            ("PLAN_QUERIED", "CPS", 3),
            ("ACTION_PLAN", "POLICE", 4),
            ("WITH_PROSECUTOR", "CPS", None),
        ]

    def test_while_the_police_have_another_essential_action_the_turn_is_theirs(self, road):
        item = self.asked_of_two(road, weight="ESSENTIAL")
        assert (road.suspect().holder_side, road.suspect().also_waits_for) == ("POLICE", ["CPS"])
        road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
        assert (road.suspect().holder_side, road.suspect().also_waits_for) == ("CPS", [])

    def test_an_action_that_can_wait_is_owed_by_the_police_beside_the_turn(self, road):
        item = self.asked_of_two(road, weight="DESIRABLE")
        assert (road.suspect().holder_side, road.suspect().also_waits_for) == ("CPS", ["POLICE"])
        road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
        assert (road.suspect().holder_side, road.suspect().also_waits_for) == ("CPS", [])

    def asked_of_two(self, road, *, weight):
        """A plan of two actions, the first of which is challenged. Returns the second."""
        review = road.do(
            action_plans.record_review, "prosecutor", case=road.case, suspects=road.suspects,
            evidence="Enough.",
        )  # fmt: skip
        due_on = (road.at + timedelta(days=5)).date()
        both = [
            SET | {"suspects": road.suspects, "due_on": due_on},
            SET | {"suspects": road.suspects, "due_on": due_on, "weight": weight},
        ]
        road.do(action_plans.set_action_plan, "prosecutor", review=review, items=both)
        first, second = sorted(road.items, key=lambda item: item.number)
        road.do(challenges.challenge_item, "officer", item=first, reason="OTHER", text="x")
        return second

    def test_a_question_that_is_upheld_gives_the_prosecutor_the_old_date(self, road):
        before = due(road)
        item = self.asked(road, "challenge")
        road.at += timedelta(days=2)
        facts = {"answer": "CANCEL", "text": "x"}
        road.do(challenges.answer_challenge, "prosecutor", item=item, **facts)
        assert (road.suspect().state, due(road)) == ("WITH_PROSECUTOR", before)

    def test_a_question_taken_back_gives_the_turn_back(self, road):
        item = self.asked(road, "challenge")
        road.at += timedelta(days=2)
        road.do(challenges.withdraw_challenge, "officer", item=item)
        assert held(road)[-2:] == [("PLAN_QUERIED", "CPS", 2), ("ACTION_PLAN", "POLICE", None)]

    def test_taking_the_question_back_gives_nothing(self, road):
        item = self.asked(road, "challenge")
        road.at += timedelta(days=9)
        road.do(challenges.withdraw_challenge, "officer", item=item)
        clock = Clock.objects.get(action_item=item)
        assert clock.closed_at is None and clock.due_at.date() == item.due_on < road.at.date()

    def test_so_does_taking_back_the_wish_for_another_date(self, road):
        item = self.asked(road, "date")
        road.at += timedelta(days=9)
        road.do(action_items.withdraw_date_request, "officer", item=item)
        clock = Clock.objects.get(action_item=item)
        assert clock.closed_at is None and clock.due_at.date() == item.due_on < road.at.date()

    def test_a_date_that_is_agreed_is_the_date(self, road):
        item = self.asked(road, "date")
        wanted = item.date_requests.unscoped("test").get().proposed_on
        road.at += timedelta(days=9)
        road.do(action_items.answer_date_request, "prosecutor", item=item, is_agreed=True)
        item.refresh_from_db()
        assert item.due_on == wanted
        assert Clock.objects.get(action_item=item).closed_at is None

    def test_nobody_closes_for_want_of_a_reply_while_the_cps_owes_the_answer(self, road):
        self.asked(road, "date")
        road.at += timedelta(days=30)
        closing = {"suspect": road.suspects[0], "reason": "NO_REPLY", "text": "x"}
        with pytest.raises(Refused):
            road.do(finalisations.finalise_administratively, "manager", **closing)
