"""An action plan as a table: each action with whose turn it is, in words, and what comes next."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.action_plans.queries.action_items import (
    ITEM_VERB_LABELS,
    ItemLogEntry,
    newest_answers,
)
from cases.models import ActionItem, ActionPlan, DateRequest, Reach, Suspect
from cases.permissions import ITEM
from cases.statuses import ChallengeStatus, ItemStatus
from people.access.scopes import Scope, Standing, standings_on
from people.models import Side
from timeliness.calendar import end_of_day
from timeliness.due_text import due_at_text


class ItemTurn(NamedTuple):
    """Whose turn it is on an action: the verb that is asked, and the words for both sides."""

    verb: str
    yours: str | Promise
    theirs: str | Promise


CLOSED = ItemTurn("", _("Closed"), _("Closed"))
CANCELLED = ItemTurn("", _("Cancelled"), _("Cancelled"))
JUDGE = ItemTurn("accept_answer", _("You: judge the answer"), _("CPS: judges the answer"))
ACCEPT = ItemTurn("accept_item", _("You: accept or question it"), _("Police: accept or question"))
DO = ItemTurn("answer_item", _("You: do it and answer"), _("Police: do it and answer"))
BOUNDS = ItemTurn("justify_item", _("You: say what is asked for"), _("CPS: says what is asked for"))
APPROVAL = ItemTurn(  # what is asked for needs a manager, so nobody can say it on this action
    "cancel_item",
    _("You: cancel it, and propose it to a manager"),
    _("CPS: cancels it, and proposes it to a manager"),
)
CPS_DATE = ItemTurn(
    "answer_date_request", _("You: answer about the date"), _("CPS: answers about the date")
)
POLICE_DATE = ItemTurn(
    "answer_date_request", _("You: answer about the date"), _("Police: answer about the date")
)
TURNS_AFTER_ANSWER: dict[str, ItemTurn] = {
    ItemStatus.ANSWERED: JUDGE,
    ItemStatus.ACCEPTED: CLOSED,
    ItemStatus.CANCELLED: CANCELLED,
}
CHALLENGE_TURNS: dict[str, ItemTurn] = {
    ChallengeStatus.ASKED: ItemTurn(
        "answer_challenge", _("You: answer the question"), _("CPS: answers the question")
    ),
    ChallengeStatus.HELD: ItemTurn(
        "withdraw_challenge",
        _("You: accept it or take it further"),
        _("Police: accept it or take it further"),
    ),
    ChallengeStatus.UP: ItemTurn(
        "propose_outcome", _("You: propose an outcome"), _("Two named people: propose an outcome")
    ),
    ChallengeStatus.PROPOSED: ItemTurn(
        "answer_outcome", _("You: answer the outcome"), _("Two named people: agree on the outcome")
    ),
    ChallengeStatus.UNSETTLED: ItemTurn(
        "propose_outcome", _("You: propose an outcome"), _("Two named people did not agree")
    ),
}
# Turns with more than one thing to do, which the action's own page offers: the text of the link.
CHOSEN_ON_ITS_PAGE = {"withdraw_challenge": _("Accept it, or take it further")}


@dataclass(frozen=True)
class PlanRow:
    """
    One action of a plan for a reader.

    asked_for: the day for which a request for another date waits. needs_manager: the reader cancels
    it and proposes it to a manager. answer: the newest one, where the reader judges it.
    """

    item: ActionItem
    numbers: list[int]  # of its suspects
    turn: str | Promise
    due: str | Promise
    tone: str
    next_verb: str  # "" if it is not the reader's turn
    asked_for: date | None
    needs_manager: bool
    answer: ItemLogEntry | None = None

    @property
    def next_text(self) -> str | Promise:
        """What the reader does next, as the text of a link."""
        return CHOSEN_ON_ITS_PAGE.get(self.next_verb) or ITEM_VERB_LABELS[self.next_verb]

    @property
    def next_page(self) -> str:
        """The name of the page where the reader does it."""
        verb = "see_item" if self.next_verb in CHOSEN_ON_ITS_PAGE else self.next_verb
        return verb.replace("_", "-")

    @property
    def is_closed(self) -> bool:
        return self.item.status in (ItemStatus.ACCEPTED, ItemStatus.CANCELLED)


@dataclass(frozen=True)
class PlanReading:
    """The actions of a plan: the reader's turn first, then the others', then those closed."""

    plan: ActionPlan
    yours: list[PlanRow]
    others: list[PlanRow]
    closed: list[PlanRow]
    people: list[Suspect]

    @property
    def rows(self) -> list[PlanRow]:
        return [*self.yours, *self.others, *self.closed]

    @property
    def turns(self) -> int:
        """How many actions wait for the reader."""
        return sum(bool(row.next_verb) for row in self.yours)


def plan_reading(plan: ActionPlan, scope: Scope, kept: Collection[int] = ()) -> PlanReading:
    """
    The table of a plan for a reader. The same number of queries, however many actions.

    kept: numbers of actions that stay with the reader's turn, because a form about them came back.
    """
    items: list[Any] = list(_items_of_plan(plan, scope))
    for item in items:
        item.case, item.plan = plan.case, plan
    standings = standings_on(scope, items)
    rows = [_plan_row(item, standings[item.pk], scope.at) for item in items]
    judged = [row.item.pk for row in rows if row.next_verb == JUDGE.verb]
    answers = newest_answers(judged, scope)
    rows = [replace(row, answer=answers.get(row.item.pk)) for row in rows]
    yours = [row for row in rows if row.next_verb or row.item.number in kept]
    rest = [row for row in rows if row not in yours]
    return PlanReading(
        plan,
        yours=yours,
        others=[row for row in rest if not row.is_closed],
        closed=[row for row in rest if row.is_closed],
        people=list(Suspect.objects.for_scope(scope).filter(case=plan.case_id).order_by("number")),
    )


def items_waiting_for(reading: PlanReading, verb: str) -> list[ActionItem]:
    """The actions of a plan on which it is the reader's turn to do this."""
    return [row.item for row in reading.yours if row.next_verb == verb]


