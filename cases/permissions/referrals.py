"""What may be done about a referral, by whom, at which stage."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Referral
from cases.permissions.stage import has_status
from cases.permissions.who import (
    for_police,
    for_prosecutor,
    for_supervisors,
    for_triage,
    is_one_of,
    on_the_case,
)
from cases.statuses import ReferralStatus
from people.access import Rules, Standing, because

ALLEGATION_FIRST = _("Add an allegation against suspect %(n)s first.")
CHANGE_THAT_ONE = _("Your supervisor sent a referral back. Change that one instead.")
IT_STAYS = _("A suspect of this referral has an action plan or a decision, so it stays.")


@because(_("You wrote this referral, so another supervisor must sign it off."))
def not_the_writer(who: Standing, referral: Referral) -> bool:
    return not is_one_of(who, referral.writers)


REFERRAL_NOW: dict[str, Promise] = {
    ReferralStatus.AWAITING_SIGN_OFF: _("it waits for the supervisor’s sign-off"),
    ReferralStatus.SENT_BACK: _("it was sent back to the officer"),
    ReferralStatus.SUBMITTED: _("it was sent to the CPS"),
    ReferralStatus.ACCEPTED: _("it was accepted at triage"),
    ReferralStatus.RETURNED: _("it was returned at triage"),
    ReferralStatus.WITHDRAWN: _("it was withdrawn"),
}


def but_now(no_longer: str | Promise) -> Callable[[Standing, Referral], str]:
    """Why a verb about a referral is closed, and what has become of the referral."""
    return lambda who, referral: f"{no_longer}: {REFERRAL_NOW[referral.status]}."


unsigned = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    reason=but_now(_("This referral is not waiting for sign-off")),
)
sent_back = has_status(
    ReferralStatus.SENT_BACK,
    reason=but_now(_("This referral is not waiting to be changed")),
)
at_triage = has_status(
    ReferralStatus.SUBMITTED, reason=but_now(_("This referral is not at triage"))
)
not_over: Callable[[Standing, Referral], bool] = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    ReferralStatus.SENT_BACK,
    ReferralStatus.SUBMITTED,
    ReferralStatus.ACCEPTED,
    reason=_("This referral has been returned or withdrawn, so there is nothing to withdraw."),
)

unsent = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    ReferralStatus.SENT_BACK,
    reason=but_now(_("This referral is not waiting to be sent")),
)

accepted = has_status(
    ReferralStatus.ACCEPTED,
    reason=but_now(_("The file of a referral is assessed once triage has accepted it")),
)


@because(_("The file of this referral has been assessed already."), stage=True)
def not_assessed(who: Standing, referral: Referral) -> bool:
    return not referral.is_assessed


REFERRAL = Rules(
    {
        "see_referral": [on_the_case],
        "see_unsent_changes": [on_the_case, unsent],
        "revise_referral": [for_police, sent_back],
        "send_referral_back": [for_supervisors, unsigned],
        "sign_referral_off": [for_supervisors, not_the_writer, unsigned],
        "withdraw_referral": [for_police, not_over],
        "accept_referral": [for_triage, at_triage],
        "return_referral": [for_triage, at_triage],
        "assess_file": [for_prosecutor, not_assessed, accepted],
    }
)
