"""
Who may be given a case, and how much each of them has.

Whoever is in conflict with it is among them, because a choice tells who is missing; that they are
not given it is the action's to see to (cases.queries.conflicts.free_of_conflict).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from cases.models import Case, CaseGrant, Suspect
from cases.queries.caseloads import rank_prosecutors, with_caseload
from cases.states import State
from people.access.scopes import Scope
from people.models import Side, UnitGrant, User


def prosecutors_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """The active people who prosecute for the case's CPS unit, in conflict with it or not."""
    return _unit_holders(case, case.cps_unit_id, "prosecute_cases", Side.CPS, at)


def officers_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """The active people who refer cases for its police unit, in conflict with it or not."""
    return _unit_holders(case, case.police_unit_id, "refer_cases", Side.POLICE, at)


def people_named_as(capacity: str, case: Case, *, at: datetime) -> QuerySet[User]:
    """The people who are named on a case in a capacity now."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    named = CaseGrant.objects.filter(
        live, content_object=case, permission__codename=capacity, user__is_active=True
    )
    return User.objects.filter(pk__in=named.values("user"))


def inspectors_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """Who of the police unit may settle what the two sides could not, beside one of the CPS."""
    return _limit_to_named_if_restricted(
        case, _unit_holders(case, case.police_unit_id, "inspect_cases", Side.POLICE, at), at
    )


def managers_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """The managers of the CPS unit, who may settle it beside one of the police."""
    return _limit_to_named_if_restricted(
        case, _unit_holders(case, case.cps_unit_id, "allocate_cases", Side.CPS, at), at
    )


def reviewers_for(case: Case, side: str, *, at: datetime) -> QuerySet[User]:
    """Who of a side's unit may look at a decision of theirs afresh, if they did not make it."""
    if side == Side.POLICE:
        return inspectors_for(case, at=at)
    return managers_for(case, at=at) | _limit_to_named_if_restricted(
        case, prosecutors_for(case, at=at), at
    )


def excluding_accounts(people: QuerySet[User], accounts: Iterable[int]) -> QuerySet[User]:
    """Of some people those who are none of these accounts, nor the same human under another."""
    humans = User.objects.filter(pk__in=accounts, human__isnull=False).values("human")
    same = User.objects.filter(human__in=humans).values("pk")
    return people.exclude(pk__in=accounts).exclude(pk__in=same)


def _limit_to_named_if_restricted(
    case: Case, people: QuerySet[User], at: datetime
) -> QuerySet[User]:
    """On a restricted case, of some people those who are named on it."""
    if not case.is_restricted:
        return people
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    named = CaseGrant.objects.filter(live, content_object=case)
    return people.filter(pk__in=named.values("user"))


def _unit_holders(
    case: Case, unit_id: int | None, capacity: str, side: str, at: datetime
) -> QuerySet[User]:
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    held = UnitGrant.objects.filter(live, content_object=unit_id, permission__codename=capacity)
    return User.objects.filter(is_active=True, agency__side=side, pk__in=held.values("user"))


def ranked_prosecutors(case: Case, scope: Scope, among: QuerySet[User] | None = None) -> list[Any]:
    """
    Those prosecutors, each with what speaks for and against her or him; the likeliest first.

    among: only these of them.
    """
    people = prosecutors_for(case, at=scope.at) if among is None else among
    return rank_prosecutors(
        list(with_caseload(people, scope, area=case.cps_unit.area)), case, scope
    )


def suspects_ready_to_allocate(case: Case, scope: Scope) -> list[Suspect]:
    """The suspects of a case that wait for a prosecutor."""
    rows = case.suspects.for_scope(scope).filter(state=State.READY_TO_ALLOCATE)
    return list(rows.order_by("number"))


def covering_prosecutors(case: Case, *, at: datetime) -> list[Any]:
    """The people who may act on the case as cover now, each with ends_at, soonest ended first."""
    named = CaseGrant.objects.filter(
        content_object=case, permission__codename="covering_prosecutor", expires_at__gt=at
    )
    people = User.objects.filter(pk__in=named.values("user"))
    ends_at = named.filter(user=OuterRef("pk")).values("expires_at")
    return list(people.annotate(ends_at=Subquery(ends_at)).order_by("ends_at", "name", "pk"))