def due_text_of_item(item: ActionItem, *, at: datetime) -> tuple[str | Promise, str]:
    """When an action is due as (text, tone); ("", "later") once it is answered or closed."""
    if item.status != ItemStatus.OPEN:
        return "", "later"
    text, tone = due_at_text(end_of_day(item.due_on), at=at)
    if tone == "late" and item.waits_for_cps:
        return _("The time is paused while the CPS answers"), "later"
    return text, tone


def _items_of_plan(plan: ActionPlan, scope: Scope) -> QuerySet[ActionItem]:
    """
    The actions of a plan, soonest due first.

    Each has the numbers of its suspects, and the day that a waiting date request asks for.
    """
    link: Any = ActionItem.suspects.through
    about = link.objects.filter(actionitem=OuterRef("pk")).order_by("suspect__number")
    rows = ActionItem.objects.for_scope(scope).filter(plan=plan)
    asked = DateRequest.objects.for_scope(scope).filter(item=OuterRef("pk"), answered_at=None)
    rows = rows.annotate(
        names=ArraySubquery(about.values("suspect__number")),
        asked_for=Subquery(asked.values("proposed_on")[:1]),
    )
    return rows.order_by("due_on", "number")


def _plan_row(item: Any, who: Standing, at: datetime) -> PlanRow:
    turn, is_open = _turn_of_item(item), ITEM.allowed_verbs(who, item)
    is_yours = turn.verb in is_open
    text, tone = due_text_of_item(item, at=at)
    return PlanRow(
        item, item.names, turn.yours if is_yours else turn.theirs, text, tone,
        next_verb=turn.verb if is_yours else "", asked_for=item.asked_for,
        needs_manager=is_yours and turn is APPROVAL,
    )  # fmt: skip


def _turn_of_item(item: ActionItem) -> ItemTurn:
    """What the action waits for."""
    if item.status != ItemStatus.OPEN:
        return TURNS_AFTER_ANSWER[item.status]
    if item.are_bounds_wanted:
        return APPROVAL if item.reach == Reach.COUNSELLING else BOUNDS
    if item.challenge in CHALLENGE_TURNS:
        return CHALLENGE_TURNS[item.challenge]
    if item.date_asked_by:
        return CPS_DATE if item.date_asked_by == Side.POLICE else POLICE_DATE
    return DO if item.taken_on_at else ACCEPT
