"""Conflicts of a service's people with the case of a victim that it supports."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cases.case_access.queries.conflicts import (
    ConflictRow,
    LiftingRow,
    conflict_rows,
    lifting_row,
)
from cases.models import Conflict, ConflictLifting
from cases.models.settled_by_another import ProposalStatus
from cases.queries.conflicts import accounts_recorded_by
from people.access.scopes import Scope
from people.models import UnitGrant, User
from victims.models import Support
from victims.permissions import SUPPORT


def people_to_record_conflict_of(support: Support, scope: Scope) -> QuerySet[User]:
    """People of the service without a conflict with the case, other than the reader."""
    people = User.objects.filter(is_active=True, pk__in=_people_of_service(support))
    people = people.exclude(pk__in=accounts_recorded_by(scope.side, support.case_id))
    return people.exclude(pk__in=scope.accounts).order_by("name", "pk")


def open_conflicts_of_service(support: Support, scope: Scope) -> QuerySet[Conflict]:
    """The open conflicts of the service's people that the reader may lift."""
    rows = _conflicts_of_service(support).filter(lifted_at=None).exclude(user__in=scope.accounts)
    return rows.select_related("user").order_by("-declared_at", "pk")


def service_conflict_rows(
    support: Support, scope: Scope, capacities: frozenset[str]
) -> list[ConflictRow]:
    """
    The conflicts of the service's people; none for a reader who may not record any. Two queries.
    """
    who = scope.standing_with(capacities)
    if SUPPORT.refusal(who, "record_service_conflict", support) is not None:
        return []
    return conflict_rows(_conflicts_of_service(support), liftings=_liftings_by_conflict(support))


def waiting_liftings_of_service(support: Support) -> QuerySet[ConflictLifting]:
    """What is proposed to be lifted of the service's people, and waits for another manager."""
    return _liftings_of_service(support).filter(status=ProposalStatus.WAITING)


def _liftings_of_service(support: Support) -> QuerySet[ConflictLifting]:
    rows = ConflictLifting.objects.unscoped("conflicts of a service's people, for its managers")
    rows = rows.filter(conflict__in=_conflicts_of_service(support).values("pk"))
    return rows.select_related("conflict__user", "by", "settled_by").order_by("-at", "pk")


def _liftings_by_conflict(support: Support) -> dict[UUID, list[LiftingRow]]:
    """What was proposed and not approved, by conflict. One query."""
    found: defaultdict[UUID, list[LiftingRow]] = defaultdict(list)
    for row in _liftings_of_service(support).exclude(status=ProposalStatus.APPROVED):
        found[row.conflict_id].append(lifting_row(row))
    return found


def _conflicts_of_service(support: Support) -> QuerySet[Conflict]:
    return Conflict.objects.of_service(support.case_id, _people_of_service(support))


def _people_of_service(support: Support) -> QuerySet[UnitGrant, Any]:
    return UnitGrant.objects.filter(content_object=support.service_id).values("user")
