"""Escalate a refusal of early advice once: an inspector asks, a manager decides finally."""

from datetime import datetime

from django.db import transaction

from cases import notices
from cases.actions.open_case_action import open_case_action
from cases.early_advice.actions.advice_steps import (
    notify_advice_holders,
    suspects_to_move,
    take_advice_step,
)
from cases.early_advice.actions.advice_triage import start_advice_clock
from cases.models import EarlyAdvice
from cases.statuses import AdviceStatus
from people.access.scopes import Scope

ESCALATED_STATUS: dict[str, AdviceStatus] = {
    AdviceStatus.RETURNED: AdviceStatus.ESCALATED,
    AdviceStatus.REFUSED: AdviceStatus.TO_LEGAL_MANAGER,
}


@transaction.atomic
def escalate_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """
    Escalate a return or refusal to the next manager above.

    Source: the Director's Guidance (6th edition), chapter 7: an Inspector or above may escalate.
    """
    advice = open_case_action("escalate_refusal", advice, by=by, at=at)
    suspects, status = suspects_to_move(advice, "escalate_refusal"), ESCALATED_STATUS[advice.status]
    take_advice_step(advice, "escalate_refusal", suspects, status=status, by=by, at=at, text=text)
    notify_advice_holders(advice, status, suspects, notice="advice_escalated", at=at)
    return advice


@transaction.atomic
def uphold_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """Uphold the refusal; the police go on investigating."""
    return _answer_escalation("uphold_refusal", advice, AdviceStatus.UPHELD, text, by, at)


@transaction.atomic
def overturn_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """Overturn the refusal: start the advice clock, and wait for an adviser to be named."""
    advice = _answer_escalation("overturn_refusal", advice, AdviceStatus.TAKEN_ON, text, by, at)
    case, suspects = advice.case, suspects_to_move(advice, "name_adviser")
    notices.notify_unit(
        "manage_early_advice", case.cps_unit_id, case, suspects, notice="advice_to_decide", at=at
    )
    return advice


def _answer_escalation(
    verb: str, advice: EarlyAdvice, status: AdviceStatus, text: str, by: Scope, at: datetime
) -> EarlyAdvice:
    advice = open_case_action(verb, advice, by=by, at=at)
    case, suspects = advice.case, suspects_to_move(advice, verb)
    clock = start_advice_clock(advice, suspects, at=at) if status == AdviceStatus.TAKEN_ON else None
    take_advice_step(advice, verb, suspects, status=status, by=by, at=at, text=text, clock=clock)
    notices.notify_named_roles(
        notices.OFFICER_ROLES, case, suspects, notice="advice_answered", at=at
    )
    notices.notify_unit(
        "inspect_cases", case.police_unit_id, case, suspects, notice="advice_answered", at=at
    )
    return advice
