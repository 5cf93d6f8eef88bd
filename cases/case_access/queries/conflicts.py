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

from cases.models import Case, CaseGrant, CaseLink, Conflict, ConflictLifting, LinkKind
from cases.permissions import CASE, CONFLICT, CONFLICT_LIFTING
from cases.queries.conflicts import accounts_recorded_by
from people.access.expiry import live_at
from people.access.scopes import Scope, Standing, standings_on
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


def linked_cases(case: Case, scope: Scope) -> list[Case]:
    """The cases linked to a case, where the reader can see both. By URN."""
    here = Q(case=case) | Q(other=case)
    links = CaseLink.objects.for_scope(scope).filter(here, kind=LinkKind.LINKED, ended_at=None)
    pairs = links.values_list("case", "other")
    ids = {pk for pair in pairs for pk in pair} - {case.pk}
    return list(Case.objects.for_scope(scope).filter(pk__in=ids).order_by("urn", "pk"))


def linked_cases_open_to(verb: str, case: Case, scope: Scope) -> list[Case]:
    """The linked cases on which the reader may do this too."""
    rows = linked_cases(case, scope)
    who = standings_on(scope, rows)
    return [each for each in rows if CASE.refusal(who[each.pk], verb, each) is None]


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
    not_on: list[Case]  # linked cases on which the reader could record it, and nobody has

    @property
    def has_lifting_waiting(self) -> bool:
        return any(each.settled_at is None for each in self.liftings)


def conflict_rows_for_watch(
    case: Case, scope: Scope, capacities: frozenset[str]
) -> list[ConflictRow]:
    """Conflicts recorded by the reader's side, open ones first. Two queries.

    Empty for readers who may not record conflicts. Five queries, and two where cases are linked.
    """
    who = scope.standing_with(capacities)
    if CASE.refusal(who, "record_conflict", case) is not None:
        return []
    found = Conflict.objects.for_scope(scope).filter(case=case)
    return conflict_rows(
        found,
        allowed=lambda row: CONFLICT.allowed_verbs(who, row),
        liftings=_liftings_by_conflict(case, scope, who),
        not_on=_linked_without_conflict(
            linked_cases_open_to("record_conflict", case, scope), scope
        ),
    )


def conflict_rows(
    rows: QuerySet[Conflict],
    *,
    allowed: Callable[[Conflict], frozenset[str]] = lambda row: frozenset(),
    liftings: Mapping[UUID, list[LiftingRow]] = MappingProxyType({}),
    not_on: Callable[[User], list[Case]] = lambda person: [],
) -> list[ConflictRow]:
    """
    Rows of these conflicts, each with the attempts to open the case, open ones first.

    liftings: {pk of a conflict: what was proposed}. not_on: the linked cases on which nobody has
    recorded a conflict of a person.
    """
    rows = rows.select_related("user", "declared_by", "lifted_by").annotate(
        asked=ArrayAgg("attempts__at", filter=Q(attempts__isnull=False), order_by="-attempts__at")
    )
    found = [
        _conflict_row(
            row, allowed(row), liftings.get(row.pk, []), [] if row.is_lifted else not_on(row.user)
        )
        for row in rows.order_by("-declared_at", "pk")
    ]
    return sorted(found, key=lambda line: line.lifted_at is not None)


def _conflict_row(
    row: Any, allowed: frozenset[str], liftings: list[LiftingRow], not_on: list[Case]
) -> ConflictRow:
    return ConflictRow(
        pk=row.pk, person=row.user.name, kind=row.get_kind_display(), reason=row.reason,
        by=row.declared_by.name, at=row.declared_at, lifted_at=row.lifted_at,
        lifted=row.lifted_by.name if row.lifted_by else "", lifted_because=row.lifted_because,
        allowed=allowed, attempts=row.asked or [], liftings=liftings, not_on=not_on,
    )  # fmt: skip


def _linked_without_conflict(linked: list[Case], scope: Scope) -> Callable[[User], list[Case]]:
    """Which of some linked cases have no open conflict of a person, by the reader's side."""
    rows = Conflict.objects.for_scope(scope).filter(case__in=linked, lifted_at=None)
    known = set()
    for case, account, human in rows.values_list("case", "user", "user__human"):
        known |= {(case, "account", account), (case, "human", human)}

    def without(person: User) -> list[Case]:
        return [
            each
            for each in linked
            if (each.pk, "account", person.pk) not in known
            and (person.human_id is None or (each.pk, "human", person.human_id) not in known)
        ]

    return without


def _liftings_by_conflict(case: Case, scope: Scope, who: Standing) -> dict[UUID, list[LiftingRow]]:
    """Proposals to lift conflicts of a case, without those approved: {pk of the conflict: rows}."""
    rows = ConflictLifting.objects.for_scope(scope).filter(case=case)
    rows = rows.exclude(status=ConflictLifting.Status.APPROVED)
    found: defaultdict[UUID, list[LiftingRow]] = defaultdict(list)
    for row in rows.select_related("by", "settled_by").order_by("-at", "pk"):
        found[row.conflict_id].append(lifting_row(row, CONFLICT_LIFTING.allowed_verbs(who, row)))
    return found


def lifting_row(row: ConflictLifting, allowed: frozenset[str] = frozenset()) -> LiftingRow:
    """A proposal to lift a conflict as pages show it; allowed: what the reader may do on it."""
    return LiftingRow(
        pk=row.pk, reason=row.reason, by=row.by.name, at=row.at, status=row.get_status_display(),
        settled_by=row.settled_by.name if row.settled_by else "", settled_at=row.settled_at,
        settled_text=row.settled_text, allowed=allowed,
    )  # fmt: skip
