"""When each side owes something about a suspect: the turn, and answers about action items."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Value, When

from cases.models import ActionItem, Challenge, Turn, TurnHolder
from cases.models.sealed_json import JSONFacts
from cases.states import State
from cases.statuses import CPS_OWES_ANSWER, WITH_TWO_NAMED, ChallengeStatus, ItemStatus
from people.access.scopes import Scope
from people.models import Side

# The side with the turn has it for its answers about action items.
ANSWERING_STATES = (State.ACTION_PLAN, State.WITH_HOLDER, State.PLAN_QUERIED)


class OwedDate(TypedDict):
    """One date by which something is owed, as JSON has it. side: in TurnHolder."""

    suspect: str
    side: str
    due_at: str


class OpenItem(TypedDict):
    """An open action item about a suspect, as JSON has it. due_at: None if no date runs."""

    suspect: str
    due_at: str | None
    date_asked_by: str
    are_bounds_wanted: bool
    challenge: str


@dataclass(frozen=True)
class OwedDates:
    """
    The earliest dates by which the sides owe something about a suspect.

    turns: {side: date}. answers, about action items: {side: date, or None if it has no date}; a
    side that owes none is not in it. of_workers: the sides that owe one of these answers otherwise
    than by the two people who are named to settle a question.
    """

    turns: dict[str, datetime] = field(default_factory=dict)
    answers: dict[str, datetime | None] = field(default_factory=dict)
    of_workers: set[str] = field(default_factory=set)

    def earliest(self, side: str | None) -> datetime | None:
        """The earliest date of a side."""
        both = self.turns.get(side or ""), self.answers.get(side or "")
        return min(filter(None, both), default=None)

    def of_turn(self, state: str, side: str) -> datetime | None:
        """The date by which a side owes that for which it has the turn in this state."""
        return self.earliest(side) if state in ANSWERING_STATES else self.turns.get(side)

    def waits_for_two(self, side: str) -> bool:
        """Whether a side owes answers about action items, all by the two who are named."""
        return side in self.answers and side not in self.of_workers

    def add_answer(self, side: str, due_at: str | None, *, is_of_two: bool = False) -> None:
        """Add an answer that a side owes about an action item. is_of_two: two named people do."""
        if not is_of_two:
            self.of_workers.add(side)
        dates = self.answers.get(side), datetime.fromisoformat(due_at) if due_at else None
        self.answers[side] = min(filter(None, dates), default=None)


def dates_by_suspect(case: Any) -> dict[str, OwedDates]:
    """
    {pk of a suspect: OwedDates} of a case.

    case: annotated with owed_date_subqueries(). A date that is paused is nobody's; what others were
    asked for is owed by the police.
    """
    found: dict[str, OwedDates] = {}
    turns: list[OwedDate] = case.turn_dates
    for row in turns:
        side = Side.POLICE if row["side"] == TurnHolder.OTHERS else row["side"]
        dates = found.setdefault(row["suspect"], OwedDates()).turns
        dates[side] = datetime.fromisoformat(row["due_at"])
    items: list[OpenItem] = case.open_items
    for item in items:
        _add_answers(found.setdefault(item["suspect"], OwedDates()), item)
    questions: list[OwedDate] = case.question_dates
    for row in questions:
        found.setdefault(row["suspect"], OwedDates()).add_answer(row["side"], row["due_at"])
    return found


def _add_answers(owed: OwedDates, item: OpenItem) -> None:
    """Add what the sides owe about an open item. The dates of questions are added with these."""
    is_asked = item["date_asked_by"] == Side.POLICE or item["are_bounds_wanted"]
    if not is_asked and item["challenge"] != ChallengeStatus.ASKED:
        owed.add_answer(Side.POLICE, item["due_at"])
    if is_asked or item["challenge"] in CPS_OWES_ANSWER:
        is_of_two = item["challenge"] in WITH_TWO_NAMED and not is_asked
        owed.add_answer(Side.CPS, None, is_of_two=is_of_two)


def owed_date_subqueries(scope: Scope) -> Mapping[str, ArraySubquery]:
    """What dates_by_suspect() reads of a case, as annotations."""
    of_case = {"case": OuterRef("pk")}
    turns = Turn.objects.for_scope(scope).filter(**of_case, ended_at=None, clock__isnull=False)
    items = ActionItem.objects.for_scope(scope).filter(**of_case, status=ItemStatus.OPEN)
    item_facts = JSONFacts(
        suspect="suspects", due_at=Case(When(clock__closed_at=None, then=F("clock__due_at"))),
        **{name: name for name in ("date_asked_by", "are_bounds_wanted", "challenge")},
    )  # fmt: skip
    questions = Challenge.objects.for_scope(scope).filter(**of_case, status=ChallengeStatus.ASKED)
    turn_facts = JSONFacts(suspect="suspect", side="side", due_at="clock__due_at")
    question_facts = JSONFacts(
        suspect="item__suspects", side=Value(Side.CPS), due_at="clock__due_at"
    )
    return {
        "turn_dates": ArraySubquery(turns.values(facts=turn_facts)),
        "open_items": ArraySubquery(items.values(facts=item_facts)),
        "question_dates": ArraySubquery(questions.values(facts=question_facts)),
    }
