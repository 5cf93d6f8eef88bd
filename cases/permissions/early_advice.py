"""What may be done about a request for early advice, by whom, at which of its gates."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import EarlyAdvice
from cases.permissions.stage import has_status
from cases.permissions.who import (
    for_advice_managers,
    for_adviser,
    for_inspectors,
    for_police,
    for_supervisors,
    for_triage,
    is_one_of,
    on_the_case,
)
from cases.statuses import AdviceStatus
from people.access import Rules, Standing, because

MOVED_ON = _("Its suspects have moved on since: a later request or a referral names them.")


@because(_("You wrote this request, so another supervisor must sign it off."))
def not_the_writer(who: Standing, advice: EarlyAdvice) -> bool:
    return not is_one_of(who, advice.writers)


@because(_("Only the adviser named on this request can do this."))
def named_on_it(who: Standing, advice: EarlyAdvice) -> bool:
    return who.user_id == advice.adviser_id


ANSWERS: dict[str, str] = {
    AdviceStatus.ESCALATED: "manage_early_advice",
    AdviceStatus.TO_LEGAL_MANAGER: "allocate_cases",
}


@because(
    _(
        "The early-advice manager answers when a return is escalated, and the legal manager when "
        "a refusal of the early-advice manager is."
    )
)
def for_whoever_is_one_above(who: Standing, advice: EarlyAdvice) -> bool:
    return ANSWERS.get(advice.status, "") in who.capacities


ADVICE_NOW: dict[str, Promise] = {
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


def what_became_of_it(who: Standing, advice: EarlyAdvice) -> str | Promise:
    """Why a verb about a request is closed: what has become of the request."""
    return ADVICE_NOW[advice.status]


def is_at(*statuses: str) -> Callable[[Standing, EarlyAdvice], bool]:
    """A test of the stage: the request is at one of these."""
    return has_status(*statuses, reason=what_became_of_it)


S = AdviceStatus
unsigned, refused = is_at(S.AWAITING_SIGN_OFF), is_at(S.RETURNED, S.REFUSED)
first_gate, second_gate = is_at(S.SUBMITTED), is_at(S.WITH_MANAGER)
with_adviser = is_at(S.WITH_ADVISER)
to_take_on = is_at(S.WITH_MANAGER, S.TAKEN_ON)
not_over = is_at(
    S.AWAITING_SIGN_OFF, S.SUBMITTED, S.WITH_MANAGER, S.ESCALATED, S.TO_LEGAL_MANAGER, S.TAKEN_ON,
    S.WITH_ADVISER,
)  # fmt: skip

EARLY_ADVICE = Rules(
    {
        "see_early_advice": [on_the_case],
        "send_early_advice_back": [for_supervisors, unsigned],
        "sign_early_advice_off": [for_supervisors, not_the_writer, unsigned],
        "withdraw_early_advice": [for_police, not_over],
        "accept_early_advice": [for_triage, first_gate],
        "return_early_advice": [for_triage, first_gate],
        "name_adviser": [for_advice_managers, to_take_on],
        "refuse_early_advice": [for_advice_managers, second_gate],
        "change_adviser": [for_advice_managers, with_adviser],
        "reply_to_refusal": [for_police, refused],
        "escalate_refusal": [for_inspectors, refused],
        "uphold_refusal": [for_whoever_is_one_above],
        "overturn_refusal": [for_whoever_is_one_above],
        "give_early_advice": [for_adviser, named_on_it, with_adviser],
    }
)
