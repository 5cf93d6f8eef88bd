"""Checks before a referral is written or sent; each raises Refused if it fails."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.open_case_action import only_known_fields
from cases.anticipated_pleas import AnticipatedPlea
from cases.deadlines import Urgency
from cases.mg3_sections import NOT_FOLLOWED_SECTION, WRITTEN_FIELDS
from cases.models import AdviceFollowed, Case, CodeTest, Referral, Suspect
from cases.referrals.queries.referrals import with_advice_sought
from cases.statuses import ReferralStatus
from people.access.scopes import Refused, Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NO_ADVICE_REASON = gettext_lazy("Enter why early advice was not sought about suspect %(n)s.")
SENT_WITHOUT_REASON = gettext_lazy(
    "The referral does not say why early advice was not sought about suspect %(n)s. "
    "Send it back to the officer."
)

ACCOUNT_OF_ANOTHER = gettext_lazy("Give an account only of suspects whom the referral is about.")
PLEA_OF_ANOTHER = gettext_lazy("Say which plea you expect of suspects of the referral alone.")


def check_mg3_fields(mg3: Mapping[str, str]) -> None:
    """Raise TypeError for an unknown MG3 field, ValueError for an unknown choice."""
    only_known_fields(WRITTEN_FIELDS, mg3)
    for name, offered in (("urgency", Urgency), ("code_test", CodeTest)):
        if name in mg3:
            offered(mg3[name])


def check_suspects_referable(
    suspects: Collection[Suspect], case: Case, *, by: Scope, but: Referral | None = None
) -> None:
    """Each suspect must have an allegation and be in no other referral that was sent back."""
    for suspect in suspects:
        if not suspect.allegations.for_scope(by).exists():
            values = {"n": suspect.number}
            raise Refused(
                _("Add an allegation against suspect %(n)s first.") % values, is_stage=True
            )
    back = case.referrals.for_scope(by).filter(status=ReferralStatus.SENT_BACK)
    if but:
        back = back.exclude(pk=but.pk)
    if back.filter(suspects__in=suspects).exists():
        raise Refused(
            _("Your supervisor sent a referral back. Change that one instead."), is_stage=True
        )


def check_advice_sought(
    referral: Referral, suspects: Collection[Suspect], missing: "StrOrPromise", *, by: Scope
) -> None:
    """Early advice was sought about each suspect, or the referral says why not."""
    for each in with_advice_sought(referral.case.suspects.for_scope(by)).order_by("number"):
        if each in suspects and not (referral.no_advice_because or each.was_advice_sought):
            raise Refused(missing % {"n": each.number}, is_stage=True)


def check_accounts(
    accounts: Mapping[str, str] | None, suspects: Collection[Suspect]
) -> dict[str, str]:
    """{number of a suspect: account}, without empty ones. Raises Refused for another's account."""
    given = {number: text for number, text in (accounts or {}).items() if text}
    if not given.keys() <= {str(each.number) for each in suspects}:
        raise Refused(ACCOUNT_OF_ANOTHER, is_stage=True)
    return given


def check_pleas(pleas: Mapping[str, str] | None, suspects: Collection[Suspect]) -> dict[str, str]:
    """
    {number of a suspect: code of the plea that is expected}.

    Raises Refused for one of another suspect, ValueError for an unknown code.
    """
    given = {number: AnticipatedPlea(code).value for number, code in (pleas or {}).items()}
    if not given.keys() <= {str(each.number) for each in suspects}:
        raise Refused(PLEA_OF_ANOTHER, is_stage=True)
    return given


def checked_advice_followed(
    mg3: Mapping[str, str], suspects: Collection[Suspect], case: Case, *, by: Scope
) -> dict[str, str]:
    """
    The two answers on whether the early advice was followed, empty where none was given.

    Raises Refused without an answer, or without what was not followed and why.
    """
    rows = with_advice_sought(case.suspects.for_scope(by))
    numbers = {each.number for each in suspects}
    answer, because = mg3.get("advice_followed", ""), mg3.get("advice_followed_because", "")
    if not any(each.was_advice_given for each in rows if each.number in numbers):
        return {"advice_followed": "", "advice_followed_because": ""}
    if answer not in AdviceFollowed.values:
        raise Refused(_("Say whether the early advice was followed."), is_stage=True)
    if answer == AdviceFollowed.FOLLOWED:
        because = ""
    elif not because:
        raise Refused(NOT_FOLLOWED_SECTION.missing, is_stage=True)
    return {"advice_followed": answer, "advice_followed_because": because}
