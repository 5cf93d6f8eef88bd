"""
Who may see and do what. Reads guardian's grants, as paths.py does; grants.py writes them.

A grant gives a person a *capacity* on a unit or a named role on a case; each app's permissions
say what a capacity may *do*. Access blocks come first: an inactive person holds nothing, a conflict
of interest hides a case even from those named on it, a restricted case is for named people only.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from psycopg.types.numeric import Int8

from people.access.paths import (
    ConflictKey,
    access_root_model,
    access_root_of,
    conflict_foreign_key,
    conflict_path,
    exclude_gone_and_hidden,
    named_capacities_sql,
    named_role_grants,
    named_role_ids_sql,
    not_private_to_other_side,
    open_conflict_ids_sql,
    unit_columns_of,
)  # fmt: skip
from people.access.permission_tables import Refused, Rules, SiteRules, Stale, refusal_reason
from people.access.prepared_cursor import prepared_cursor
from people.access.row_security import array_text
from people.identity.capacities import LEADING, READING, SYSTEM_CAPACITIES
from people.identity.sides import Side
from people.models import AccessRoot, Grant, User
from people.models.access_controlled import AccessControlled, related_model_at
from people.models.nullable import not_null

__all__ = [
    "Refused", "Rules", "Scope", "SiteRules", "Stale", "Standing", "refusal_reason", "scope_of",
    "standing_on", "standings_on",
]  # fmt: skip

UNIT_COLUMN_OF_SIDE: dict[str | None, str] = {Side.POLICE: "police_unit", Side.CPS: "cps_unit"}
NO_CAPACITIES: frozenset[str] = frozenset()
W = TypeVar("W", bound=AccessControlled)


# The caller


@dataclass(frozen=True)
class Actor:
    """The account that acts, a person's or a system's: what a row keeps of whoever wrote it."""

    id: int
    side: str
    agency_id: int


@dataclass(frozen=True)
class Scope:
    """All that one caller holds at one moment. Made by scope_of(), once per request."""

    user_id: int | None
    name: str
    side: str | None
    agency_id: int | None
    capacities: dict[int, frozenset[str]]  # unit id -> the capacities held on it
    at: datetime
    address: str | None = None  # IP address of the caller, for the audit log
    accounts: frozenset[int] = frozenset()  # ids of every account of the same person
    system_id: UUID | None = None  # the system that makes the call, if one does
    within: frozenset[int] | None = None  # ids of the units a call is limited to; None: no limit
    is_system: bool = False  # the system calls for itself, not for a named person
    walled_with: frozenset[int] = frozenset()  # others' accounts, whose conflicts wall it in too

    @cached_property
    def actor(self) -> Actor:
        """The account that acts. Raises RuntimeError for an inactive user's scope: it has none."""
        return Actor(not_null(self.user_id), not_null(self.side), not_null(self.agency_id))

    @property
    def account_ids(self) -> list[int]:
        """Ids of every account of the same person, in order."""
        return sorted(self.accounts)

    @property
    def conflict_account_ids(self) -> list[int]:
        """Ids of the accounts whose conflicts of interest hide rows from this caller, in order."""
        return sorted(self.accounts | self.walled_with)

    @cached_property
    def units(self) -> list[int]:
        """Ids of the units whose cases this person may read."""
        return self.units_with(*READING) if self.side in UNIT_COLUMN_OF_SIDE else []

    @cached_property
    def all_capacities(self) -> frozenset[str]:
        """Every capacity held on any unit."""
        return NO_CAPACITIES.union(*self.capacities.values())

    def holds(self, capacity: str) -> bool:
        """Whether the person has this capacity on any unit."""
        return capacity in self.all_capacities

    def holds_any(self, capacities: Iterable[str]) -> bool:
        """Whether the person has one of these capacities on any unit."""
        return not self.all_capacities.isdisjoint(capacities)

    def units_with(self, *capacities: str) -> list[int]:
        """Ids of the units on which the person has at least one of these capacities."""
        return [unit for unit, held in self.capacities.items() if held.intersection(capacities)]

    def visible(self, rows: QuerySet[W]) -> QuerySet[W]:
        """The rows of an access-controlled queryset that this person may read."""
        if self.user_id is None:
            return rows.none()
        model, held = rows.model, f"{rows.model.access_path}__in"
        reach = Q(**{held: self._named(named_role_grants(model))})
        if model.addressed_unit and self.holds_any(LEADING):
            reach |= Q(**{f"{model.addressed_unit}__among": self.units_with(*LEADING)})
        unit = unit_columns_of(model).get(self.side or "")
        to = "" if issubclass(model, AccessRoot) else f"{model.access_path}__"
        if unit and self.holds_any(model.read_in):
            units = self.units_with(*model.read_in)
            reach |= Q(**{f"{to}{unit}__among": units, f"{to}is_restricted": False})
        met = [reach, not_private_to_other_side(self.side, model)]
        if self.within is not None:
            met.append(Q(**{f"{to}{unit}__among": self.within}) if unit else Q(pk__in=[]))
        if conflict := conflict_foreign_key(model):
            met.append(~Q(**{f"{conflict_path(model)}__in": self._in_conflict(conflict)}))
        if model.second_path:
            second = related_model_at(model, model.second_path)
            met.append(Q(**{f"{model.second_path}__in": second.objects.for_scope(self)}))
        return exclude_gone_and_hidden(rows.filter(*met), self.conflict_account_ids)

    def _named(self, grants: type[Grant]) -> RawSQL:
        """Subquery: ids of the rows on which the person has a live grant of this model."""
        return RawSQL(named_role_ids_sql(grants), [self.user_id, self.at])  # noqa: S611 - our text

    def _in_conflict(self, conflict: ConflictKey) -> RawSQL:
        """Subquery: ids of the rows the person has a conflict of interest with."""
        asked = [self.conflict_account_ids]
        return RawSQL(open_conflict_ids_sql(conflict), asked)  # noqa: S611 - as above

    def limited_to_system(self, system: "Scope") -> "Scope":
        """This person's scope in a call by `system`, limited to the units the system acts for."""
        within = system.within or frozenset()
        held = {unit: held for unit, held in self.capacities.items() if unit in within}
        return replace(self, capacities=held, system_id=system.system_id, within=within)

    def as_system(self, system_id: UUID) -> "Scope":
        """The scope of a system that calls for itself, limited to units it exchanges cases for."""
        within = frozenset(self.units_with(*SYSTEM_CAPACITIES))
        return replace(self, system_id=system_id, within=within, is_system=True)

    def hidden_as_from(self, accounts: Iterable[int]) -> "Scope":
        """This scope without what a conflict of interest hides from any of these accounts."""
        return replace(self, walled_with=frozenset(accounts))

    def standing_with(self, capacities: frozenset[str]) -> "Standing":
        """This person's standing on a row on which they have these capacities."""
        return Standing(self.user_id, self.side, capacities, self.accounts, self.at)

    def unit_capacities(self, row: AccessControlled, named: Set[str | None]) -> frozenset[str]:
        """
        The person's capacities on the unit that has this row; `named`: their named roles on it.
        Empty for a restricted row, unless one of the named roles is the one it admits.
        """
        facts = access_root_of(row)
        unit = facts.unit_of.get(self.side or "")
        walled = facts.is_restricted and access_root_model(type(row)).admits not in named
        if walled or unit is None:
            return NO_CAPACITIES
        return self.capacities.get(getattr(facts, f"{unit}_id"), NO_CAPACITIES)


