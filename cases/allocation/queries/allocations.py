"""People who may be given a case or a role on it, with their caseload.

People with a conflict of interest are included, because leaving them out of a choice would reveal
the conflict. The action refuses them (cases.queries.conflicts.free_of_conflict).
"""

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery

from cases.allocation.caseload_text import RankedProsecutor
from cases.allocation.queries.caseloads import rank_prosecutors, with_caseload
from cases.models import Case, CaseGrant, Suspect
from cases.queries.named_people import accounts_named_on
from cases.states import State
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.models import Side, UnitGrant, User
from people.models.nullable import not_null

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def prosecutors_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """
    Active prosecutors of the case's CPS unit, with a conflict of interest or without.

    On a restricted case those who read it: to be named lets nobody in (ADR 76).
    """
    holders = _unit_holders(case, case.cps_unit_id, "prosecute_cases", Side.CPS, at)
    return _limit_to_named_if_restricted(case, holders, at)


def officers_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """Active officers of the case's police unit; on a restricted case those who read it."""
    holders = _unit_holders(case, case.police_unit_id, "refer_cases", Side.POLICE, at)
    return _limit_to_named_if_restricted(case, holders, at)


def people_named_as(capacity: str, case: Case, *, at: datetime) -> QuerySet[User]:
    """Active people with this named role on a case now."""
    named = CaseGrant.objects.filter(
        live_at(at), content_object=case, permission__codename=capacity, user__is_active=True
    )
    return User.objects.filter(pk__in=named.values("user"))


def inspectors_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """Inspectors of the police unit, who may resolve a challenge with a CPS manager."""
    return _limit_to_named_if_restricted(
        case, _unit_holders(case, case.police_unit_id, "inspect_cases", Side.POLICE, at), at
    )


def managers_for(case: Case, *, at: datetime) -> QuerySet[User]:
    """Managers of the CPS unit, who may resolve a challenge with a police inspector."""
    return _limit_to_named_if_restricted(
        case, _unit_holders(case, case.cps_unit_id, "allocate_cases", Side.CPS, at), at
    )


def reviewers_for(case: Case, side: str, *, at: datetime) -> QuerySet[User]:
    """People of a side's unit who may reconsider a decision of theirs, if they did not make it."""
    if side == Side.POLICE:
        return inspectors_for(case, at=at)
    return managers_for(case, at=at) | prosecutors_for(case, at=at)


def _limit_to_named_if_restricted(
    case: Case, people: QuerySet[User], at: datetime
) -> QuerySet[User]:
    """These people; on a restricted case, only those with a named role on it."""
    if not case.is_restricted:
        return people
    return people.filter(pk__in=accounts_named_on(case, at=at))


def _unit_holders(
    case: Case, unit_id: int | None, capacity: str, side: str, at: datetime
) -> QuerySet[User]:
    grants = UnitGrant.objects.filter(
        live_at(at), content_object=unit_id, permission__codename=capacity
    )
    return User.objects.filter(is_active=True, agency__side=side, pk__in=grants.values("user"))


def ranked_prosecutors(
    case: Case, scope: Scope, among: QuerySet[User] | None = None
) -> list[RankedProsecutor]:
    """Prosecutors with the facts for and against each, most suitable first.

    Args: among: restricts the choice to these people.
    """
    people = prosecutors_for(case, at=scope.at) if among is None else among
    return rank_prosecutors(
        list(with_caseload(people, scope, area=not_null(case.cps_unit).area)), case, scope
    )


def suspects_ready_to_allocate(case: Case, scope: Scope) -> list[Suspect]:
    """The suspects of a case that wait for a prosecutor."""
    rows = case.suspects.for_scope(scope).filter(state=State.READY_TO_ALLOCATE)
    return list(rows.order_by("number"))


class CoverFacts(TypedDict):
    """What the query adds to a person who covers. ends_at: when their cover ends."""

    ends_at: datetime


def covering_prosecutors(case: Case, *, at: datetime) -> "list[WithAnnotations[User, CoverFacts]]":
    """
    People who cover on the case now, each with ends_at, soonest to end first.

    Cover always ends; a grant of that capacity without an end is no cover.
    """
    named = CaseGrant.objects.filter(
        live_at(at), content_object=case, permission__codename="covering_prosecutor"
    ).exclude(expires_at=None)
    people = User.objects.filter(pk__in=named.values("user"))
    ends_at = named.filter(user=OuterRef("pk")).values("expires_at")
    return list(people.annotate(ends_at=Subquery(ends_at)).order_by("ends_at", "name", "pk"))
