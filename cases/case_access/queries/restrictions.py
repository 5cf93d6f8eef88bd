"""Who is allowed on a restricted case, and what waits for a second person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from cases.models import (
    NAMED_CAPACITIES,
    AccessRequest,
    Case,
    CaseGrant,
    Restriction,
    RestrictionChange,
)
from cases.permissions import RESTRICTION_CHANGE
from cases.permissions.restrictions import APPROVING, may_approve
from cases.queries.conflicts import free_of_conflict
from cases.queries.named_people import accounts_named_on
from cases.queries.same_person import excluding_accounts
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.identity.capacities import LEADING, READING
from people.models import Side, UnitGrant, User

ALLOWED = "allowed_on_case"
ROLE_LABELS = NAMED_CAPACITIES | {ALLOWED: gettext_lazy("On the access list")}


@dataclass(frozen=True)
class AllowedPerson:
    """One person who reads a restricted case, and as what."""

    name: str
    side: str
    roles: str


@dataclass(frozen=True)
class ChangeRow:
    """One proposed change of a restriction, as the page shows it."""

    pk: UUID
    kind: str
    person: str
    reason: str
    by: str
    at: datetime
    status: str
    settled_by: str
    settled_at: datetime | None
    settled_text: str
    allowed: frozenset[str]


def live_restriction(case: Case, scope: Scope) -> Restriction | None:
    """The restriction of a case that holds now, or None."""
    rows = Restriction.objects.for_scope(scope).filter(case=case, lifted_at=None)
    return rows.select_related("by").first()


def people_with_named_roles(
    case: Case, own_side: str | None, *, at: datetime
) -> list[AllowedPerson]:
    """
    Everybody with a named role on a case, by side and name; their roles in words.

    Whom the other side allowed on its list is not among them.
    """
    rows = CaseGrant.objects.filter(live_at(at), content_object=case, user__is_active=True)
    rows = rows.exclude(~Q(user__agency__side=own_side), permission__codename=ALLOWED)
    found: dict[tuple[str, str, int], list[str]] = {}
    facts = "user__agency__side", "user__name", "user_id", "permission__codename"
    for side, name, user, role in rows.order_by(*facts[:3], "permission_id").values_list(*facts):
        found.setdefault((side, name, user), []).append(str(ROLE_LABELS[role]))
    return [
        AllowedPerson(name, str(Side(side).label), ", ".join(roles))
        for (side, name, _user), roles in found.items()
    ]


def people_on_list(case: Case, *, at: datetime) -> QuerySet[User]:
    """Everybody on the list of a restricted case, by name."""
    named = CaseGrant.objects.filter(live_at(at), content_object=case, permission__codename=ALLOWED)
    return User.objects.filter(pk__in=named.values("user")).order_by("name", "pk")


def allowed_of_side(case: Case, side: str, *, at: datetime) -> QuerySet[User]:
    """Active people of a side who are on the list of a restricted case."""
    return people_on_list(case, at=at).filter(agency__side=side, is_active=True)


def people_in_no_need_of_list(case: Case, side: str, *, at: datetime) -> QuerySet[User]:
    """
    Who reads the case without being put on its list: those on it, and those named as something.

    Not a named person who leads the unit: they lead a restricted case from its list alone (ADR 18).
    """
    leaders = leaders_of_unit(case, side, at=at).values("pk")
    named = Q(pk__in=accounts_named_on(case, at=at)) & ~Q(pk__in=leaders)
    return User.objects.filter(named | Q(pk__in=allowed_of_side(case, side, at=at).values("pk")))


def readers_of_unit(case: Case, side: str, *, at: datetime) -> QuerySet[User]:
    """Active people who read the cases of the unit of a side that has the case."""
    unit = getattr(case, f"{case.unit_of[side]}_id")
    held = UnitGrant.objects.filter(
        live_at(at), content_object=unit, permission__codename__in=READING
    )
    people = User.objects.filter(pk__in=held.values("user"), is_active=True, is_system=False)
    return people.order_by("name", "pk")


def leaders_of_unit(case: Case, side: str, *, at: datetime) -> QuerySet[User]:
    """Those who lead the unit of a side that has the case, without a conflict of interest."""
    unit = getattr(case, f"{case.unit_of[side]}_id")
    held = UnitGrant.objects.filter(
        live_at(at), content_object=unit, permission__codename__in=LEADING
    )
    people = User.objects.filter(pk__in=held.values("user"), is_active=True, is_system=False)
    return free_of_conflict(people, case.pk).order_by("pk")


def other_leaders_allowed(case: Case, side: str, person: User, *, at: datetime) -> QuerySet[User]:
    """Leaders of a side's unit who are on the list, without this person."""
    leaders = leaders_of_unit(case, side, at=at)
    on_list = allowed_of_side(case, side, at=at).values("pk")
    return leaders.filter(pk__in=on_list).exclude(pk=person.pk)


