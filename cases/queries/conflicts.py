"""Who is in conflict with a case, and what those who keep watch over that read of it."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from cases.models import Case, CaseGrant, Conflict
from cases.permissions import CASE, CONFLICT
from people.access.scopes import Scope
from people.models import UnitGrant, User


def accounts_in_conflict(case_id: UUID) -> QuerySet[User, Any]:
    """
    The ids of the accounts that may see nothing of a case now, as a query to exclude: whoever a
    conflict is about, and every other account of the same human being, whenever it was joined.
    """
    return _accounts_in(Conflict.objects.open_with(case_id))


def free_of_conflict(people: QuerySet[User], case_id: UUID) -> QuerySet[User]:
    """
    Of some people those whom nothing keeps from a case. For what is done with the one who was
    chosen, never for whom a page offers: who is missing from a choice would be told by it.
    """
    return people.exclude(pk__in=accounts_in_conflict(case_id))


def is_in_conflict(person: User, case_id: UUID) -> bool:
    """Whether a person may see nothing of a case now."""
    return accounts_in_conflict(case_id).filter(pk=person.pk).exists()


def accounts_recorded_by(side: str | None, case_id: UUID) -> QuerySet[User, Any]:
    """As in_conflict, of what one side alone has recorded: no side learns what another has."""
    return _accounts_in(Conflict.objects.open_with(case_id).filter(only_side=side))


def _accounts_in(conflicts: QuerySet[Conflict]) -> QuerySet[User, Any]:
    about = conflicts.values("user")
    humans = User.objects.filter(pk__in=about, human__isnull=False).values("human")
    return User.objects.filter(Q(pk__in=about) | Q(human__in=humans)).values("pk")


def people_recordable(case: Case, scope: Scope) -> QuerySet[User]:
    """
    The people to choose from: of the reader's side, who could come to see a case now, other than
    the reader. Anybody else of the side is recorded by their address (of_side_by_address).
    """
    live = Q(expires_at=None) | Q(expires_at__gt=scope.at)
    assert scope.side is not None
    unit = getattr(case, f"{case.unit_of[scope.side]}_id")
    held = UnitGrant.objects.filter(live, content_object=unit)
    named = CaseGrant.objects.filter(live, content_object=case)
    reach = Q(pk__in=held.values("user")) | Q(pk__in=named.values("user"))
    people = User.objects.filter(reach, is_active=True, is_system=False)
    people = people.filter(agency__side=scope.side)
    people = people.exclude(pk__in=accounts_recorded_by(scope.side, case.pk))
    return people.exclude(pk__in=scope.accounts).order_by("name", "pk")


def person_of_side_by_email(email: str, scope: Scope) -> User | None:
    """
    The person of the reader's side who signs in with this address, other than the reader, whether
    or not they can see anything yet or have left; None where there is none.
    """
    people = User.objects.filter(email=email.lower(), is_system=False)
    return people.filter(agency__side=scope.side).exclude(pk__in=scope.accounts).first()


@dataclass(frozen=True)
class ConflictRow:
    """One conflict, as those who keep watch read it."""

    pk: UUID
    person: str
    kind: str
    reason: str
    by: str
    at: datetime
    lifted: str  # by whom
    lifted_at: datetime | None
    lifted_because: str
    allowed: set
    attempts: list  # when she asked for the case, latest first


def conflict_rows_for_watch(
    case: Case, scope: Scope, capacities: frozenset[str]
) -> list[ConflictRow]:
    """
    The conflicts that the reader's side has recorded, open ones first; none to whoever may not
    record any. One query.
    """
    who = scope.holding(capacities)
    if CASE.refusal(who, "record_conflict", case) is not None:
        return []
    found = Conflict.objects.for_scope(scope).filter(case=case)
    return conflict_rows(found, allowed=lambda row: CONFLICT.open_to(who, row))


def conflict_rows(
    rows: QuerySet[Conflict], *, allowed: Callable[[Conflict], Set[str]] = lambda row: set()
) -> list[ConflictRow]:
    """Some conflicts and what was asked for in spite of them, as a page tells them."""
    rows = rows.select_related("user", "declared_by", "lifted_by").annotate(
        asked=ArrayAgg("attempts__at", filter=Q(attempts__isnull=False), order_by="-attempts__at")
    )
    found = [_conflict_row(row, allowed(row)) for row in rows.order_by("-declared_at", "pk")]
    return sorted(found, key=lambda line: line.lifted_at is not None)


def _conflict_row(row: Any, allowed: Set[str]) -> ConflictRow:
    return ConflictRow(
        pk=row.pk, person=row.user.name, kind=row.get_kind_display(), reason=row.reason,
        by=row.declared_by.name, at=row.declared_at, lifted_at=row.lifted_at,
        lifted=row.lifted_by.name if row.lifted_by else "", lifted_because=row.lifted_because,
        allowed=allowed, attempts=row.asked or [],
    )  # fmt: skip
