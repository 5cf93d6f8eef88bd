"""Parts of the sign-off of a referral: its number, who signed it, and the clock that it starts."""

from datetime import datetime

from cases import notices
from cases.deadlines import PERIOD_OF_URGENCY
from cases.models import Referral, Suspect
from cases.statuses import ReferralStatus
from people.access.scopes import Scope
from people.models.nullable import not_null
from timeliness.actions import clocks
from timeliness.models import Clock


def number_and_sign(referral: Referral, comments: str, *, by: Scope, at: datetime) -> None:
    """Number the submission and set who signed it off. Does not save."""
    sent = referral.case.referrals.unscoped("number a submission").exclude(number=None)
    referral.status, referral.only_side = ReferralStatus.SUBMITTED, ""
    referral.number = 1 + sent.count()
    referral.signed_off_by_id, referral.signed_off_at = by.user_id, at
    referral.supervisor_comments = comments


def start_urgency_clock(referral: Referral, suspects: list[Suspect], *, at: datetime) -> Clock:
    """Start the clock of the referral's urgency class against the case's CPS unit."""
    case = referral.case
    return clocks.start_clock(
        rule=PERIOD_OF_URGENCY[referral.urgency], about=case.pk,
        subject=notices.notice_subject(case, suspects), unit=not_null(case.cps_unit), at=at,
    )  # fmt: skip
