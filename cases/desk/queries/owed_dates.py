"""When each side owes something about a suspect: the turn, and answers about action items."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from cases.models import ActionItem, Challenge, Turn, TurnHolder
from cases.statuses import ChallengeStatus, ItemStatus
from people.access.scopes import Scope
from people.models import Side


class OwedDate(TypedDict):
    """One date by which something is owed, as JSON has it. side: in TurnHolder."""

    suspect: str
    side: str
    due_at: str


def dates_by_side(case: Any) -> dict[str, dict[str, datetime]]:
    """
    {pk of a suspect: {side: the earliest date by which it owes something}} of a case.

    case: annotated with owed_date_subqueries(). A date that is paused is nobody's; what others were
    asked for is owed by the police.
    """
    found: dict[str, dict[str, datetime]] = {}
    rows: list[OwedDate] = [*case.turn_dates, *case.item_dates, *case.question_dates]
    for row in rows:
        side = Side.POLICE if row["side"] == TurnHolder.OTHERS else row["side"]
        dates = found.setdefault(row["suspect"], {})
        due_at = datetime.fromisoformat(row["due_at"])
        dates[side] = min(due_at, dates.get(side, due_at))
    return found


def owed_date_subqueries(scope: Scope) -> Mapping[str, ArraySubquery]:
    """What dates_by_side() reads of a case, as annotations."""
    of_case = {"case": OuterRef("pk")}
    turns = Turn.objects.for_scope(scope).filter(**of_case, ended_at=None, clock__isnull=False)
    paused = Q(date_asked_by=Side.POLICE) | Q(challenge=ChallengeStatus.ASKED)
    items = ActionItem.objects.for_scope(scope).filter(
        ~paused, **of_case, status=ItemStatus.OPEN, are_bounds_wanted=False, clock__closed_at=None
    )
    questions = Challenge.objects.for_scope(scope).filter(**of_case, status=ChallengeStatus.ASKED)
    return {
        "turn_dates": ArraySubquery(turns.values(facts=_facts("suspect", F("side")))),
        "item_dates": ArraySubquery(items.values(facts=_facts("suspects", Value(Side.POLICE)))),
        "question_dates": ArraySubquery(
            questions.values(facts=_facts("item__suspects", Value(Side.CPS)))
        ),
    }


def _facts(suspect: str, side: Combinable) -> JSONObject:
    return JSONObject(suspect=suspect, side=side, due_at="clock__due_at")
