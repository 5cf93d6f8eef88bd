"""Permission table of early-advice requests."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import EarlyAdvice
from cases.permissions.capacity_tests import (
    for_advice_managers,
    for_adviser,
    for_inspectors,
    for_police,
    for_supervisors,
    for_triage,
    is_on_case,
    is_one_of,
)
from cases.permissions.state_tests import has_status
from cases.statuses import AdviceStatus
from people.access.scopes import Rules, Standing, refusal_reason

MOVED_ON = _("Its suspects have moved on since: a later request or a referral names them.")


@refusal_reason(_("You wrote this request, so another supervisor must sign it off."))
def is_not_advice_writer(who: Standing, advice: EarlyAdvice) -> bool:
    return not is_one_of(who, advice.writers)


@refusal_reason(_("Only the adviser named on this request can do this."))
def is_named_adviser(who: Standing, advice: EarlyAdvice) -> bool:
    return who.user_id == advice.adviser_id


ESCALATION_CAPACITY: dict[str, str] = {
    AdviceStatus.ESCALATED: "manage_early_advice",
    AdviceStatus.TO_LEGAL_MANAGER: "allocate_cases",
}


@refusal_reason(
    _(
        "The early-advice manager answers when a return is escalated, and the legal manager when "
        "a refusal of the early-advice manager is."
    )
)
def for_escalation_level(who: Standing, advice: EarlyAdvice) -> bool:
    """Whether they answer at its level; once answered, at either, so that a repeat is known."""
    level = ESCALATION_CAPACITY.get(advice.status)
    answering = {level} if level else set(ESCALATION_CAPACITY.values())
    return not answering.isdisjoint(who.capacities)


ADVICE_STATUS_TEXT: dict[str, Promise] = {
    AdviceStatus.AWAITING_SIGN_OFF: _("This request waits for the supervisor’s sign-off."),
    AdviceStatus.SENT_BACK: _("This request was sent back by the supervisor."),
    AdviceStatus.SUBMITTED: _("This request is with CPS triage."),
    AdviceStatus.RETURNED: _("This request was returned at triage."),
    AdviceStatus.WITH_MANAGER: _("This request is with the early-advice manager."),
    AdviceStatus.REFUSED: _("This request was refused."),
    AdviceStatus.ESCALATED: _("The return of this request has been escalated."),
    AdviceStatus.TO_LEGAL_MANAGER: _("The refusal of this request has been escalated."),
    AdviceStatus.UPHELD: _("The refusal of this request was upheld, and that is final."),
    AdviceStatus.TAKEN_ON: _("The refusal was overturned, so this request waits for an adviser."),
    AdviceStatus.WITH_ADVISER: _("An adviser has this request."),
    AdviceStatus.GIVEN: _("The advice asked for has been given."),
    AdviceStatus.REPLIED: _("This request was refused, and the police have replied."),
    AdviceStatus.WITHDRAWN: _("This request was withdrawn."),
}


def why_advice_is_closed(who: Standing, advice: EarlyAdvice) -> str | Promise:
    """Reason why the request's status closes a verb."""
    return ADVICE_STATUS_TEXT[advice.status]


def is_advice_at(*statuses: str) -> Callable[[Standing, EarlyAdvice], bool]:
    """Return a test that the request has one of these statuses."""
    return has_status(*statuses, reason=why_advice_is_closed)


S = AdviceStatus
is_advice_unsigned, is_advice_refused = (
    is_advice_at(S.AWAITING_SIGN_OFF),
    is_advice_at(S.RETURNED, S.REFUSED),
)
is_at_advice_triage, is_with_advice_manager = (
    is_advice_at(S.SUBMITTED),
    is_advice_at(S.WITH_MANAGER),
)
is_with_adviser = is_advice_at(S.WITH_ADVISER)
is_adviser_to_be_named = is_advice_at(S.WITH_MANAGER, S.TAKEN_ON)
is_advice_escalated = is_advice_at(S.ESCALATED, S.TO_LEGAL_MANAGER)
is_advice_open = is_advice_at(
    S.AWAITING_SIGN_OFF, S.SUBMITTED, S.WITH_MANAGER, S.ESCALATED, S.TO_LEGAL_MANAGER, S.TAKEN_ON,
    S.WITH_ADVISER,
)  # fmt: skip

EARLY_ADVICE = Rules(
    {
        "see_early_advice": [is_on_case],
        "send_early_advice_back": [for_supervisors, is_advice_unsigned],
        "sign_early_advice_off": [for_supervisors, is_not_advice_writer, is_advice_unsigned],
        "withdraw_early_advice": [for_police, is_advice_open],
        "accept_early_advice": [for_triage, is_at_advice_triage],
        "return_early_advice": [for_triage, is_at_advice_triage],
        "name_adviser": [for_advice_managers, is_adviser_to_be_named],
        "refuse_early_advice": [for_advice_managers, is_with_advice_manager],
        "change_adviser": [for_advice_managers, is_with_adviser],
        "reply_to_refusal": [for_police, is_advice_refused],
        "escalate_refusal": [for_inspectors, is_advice_refused],
        "uphold_refusal": [for_escalation_level, is_advice_escalated],
        "overturn_refusal": [for_escalation_level, is_advice_escalated],
        "give_early_advice": [for_adviser, is_named_adviser, is_with_adviser],
    }
)