@cache
def _user_with_grants_sql() -> str:
    """
    SQL of an active user with their grants, one row a grant. Parameter: the user's id.

    Compiled once a process: each request reads a scope, each action another after its lock, and
    compiling the statement took ten times as long as running it.
    """
    same_human = User.objects.filter(human=OuterRef("human")).values("pk")
    rows = User.objects.filter(pk=0, is_active=True).values_list(
        "name", "agency_id", "agency__side", ArraySubquery(same_human),
        "unitgrants__content_object", "unitgrants__content_object__agency__side",
        "unitgrants__permission__codename", "unitgrants__expires_at",
    )  # fmt: skip
    sql, _ids = rows.query.sql_with_params()
    return sql


def scope_of(user: User, *, at: datetime, address: str | None = None) -> Scope:
    """
    Read all that a person holds at `at`, in one query. An inactive user's scope is empty.

    Reads the user again, so that no session outlives a deactivation. Ignores a grant on a unit of
    another side, except the learning side: it has no cases, and people of every side sit on its
    panels and read its figures. is_superuser is never read.
    """
    with prepared_cursor() as cursor:
        cursor.execute(_user_with_grants_sql(), [user.pk and Int8(user.pk)])
        rows = cursor.fetchall()
    if not rows:
        return Scope(None, "", None, None, {}, at)
    name, agency, side, others = rows[0][:4]
    by_unit: defaultdict[int, set[str]] = defaultdict(set)
    for unit, unit_side, capacity, expires_at in (row[4:] for row in rows):
        if unit_side in (side, Side.LEARNING) and (expires_at is None or expires_at > at):
            by_unit[unit].add(capacity)
    capacities = {unit: frozenset(by_unit[unit]) for unit in sorted(by_unit)}
    accounts = frozenset([user.pk, *others])
    return Scope(user.pk, name, side, agency, capacities, at, address, accounts)


# The caller's capacities on a row


@dataclass(frozen=True)
class Standing:
    """The capacities of a caller on one row, and their side."""

    user_id: int | None
    side: str | None
    capacities: frozenset[str]
    accounts: frozenset[int] = frozenset()  # ids of every account of the same person
    at: datetime | None = None  # for permission tests that depend on the time


def standings_on(scope: Scope, rows: Sequence[AccessControlled]) -> dict[UUID, Standing]:
    """{pk: Standing} for rows of one model. One query, whatever their number."""
    named: defaultdict[UUID, set[str | None]] = defaultdict(set)
    if rows and scope.user_id is not None:
        root_ids = list({row.access_root_id for row in rows})
        with prepared_cursor() as cursor:
            params: dict[str, Any] = {"user": Int8(scope.user_id), "held": root_ids, "at": scope.at}
            params["accounts"] = array_text(scope.conflict_account_ids)
            cursor.execute(named_capacities_sql(rows[0].__class__), params)
            for held_id, capacity in cursor:
                named[held_id].add(capacity)
    return {row.pk: _standing_on_row(scope, row, named[row.access_root_id]) for row in rows}


def _standing_on_row(scope: Scope, row: AccessControlled, named: Set[str | None]) -> Standing:
    if None in named:  # in conflict with it
        return scope.standing_with(NO_CAPACITIES)
    as_addressed = scope.capacities.get(row.addressed_unit_id or 0, NO_CAPACITIES)
    as_named = frozenset(capacity for capacity in named if capacity)
    return scope.standing_with(scope.unit_capacities(row, named) | as_named | as_addressed)


def standing_on(scope: Scope, row: AccessControlled) -> Standing:
    """This person's standing on one row; for a row under a case, on its case. One query."""
    return standings_on(scope, [row])[row.pk]
