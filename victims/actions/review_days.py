"""What is said when a victim asks for a review, and whether its days can be so."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_have_happened
from cases.deadlines import in_words
from people.access import Refused
from people.models import Side
from victims.actions.reviewable import Known
from victims.eligibility import Reviewed

WHEN_TOLD = _("Enter the day on which the victim was told of the decision.")
WAS_INTERVIEWED = _("Select whether the suspect was interviewed under caution.")
TOLD_BEFORE = _("The victim cannot have been told before it was decided, on %(day)s.")
ASKED_BEFORE = _("The victim cannot have asked before they were told, on %(day)s.")
ASKED_BEFORE_A_CONTACT = _(
    "A contact says that the victim was told on %(day)s, after they asked. Enter the day on which "
    "they say that they were told."
)


@dataclass(frozen=True)
class Asking:
    """What is said when a victim asks. What the cases know of the decision is not asked again."""

    reviewed: Reviewed
    asked_on: date
    asked_not_to_proceed: bool
    told_on: date | None = None
    told_by: str = ""
    is_interviewed: bool | None = None
    exceptional_because: str = ""


def must_be_in_order(known: Known, asking: Asking, *, at: datetime) -> None:
    """By the day that the victim says where they say one; else by the day of a contact."""
    decided_on, told_on = known.decided_on, asking.told_on or known.told_on
    if told_on is None:
        raise Refused(WHEN_TOLD, is_stage=True)
    assert decided_on is not None
    must_have_happened(decided_on, told_on, asking.asked_on, at=at)
    if told_on < decided_on:
        raise Refused(TOLD_BEFORE % {"day": in_words(decided_on)}, is_stage=True)
    if asking.asked_on < told_on:
        refusal = ASKED_BEFORE if asking.told_on else ASKED_BEFORE_A_CONTACT
        raise Refused(refusal % {"day": in_words(told_on)}, is_stage=True)
    if asking.reviewed.side == Side.POLICE and asking.is_interviewed is None:
        raise Refused(WAS_INTERVIEWED, is_stage=True)


def counts_from(known: Known, asking: Asking) -> date | None:
    """
    The day of a contact counts before the one that the victim says.

    Where they asked before that contact they knew of the decision, so the day that they say counts.
    """
    if known.told_on and asking.told_on and asking.asked_on < known.told_on:
        return asking.told_on
    return known.told_on or asking.told_on


def must_follow(earlier: date, day: date, told: Promise, *, at: datetime) -> None:
    """A step happened by now, and not before what it follows; told: what is said otherwise."""
    must_have_happened(day, at=at)
    if day < earlier:
        raise Refused(told % {"day": in_words(earlier)}, is_stage=True)
