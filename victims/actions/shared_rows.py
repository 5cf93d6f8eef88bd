"""What police and CPS have recorded and share, as the letters to victims tell it."""

from typing import TypeVar

from django.db.models import QuerySet

from cases.models import Decision, Suspect
from cases.statuses import DecisionStatus
from victims.models import RightToReview

LETTER_FACTS_PURPOSE = "the facts of a letter"
SharedRow = TypeVar("SharedRow", Suspect, Decision, RightToReview)


def decisions_in_force(suspect: Suspect) -> QuerySet[Decision]:
    """The decision about a suspect that is in force, if there is one."""
    return rows_known_to_both_sides(Decision).filter(suspect=suspect, status=DecisionStatus.LIVE)


def rows_known_to_both_sides(model: type[SharedRow]) -> QuerySet[SharedRow]:
    """The rows that are private to neither side."""
    return model.objects.unscoped(LETTER_FACTS_PURPOSE).filter(only_side="")
