"""All steps of a case by actions, from a police referral to a decision."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items
from cases.decisions.actions import charges, decisions
from cases.models import Turn
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import charge_facts

pytestmark = pytest.mark.django_db


def states(builder):
    turns = Turn.objects.unscoped("test").filter(suspect=builder.suspects[0]).order_by("began_at")
    return list(turns.values_list("state", flat=True))


def test_a_suspect_goes_from_referral_to_plan_to_charge():
    builder = CaseBuilder(cast()).allocate().plan()
    [item] = builder.items

    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Taken.")
    assert builder.suspect().state == State.WITH_PROSECUTOR
    builder.do(action_items.accept_answer, "prosecutor", item=item)
    allegations = list(builder.suspect().allegations.unscoped("test"))
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspect(),
        allegations=allegations, rationale="The test is met.",
    )  # fmt: skip
    builder.do(
        charges.report_charge, "officer", suspect=builder.suspect(), **charge_facts(builder),
    )  # fmt: skip

    assert builder.suspect().state == State.CHARGED
    assert not builder.suspect().is_open
    assert states(builder) == [
        State.INVESTIGATING, State.AWAITING_SIGN_OFF, State.TRIAGE, State.READY_TO_ALLOCATE,
        State.WITH_PROSECUTOR, State.ACTION_PLAN, State.WITH_PROSECUTOR, State.CHARGE_AUTHORISED,
    ]  # fmt: skip


def test_a_returned_referral_comes_back_as_submission_two():
    builder = CaseBuilder(cast()).submit()
    reply_by = (builder.at + timedelta(days=5)).date()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"no_mg3": "Page 2 is missing"}, reply_by=reply_by,
    )  # fmt: skip
    assert builder.suspect().state == State.RETURNED
    assert builder.suspect().due_at.date() == reply_by

    builder.write()
    assert builder.suspect().due_at.date() == reply_by  # the reply is still owed
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="Add the interview.",
    )  # fmt: skip
    assert builder.suspect().state == State.RETURNED
    builder.referral.refresh_from_db()
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=builder.referral.version, summary="More.",
    )  # fmt: skip
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Now complete.",
    )  # fmt: skip

    builder.referral.refresh_from_db()
    assert builder.referral.number == 2
    assert builder.suspect().state == State.TRIAGE
