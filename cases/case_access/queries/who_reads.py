"""Who reads a case by a role on its unit, and who has looked at it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext

from cases.case_access.queries.restrictions import AllowedPerson, people_with_named_roles
from cases.models import Case
from people.access import audit_queries
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.identity.capacities import UNIT_CAPACITIES
from people.models import Side, UnitAccessRoot, UnitGrant

DAYS_SHOWN = 7


@dataclass(frozen=True)
class UnitReader:
    """
    A person who reads a case by their roles on the unit that has it.

    since: when the first of them was given or renewed.
    """

    name: str
    roles: list[str]
    since: datetime


@dataclass(frozen=True)
class Look:
    """How often a person of the reader's side opened something of a case, and when last."""

    name: str
    agency: str
    times: int
    last: datetime


@dataclass(frozen=True)
class Looks:
    """Who has looked at a case: one's own side by name, of the other how many people."""

    own_side: list[Look]
    others: int


def unit_readers(row: UnitAccessRoot, scope: Scope) -> list[UnitReader]:
    """
    People of the reader's side who read a case, or a row beside it, by a role on its unit, by name.
    One query.

    None for a restricted case, which is read by its list, and none to a reader without a role on
    that unit. People whom a conflict of interest keeps from it are among them: a missing name would
    tell.
    """
    unit = row.unit_of.get(scope.side or "")
    if row.is_restricted or unit is None:
        return []
    if getattr(row, f"{unit}_id") not in scope.units_with(*row.read_in):
        return []
    held = UnitGrant.objects.filter(
        live_at(scope.at), content_object=getattr(row, f"{unit}_id"),
        permission__codename__in=row.read_in, user__is_active=True, user__is_system=False,
        user__agency__side=scope.side,
    )  # fmt: skip
    found: defaultdict[tuple[str, int], list[tuple[str, datetime]]] = defaultdict(list)
    for name, person, capacity, since in held.order_by(
        "user__name", "user_id", "granted_at"
    ).values_list("user__name", "user_id", "permission__codename", "granted_at"):
        found[name, person].append((gettext(UNIT_CAPACITIES[capacity]), since))
    return [
        UnitReader(name, [role for role, _since in roles], roles[0][1])
        for (name, _person), roles in found.items()
    ]


def named_of_own_side(case: Case, scope: Scope) -> list[AllowedPerson]:
    """People of the reader's side who read a case because they are named on it. One query."""
    side = scope.side
    people = people_with_named_roles(case, side, at=scope.at)
    return [each for each in people if side and each.side == str(Side(side).label)]


def looks_at_case(case: Case, scope: Scope) -> Looks:
    """Who has opened something of the case in the last DAYS_SHOWN days, latest first. One query."""
    since = scope.at - timedelta(days=DAYS_SHOWN)
    rows = audit_queries.lookers_at_case(case.pk, sides=(Side.POLICE, Side.CPS), since=since)
    own = [Look(name, of, n, last) for side, name, of, n, last in rows if side == scope.side]
    return Looks(own, sum(side != scope.side for side, *_facts in rows))
