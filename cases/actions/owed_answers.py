"""What each side owes about the actions of a plan, beside its turn."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cases.models import ActionItem, Challenge, Reach, Weight
from cases.statuses import CPS_OWES_ANSWER, ChallengeStatus, ItemStatus
from people.access.kept_statements import kept_statement
from people.models import Side


@dataclass(frozen=True)
class OwedAnswer:
    """
    What an open action item or challenge requires about a suspect.

    due_at: None while the item's date is paused. of_police, of_cps: which side owes something; both
    if two named people resolve a challenge and the item's date runs. is_essential: the prosecutor
    cannot decide without the item. of_others: a holder was asked, has not replied, and no side owes
    anything else.
    """

    due_at: datetime | None
    of_police: bool
    of_cps: bool
    is_essential: bool = False
    of_others: bool = False


def owed_by_suspect(case_id: UUID) -> dict[UUID, list[OwedAnswer]]:
    """{suspect id: answers owed about them}, of the open items and challenges of a case."""
    owed: dict[UUID, list[OwedAnswer]] = {}
    rows = _open_items(case_id)
    for suspect, due_at, stands_since, by, challenge, weight, bounds, *request in rows:
        is_asked = by == Side.POLICE or bounds
        about = OwedAnswer(
            due_at=None if stands_since else due_at,
            of_police=not (is_asked or challenge == ChallengeStatus.ASKED),
            of_cps=is_asked or challenge in CPS_OWES_ANSWER,
            is_essential=weight == Weight.ESSENTIAL,
            of_others=_is_holder_asked(*request) and not (is_asked or challenge),
        )
        owed.setdefault(suspect, []).append(about)
    for suspect, due_at in _open_questions(case_id):
        owed.setdefault(suspect, []).append(OwedAnswer(due_at, of_police=False, of_cps=True))
    return owed


@kept_statement
def _open_items(case: UUID) -> QuerySet[ActionItem, tuple[Any, ...]]:
    """Facts of the open items of a case, once for each of their suspects."""
    items = ActionItem.objects.unscoped("the open actions of a case")
    return items.filter(case=case, status=ItemStatus.OPEN).values_list(
        "suspects", "clock__due_at", "clock__closed_at", "date_asked_by", "challenge", "weight",
        "are_bounds_wanted", "victim_request__requested_on", "victim_request__replied_on",
        "victim_request__reach",
    )  # fmt: skip


@kept_statement
def _open_questions(case: UUID) -> QuerySet[Challenge, tuple[Any, ...]]:
    """(suspect, due date) of the challenges of a case that wait for the CPS."""
    rows = Challenge.objects.unscoped("what the CPS has to answer about actions")
    asked = rows.filter(case=case, status=ChallengeStatus.ASKED)
    return asked.values_list("item__suspects", "clock__due_at")


def _is_holder_asked(asked: date | None, replied: date | None, reach: str | None) -> bool:
    """Whether a holder was asked for what an item wants, and has still to reply."""
    return asked is not None and replied is None and reach != Reach.DEVICE
