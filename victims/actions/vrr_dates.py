"""The facts of a VRR request, and checks of its dates."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from people.access.scopes import Refused
from people.models import Side
from people.text.dates import format_day
from victims.actions.decision_facts import DecisionFacts
from victims.vrr_rules import ReviewableDecision

DAY_TOLD_REQUIRED = _("Enter the day on which the victim was told of the decision.")
INTERVIEWED_REQUIRED = _("Select whether the suspect was interviewed under caution.")
TOLD_BEFORE_DECISION = _("The victim cannot have been told before it was decided, on %(day)s.")
ASKED_BEFORE_TOLD = _("The victim cannot have asked before they were told, on %(day)s.")
ASKED_BEFORE_CONTACT = _(
    "A contact says that the victim was told on %(day)s, after they asked. Enter the day on which "
    "they say that they were told."
)


@dataclass(frozen=True)
class ReviewRequestFacts:
    """What the form records of a VRR request. What the case holds of the decision is left out."""

    reviewed: ReviewableDecision
    asked_on: date
    asked_not_to_proceed: bool
    told_on: date | None = None
    told_by: str = ""
    is_interviewed: bool | None = None
    exceptional_because: str = ""


def check_request_days(
    case_facts: DecisionFacts, asking: ReviewRequestFacts, *, at: datetime
) -> None:
    """
    Check decision, told and request days against each other. Raises Refused.

    The told day is the one that the victim states, else that of a contact.
    """
    decided_on, told_on = case_facts.decided_on, asking.told_on or case_facts.told_on
    if told_on is None:
        raise Refused(DAY_TOLD_REQUIRED, is_stage=True)
    assert decided_on is not None
    check_past_dates(decided_on, told_on, asking.asked_on, at=at)
    if told_on < decided_on:
        raise Refused(TOLD_BEFORE_DECISION % {"day": format_day(decided_on)}, is_stage=True)
    if asking.asked_on < told_on:
        refusal = ASKED_BEFORE_TOLD if asking.told_on else ASKED_BEFORE_CONTACT
        raise Refused(refusal % {"day": format_day(told_on)}, is_stage=True)
    if asking.reviewed.side == Side.POLICE and asking.is_interviewed is None:
        raise Refused(INTERVIEWED_REQUIRED, is_stage=True)


def day_told_that_counts(case_facts: DecisionFacts, asking: ReviewRequestFacts) -> date | None:
    """
    The told day that counts: that of a contact before the one that the victim states.

    Where the victim asked before that contact, they knew earlier: the stated day counts.
    """
    if case_facts.told_on and asking.told_on and asking.asked_on < case_facts.told_on:
        return asking.told_on
    return case_facts.told_on or asking.told_on


def check_step_day(earlier: date, day: date, message: Promise, *, at: datetime) -> None:
    """Raises Refused for a day in the future, or before `earlier`: told is then the message."""
    check_past_dates(day, at=at)
    if day < earlier:
        raise Refused(message % {"day": format_day(earlier)}, is_stage=True)
