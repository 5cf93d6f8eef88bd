"""What must be so before a referral is written or sent: each raises Refused where it is not."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.base import said_of
from cases.deadlines import Urgency
from cases.mg3 import WRITTEN
from cases.models import Case, CodeTest, Referral, Suspect
from cases.queries.referrals import with_advice
from cases.statuses import ReferralStatus
from people.access import Refused, Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NO_REASON = gettext_lazy("Enter why early advice was not sought about suspect %(n)s.")
SENT_WITHOUT_REASON = gettext_lazy(
    "The referral does not say why early advice was not sought about suspect %(n)s. "
    "Send it back to the officer."
)


def check_written(mg3: Mapping[str, str]) -> None:
    """What is said in a referral is what is asked there, and its choices are those offered."""
    said_of(WRITTEN, mg3)
    for name, offered in (("urgency", Urgency), ("code_test", CodeTest)):
        if name in mg3:
            offered(mg3[name])


def check_ready(
    suspects: Collection[Suspect], case: Case, *, by: Scope, but: Referral | None = None
) -> None:
    """Each is accused of something, and in no other referral that the supervisor sent back."""
    for suspect in suspects:
        if not suspect.allegations.for_scope(by).exists():
            told = {"n": suspect.number}
            raise Refused(_("Add an allegation against suspect %(n)s first.") % told, is_stage=True)
    back = case.referrals.for_scope(by).filter(status=ReferralStatus.SENT_BACK)
    if back.filter(suspects__in=suspects).exclude(pk=but and but.pk).exists():
        raise Refused(
            _("Your supervisor sent a referral back. Change that one instead."), is_stage=True
        )


def check_advice(
    referral: Referral, suspects: Collection[Suspect], missing: "StrOrPromise", *, by: Scope
) -> None:
    """Early advice was sought about each, or the referral says why not."""
    for each in with_advice(referral.case.suspects.for_scope(by)).order_by("number"):
        if each in suspects and not (referral.no_advice_because or each.was_advice_sought):
            raise Refused(missing % {"n": each.number}, is_stage=True)
