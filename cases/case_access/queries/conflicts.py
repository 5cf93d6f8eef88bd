"""The conflicts of a case as managers see them, and whose they can record."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from cases.models import Case, CaseGrant, Conflict, ConflictLifting
from cases.permissions import CASE, CONFLICT, CONFLICT_LIFTING
from cases.queries.conflicts import accounts_recorded_by
from people.access.expiry import live_at
from people.access.scopes import Scope, Standing
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
class LiftingRow:
    """One proposal to lift a conflict, as those who may record conflicts see it."""

    pk: UUID
    reason: str
    by: str
    at: datetime
    status: str
    settled_by: str
    settled_at: datetime | None
    settled_text: str
    allowed: frozenset[str]


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
    liftings: list[LiftingRow]  # what was proposed and not approved, latest first

    @property
    def has_lifting_waiting(self) -> bool:
        return any(each.settled_at is None for each in self.liftings)


def conflict_rows_for_watch(
    case: Case, scope: Scope, capacities: frozenset[str]
) -> list[ConflictRow]:
    """Conflicts recorded by the reader's side, open ones first. Two queries.

    Empty for readers who may not record conflicts.
    """
    who = scope.standing_with(capacities)
    if CASE.refusal(who, "record_conflict", case) is not None:
        return []
    found = Conflict.objects.for_scope(scope).filter(case=case)
    return conflict_rows(
        found,
        allowed=lambda row: CONFLICT.allowed_verbs(who, row),
        liftings=_liftings_by_conflict(case, scope, who),
    )


def conflict_rows(
    rows: QuerySet[Conflict],
    *,
    allowed: Callable[[Conflict], frozenset[str]] = lambda row: frozenset(),
    liftings: Mapping[UUID, list[LiftingRow]] = MappingProxyType({}),
) -> list[ConflictRow]:
    """
    Rows of these conflicts, each with the attempts to open the case, open ones first.

    liftings: {pk of a conflict: what was proposed}.
    """
    rows = rows.select_related("user", "declared_by", "lifted_by").annotate(
        asked=ArrayAgg("attempts__at", filter=Q(attempts__isnull=False), order_by="-attempts__at")
    )
    found = [
        _conflict_row(row, allowed(row), liftings.get(row.pk, []))
        for row in rows.order_by("-declared_at", "pk")
    ]
    return sorted(found, key=lambda line: line.lifted_at is not None)


def _conflict_row(row: Any, allowed: frozenset[str], liftings: list[LiftingRow]) -> ConflictRow:
    return ConflictRow(
        pk=row.pk, person=row.user.name, kind=row.get_kind_display(), reason=row.reason,
        by=row.declared_by.name, at=row.declared_at, lifted_at=row.lifted_at,
        lifted=row.lifted_by.name if row.lifted_by else "", lifted_because=row.lifted_because,
        allowed=allowed, attempts=row.asked or [], liftings=liftings,
    )  # fmt: skip


def _liftings_by_conflict(case: Case, scope: Scope, who: Standing) -> dict[UUID, list[LiftingRow]]:
    """Proposals to lift conflicts of a case, without those approved: {pk of the conflict: rows}."""
    rows = ConflictLifting.objects.for_scope(scope).filter(case=case)
    rows = rows.exclude(status=ConflictLifting.Status.APPROVED)
    found: defaultdict[UUID, list[LiftingRow]] = defaultdict(list)
    for row in rows.select_related("by", "settled_by").order_by("-at", "pk"):
        found[row.conflict_id].append(
            LiftingRow(
                pk=row.pk, reason=row.reason, by=row.by.name, at=row.at,
                status=row.get_status_display(),
                settled_by=row.settled_by.name if row.settled_by else "",
                settled_at=row.settled_at, settled_text=row.settled_text,
                allowed=CONFLICT_LIFTING.allowed_verbs(who, row),
            )
        )  # fmt: skip
    return found