def approvers_of(change: RestrictionChange, *, at: datetime) -> QuerySet[User]:
    """
    Who may settle a change: the leaders on the list, the officer and the prosecutors of the case.

    Of the change's side, or of both.
    """
    sides = [change.only_side] if change.only_side else [Side.POLICE, Side.CPS]
    named = CaseGrant.objects.filter(
        live_at(at), content_object=change.case, permission__codename__in=APPROVING
    ).values("user")
    workers = User.objects.filter(pk__in=named, is_active=True, agency__side__in=sides)
    found = Q(pk__in=free_of_conflict(workers, change.case_id).values("pk"))
    for side in sides:
        if getattr(change.case, f"{change.case.unit_of[side]}_id") is not None:
            leaders = leaders_of_unit(change.case, side, at=at).values("pk")
            on_list = allowed_of_side(change.case, side, at=at).values("pk")
            found |= Q(pk__in=leaders) & Q(pk__in=on_list)
    return excluding_accounts(User.objects.filter(found), change.authors)


def change_rows(case: Case, scope: Scope, capacities: Collection[str]) -> list[ChangeRow]:
    """
    What was proposed to open a case further under the restriction that holds, newest first.

    For those who may approve it; the others on the case have no part in it.
    """
    who = scope.standing_with(frozenset(capacities))
    rows = RestrictionChange.objects.for_scope(scope).filter(case=case, restriction__lifted_at=None)
    if not may_approve(who):
        rows = rows.none()
    rows = rows.select_related("by", "person", "settled_by").order_by("-at", "pk")
    return [
        ChangeRow(
            pk=row.pk, kind=row.get_kind_display(), person=row.person.name if row.person else "",
            reason=row.reason, by=row.by.name, at=row.at, status=row.get_status_display(),
            settled_by=row.settled_by.name if row.settled_by else "", settled_at=row.settled_at,
            settled_text=row.settled_text, allowed=RESTRICTION_CHANGE.allowed_verbs(who, row),
        )
        for row in rows
    ]  # fmt: skip


def requests_to_be_let_in(scope: Scope) -> QuerySet[AccessRequest]:
    """
    What people of the reader's side asked for who want to be let in to a case.

    Not of those whom somebody has proposed to let in: that waits for approval.
    """
    of_case = {"case": OuterRef("case"), "person": OuterRef("by")}
    proposed = RestrictionChange.objects.for_scope(scope).filter(
        **of_case, status=RestrictionChange.Status.WAITING
    )
    named = CaseGrant.objects.filter(
        live_at(scope.at), content_object=OuterRef("case"), user=OuterRef("by")
    ).exclude(permission__codename__in=Case.passing_roles)
    rows = AccessRequest.objects.for_scope(scope).filter(closed_at=None, by__is_active=True)
    return rows.filter(~Exists(proposed), ~Exists(named))


def waiting_requests(case: Case, scope: Scope) -> list[AccessRequest]:
    """The requests to be let in to this case, oldest first."""
    rows = requests_to_be_let_in(scope).filter(case=case)
    return list(rows.select_related("by__agency").order_by("at", "pk"))


def request_by_id(text: str, case: Case, scope: Scope) -> AccessRequest | None:
    """A request on this case that waits, by its id in a URL; None if the id is not one."""
    return next((row for row in waiting_requests(case, scope) if str(row.pk) == text), None)
