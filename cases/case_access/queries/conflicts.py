"""The conflicts of a case as managers see them, and whose they can record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from cases.models import Case, CaseGrant, Conflict
from cases.permissions import CASE, CONFLICT
from cases.queries.conflicts import accounts_recorded_by
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.models import UnitGrant, User


def people_recordable(case: Case, scope: Scope) -> QuerySet[User]:
    """People whose conflict the reader can record: others of their side with access to the case.

    The rest of the side are recorded by email address (person_of_side_by_email).
    """
    unit = getattr(case, f"{case.unit_of[scope.actor.side]}_id")
    grants = UnitGrant.objects.filter(live_at(scope.at), content_object=unit)
    named = CaseGrant.objects.filter(live_at(scope.at), content_object=case)
    reach = Q(pk__in=grants.values("user")) | Q(pk__in=named.values("user"))
    people = User.objects.filter(reach, is_active=True, is_system=False)
    people = people.filter(agency__side=scope.side)
    people = people.exclude(pk__in=accounts_recorded_by(scope.side, case.pk))
    return people.exclude(pk__in=scope.accounts).order_by("name", "pk")


def person_of_side_by_email(email: str, scope: Scope) -> User | None:
    """The person of the reader's side with this email address, or None.

    Includes inactive accounts and people without access; excludes the reader.
    """
    people = User.objects.filter(email=email.lower(), is_system=False)
    return people.filter(agency__side=scope.side).exclude(pk__in=scope.accounts).first()


@dataclass(frozen=True)
class ConflictRow:
    """One conflict, as those who may record conflicts see it."""

    pk: UUID
    person: str
    kind: str
    reason: str
    by: str
    at: datetime
    lifted: str  # by whom
    lifted_at: datetime | None
    lifted_because: str
    allowed: frozenset[str]
    attempts: list[datetime]  # attempts to open the case, latest first


def conflict_rows_for_watch(
    case: Case, scope: Scope, capacities: frozenset[str]
) -> list[ConflictRow]:
    """Conflicts recorded by the reader's side, open ones first. One query.

    Empty for readers who may not record conflicts.
    """
    who = scope.standing_with(capacities)
    if CASE.refusal(who, "record_conflict", case) is not None:
        return []
    found = Conflict.objects.for_scope(scope).filter(case=case)
    return conflict_rows(found, allowed=lambda row: CONFLICT.allowed_verbs(who, row))


def conflict_rows(
    rows: QuerySet[Conflict],
    *,
    allowed: Callable[[Conflict], frozenset[str]] = lambda row: frozenset(),
) -> list[ConflictRow]:
    """Rows of these conflicts, each with the attempts to open the case, open ones first."""
    rows = rows.select_related("user", "declared_by", "lifted_by").annotate(
        asked=ArrayAgg("attempts__at", filter=Q(attempts__isnull=False), order_by="-attempts__at")
    )
    found = [_conflict_row(row, allowed(row)) for row in rows.order_by("-declared_at", "pk")]
    return sorted(found, key=lambda line: line.lifted_at is not None)


def _conflict_row(row: Any, allowed: frozenset[str]) -> ConflictRow:
    return ConflictRow(
        pk=row.pk, person=row.user.name, kind=row.get_kind_display(), reason=row.reason,
        by=row.declared_by.name, at=row.declared_at, lifted_at=row.lifted_at,
        lifted=row.lifted_by.name if row.lifted_by else "", lifted_because=row.lifted_because,
        allowed=allowed, attempts=row.asked or [],
    )  # fmt: skip
