"""What one person proposed on a case and the reader may settle, as tasks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.case_access.queries.restrictions import requests_to_be_let_in
from cases.models import (
    BreakGlass,
    Case,
    ConflictLifting,
    Destruction,
    Proposal,
    ProposalStatus,
    ProposedPlan,
    ProposedPlanStatus,
    RestrictionChange,
)
from cases.permissions import (
    ACCESS_REQUEST,
    BREAK_GLASS,
    CONFLICT_LIFTING,
    DESTRUCTION,
    PROPOSAL,
    PROPOSED_PLAN,
    RESTRICTION_CHANGE,
)
from people.access.pagination import first_page
from people.access.scopes import Rules, Scope, standings_on
from people.text.dates import format_moment
from people.web.waiting_tasks import TaskKind, Tasks, WaitingTask, more_of

MAX_APPROVALS = 50  # rows that are read of each kind

APPROVALS = TaskKind("approvals", gettext_lazy("To approve"))
ACCESS = TaskKind("access", gettext_lazy("Who reads a case"))
DESTRUCTIONS = TaskKind("destructions", gettext_lazy("Cases to be destroyed"))
LEADERS_OF_CASES = frozenset({"supervise_cases", "inspect_cases", "allocate_cases"})
MANAGERS = frozenset({"allocate_cases"})


@dataclass(frozen=True)
class WaitingApproval:
    """
    A kind of proposal. rows: those that wait for somebody, with their case. verb: what the reader
    must be able to do. page: name of the address where it is done, of_case: that of its case.
    held_by: capacities without which none can wait for the reader; empty where a named role is
    enough.
    """

    kind: TaskKind
    text: str | Promise
    rows: Callable[[Scope], QuerySet[Any]]
    rules: Rules
    verb: str
    page: str
    of_case: bool = False
    held_by: frozenset[str] = frozenset()


def _opened_to_review(scope: Scope) -> QuerySet[Any]:
    over = Q(ended_at__isnull=False) | Q(until__lte=scope.at)
    return BreakGlass.objects.for_scope(scope).filter(over, reviewed_at=None)


def _changes_of_restrictions(scope: Scope) -> QuerySet[Any]:
    rows = RestrictionChange.objects.for_scope(scope)
    return rows.filter(status=RestrictionChange.Status.WAITING, restriction__lifted_at=None)


def _liftings(scope: Scope) -> QuerySet[Any]:
    rows = ConflictLifting.objects.for_scope(scope)
    return rows.filter(status=ConflictLifting.Status.WAITING)


def _destructions(scope: Scope) -> QuerySet[Any]:
    return Destruction.objects.for_scope(scope).filter(status=Destruction.Status.WAITING)


def _second_plans(scope: Scope) -> QuerySet[Any]:
    return ProposedPlan.objects.for_scope(scope).filter(status=ProposedPlanStatus.WAITING)


def _counselling_requests(scope: Scope) -> QuerySet[Any]:
    return Proposal.objects.for_scope(scope).filter(status=ProposalStatus.WAITING)


KINDS = (
    WaitingApproval(
        APPROVALS, gettext_lazy("Approve a second action plan, or say why not"), _second_plans,
        PROPOSED_PLAN, "judge_proposed_plan", "judge-proposed-plan", held_by=MANAGERS,
    ),
    WaitingApproval(
        APPROVALS, gettext_lazy("Approve a request for records of counselling, or say why not"),
        _counselling_requests, PROPOSAL, "judge_proposal", "judge-proposal", held_by=MANAGERS,
    ),
    WaitingApproval(
        ACCESS, gettext_lazy("Decide whether more people read a restricted case"),
        _changes_of_restrictions, RESTRICTION_CHANGE, "approve_restriction_change",
        "see-restriction", of_case=True,
    ),
    WaitingApproval(
        ACCESS, gettext_lazy("Answer a request to be let in to a restricted case"),
        requests_to_be_let_in, ACCESS_REQUEST, "decline_access_request", "see-restriction",
        of_case=True, held_by=LEADERS_OF_CASES,
    ),
    WaitingApproval(
        ACCESS, gettext_lazy("Decide whether a conflict of interest is lifted"), _liftings,
        CONFLICT_LIFTING, "approve_conflict_lifting", "see-conflicts", of_case=True,
        held_by=LEADERS_OF_CASES,
    ),
    WaitingApproval(
        ACCESS, gettext_lazy("Review what was opened by break-glass"), _opened_to_review,
        BREAK_GLASS, "review_break_glass", "review-break-glass", held_by=LEADERS_OF_CASES,
    ),
    WaitingApproval(
        DESTRUCTIONS, gettext_lazy("Decide whether a case is destroyed"), _destructions,
        DESTRUCTION, "approve_destruction", "see-retention", of_case=True,
        held_by=LEADERS_OF_CASES,
    ),
)  # fmt: skip


def approval_tasks(scope: Scope) -> Tasks:
    """
    What was proposed and waits for the reader, oldest first in each kind, without their own.

    One query for each kind that the reader's capacities can open, and one.
    """
    read = [(each, *_rows_of(each, scope)) for each in KINDS]
    found = [(each, row) for each, rows, _is_cut in read for row in rows]
    cases: dict[UUID, Case] = {row.case_id: row.case for _each, row in found}
    standings = standings_on(scope, list(cases.values()))
    more = dict.fromkeys(each.kind for each, _rows, is_cut in read if is_cut)
    tasks = [
        _approval_task(each, row)
        for each, row in found
        if each.rules.refusal(standings[row.case_id], each.verb, row) is None
    ]
    return [*tasks, *map(more_of, more)]


def _rows_of(each: WaitingApproval, scope: Scope) -> tuple[list[Any], bool]:
    """(the oldest rows of a kind that others proposed, whether there are more)."""
    if each.held_by and not scope.holds_any(each.held_by):
        return [], False
    rows = each.rows(scope).exclude(by__in=scope.accounts).select_related("case", "by")
    rows = rows.order_by("at", "pk")
    return first_page(rows, MAX_APPROVALS)


def _approval_task(each: WaitingApproval, row: Any) -> WaitingTask:
    by = {"name": row.by.name, "when": format_moment(row.at)}
    return WaitingTask(
        kind=each.kind,
        text=each.text,
        address=reverse(each.page, args=[row.case_id if each.of_case else row.pk]),
        reference=row.case.urn,
        details=(_("%(name)s, %(when)s") % by,),
        shown_of=Case._meta.label,
        shown=(row.case_id,),
    )
