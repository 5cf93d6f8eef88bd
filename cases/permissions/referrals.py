"""Permission table of referrals."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Referral
from cases.permissions.capacity_tests import (
    for_police,
    for_prosecutor,
    for_supervisors,
    for_triage,
    is_on_case,
    is_one_of,
)
from cases.permissions.state_tests import has_status
from cases.statuses import ReferralStatus
from people.access.scopes import Rules, Standing, refusal_reason

ALLEGATION_FIRST = _("Add an allegation against suspect %(n)s first.")
CHANGE_THAT_ONE = _("Your supervisor sent a referral back. Change that one instead.")
IT_STAYS = _("A suspect of this referral has an action plan or a decision, so it stays.")


@refusal_reason(_("You wrote this referral, so another supervisor must sign it off."))
def is_not_referral_writer(who: Standing, referral: Referral) -> bool:
    return not is_one_of(who, referral.writers)


REFERRAL_STATUS_TEXT: dict[str, Promise] = {
    ReferralStatus.AWAITING_SIGN_OFF: _("it waits for the supervisor’s sign-off"),
    ReferralStatus.SENT_BACK: _("it was sent back to the officer"),
    ReferralStatus.SUBMITTED: _("it was sent to the CPS"),
    ReferralStatus.ACCEPTED: _("it was accepted at triage"),
    ReferralStatus.RETURNED: _("it was returned at triage"),
    ReferralStatus.WITHDRAWN: _("it was withdrawn"),
}


def why_referral_is_closed(no_longer: str | Promise) -> Callable[[Standing, Referral], str]:
    """Reason why the referral's status closes a verb."""
    return lambda who, referral: f"{no_longer}: {REFERRAL_STATUS_TEXT[referral.status]}."


is_referral_unsigned = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    reason=why_referral_is_closed(_("This referral is not waiting for sign-off")),
)
is_referral_sent_back = has_status(
    ReferralStatus.SENT_BACK,
    reason=why_referral_is_closed(_("This referral is not waiting to be changed")),
)
is_referral_at_triage = has_status(
    ReferralStatus.SUBMITTED, reason=why_referral_is_closed(_("This referral is not at triage"))
)
is_referral_open: Callable[[Standing, Referral], bool] = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    ReferralStatus.SENT_BACK,
    ReferralStatus.SUBMITTED,
    ReferralStatus.ACCEPTED,
    reason=_("This referral has been returned or withdrawn, so there is nothing to withdraw."),
)

is_referral_unsent = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    ReferralStatus.SENT_BACK,
    reason=why_referral_is_closed(_("This referral is not waiting to be sent")),
)

is_referral_accepted = has_status(
    ReferralStatus.ACCEPTED,
    reason=why_referral_is_closed(
        _("The file of a referral is assessed once triage has accepted it")
    ),
)


@refusal_reason(_("The file of this referral has been assessed already."), stage=True)
def is_file_not_assessed(who: Standing, referral: Referral) -> bool:
    return not referral.is_assessed


REFERRAL = Rules(
    {
        "see_referral": [is_on_case],
        "see_unsent_changes": [is_on_case, is_referral_unsent],
        "revise_referral": [for_police, is_referral_sent_back],
        "send_referral_back": [for_supervisors, is_referral_unsigned],
        "sign_referral_off": [for_supervisors, is_not_referral_writer, is_referral_unsigned],
        "withdraw_referral": [for_police, is_referral_open],
        "accept_referral": [for_triage, is_referral_at_triage],
        "return_referral": [for_triage, is_referral_at_triage],
        "correct_urgency": [for_triage, is_referral_at_triage],
        "assess_file": [for_prosecutor, is_file_not_assessed, is_referral_accepted],
    }
)
