"""The whole road by actions, from a police referral to a decision."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items
from cases.decisions.actions import charges, decisions
from cases.models import Turn
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import Road, cast
from tests.support.cases.charges import laid

pytestmark = pytest.mark.django_db


def states(road):
    turns = Turn.objects.unscoped("test").filter(suspect=road.suspects[0]).order_by("began_at")
    return list(turns.values_list("state", flat=True))


def test_a_suspect_goes_from_referral_to_plan_to_charge():
    road = Road(cast()).allocate().plan()
    [item] = road.items

    road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Taken.")
    assert road.suspect().state == State.WITH_PROSECUTOR
    road.do(action_items.accept_answer, "prosecutor", item=item)
    allegations = list(road.suspect().allegations.unscoped("test"))
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=road.suspect(),
        allegations=allegations, rationale="The test is met.",
    )  # fmt: skip
    road.do(
        charges.report_charge, "officer", suspect=road.suspect(), **laid(road),
    )  # fmt: skip

    assert road.suspect().state == State.CHARGED
    assert not road.suspect().is_open
    assert states(road) == [
        State.INVESTIGATING, State.AWAITING_SIGN_OFF, State.TRIAGE, State.READY_TO_ALLOCATE,
        State.WITH_PROSECUTOR, State.ACTION_PLAN, State.WITH_PROSECUTOR, State.CHARGE_AUTHORISED,
    ]  # fmt: skip


def test_a_returned_referral_comes_back_as_submission_two():
    road = Road(cast()).submit()
    reply_by = (road.at + timedelta(days=5)).date()
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"no_mg3": "Page 2 is missing"}, reply_by=reply_by,
    )  # fmt: skip
    assert road.suspect().state == State.RETURNED
    assert road.suspect().due_at.date() == reply_by

    road.write()
    assert road.suspect().due_at.date() == reply_by  # the reply is still owed
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="Add the interview.",
    )  # fmt: skip
    assert road.suspect().state == State.RETURNED
    road.referral.refresh_from_db()
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=road.referral.version, summary="More.",
    )  # fmt: skip
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral,
        supervisor_comments="Now complete.",
    )  # fmt: skip

    road.referral.refresh_from_db()
    assert road.referral.number == 2
    assert road.suspect().state == State.TRIAGE
