"""A refusal of early advice goes one above, once: an inspector asks, a manager's answer stands."""

from datetime import datetime

from django.db import transaction

from cases import notices
from cases.actions.advice_gates import owed
from cases.actions.advice_steps import moving, take, tell_holders
from cases.actions.base import begin
from cases.models import EarlyAdvice
from cases.statuses import AdviceStatus
from people.access import Scope

ONE_ABOVE: dict[str, AdviceStatus] = {
    AdviceStatus.RETURNED: AdviceStatus.ESCALATED,
    AdviceStatus.REFUSED: AdviceStatus.TO_LEGAL_MANAGER,
}


@transaction.atomic
def escalate_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """
    An inspector asks whoever is one above to look again.

    Source: the Director's Guidance (6th edition), chapter 7: an Inspector or above may escalate.
    """
    advice = begin("escalate_refusal", advice, by=by, at=at)
    suspects, status = moving(advice, "escalate_refusal"), ONE_ABOVE[advice.status]
    take(advice, "escalate_refusal", suspects, status=status, by=by, at=at, text=text)
    tell_holders(advice, status, suspects, notice="advice_escalated", at=at)
    return advice


@transaction.atomic
def uphold_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """The refusal stands; the police go on investigating."""
    return _answer("uphold_refusal", advice, AdviceStatus.UPHELD, text, by, at)


@transaction.atomic
def overturn_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """The request is taken on after all: its clock runs from now, and it waits for an adviser."""
    advice = _answer("overturn_refusal", advice, AdviceStatus.TAKEN_ON, text, by, at)
    case, suspects = advice.case, moving(advice, "name_adviser")
    notices.tell_unit(
        "manage_early_advice", case.cps_unit_id, case, suspects, notice="advice_to_decide", at=at
    )
    return advice


def _answer(
    verb: str, advice: EarlyAdvice, status: AdviceStatus, text: str, by: Scope, at: datetime
) -> EarlyAdvice:
    advice = begin(verb, advice, by=by, at=at)
    case, suspects = advice.case, moving(advice, verb)
    clock = owed(advice, suspects, at=at) if status == AdviceStatus.TAKEN_ON else None
    take(advice, verb, suspects, status=status, by=by, at=at, text=text, clock=clock)
    notices.tell_named(notices.OFFICER, case, suspects, notice="advice_answered", at=at)
    notices.tell_unit(
        "inspect_cases", case.police_unit_id, case, suspects, notice="advice_answered", at=at
    )
    return advice
