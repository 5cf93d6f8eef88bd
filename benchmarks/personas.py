"""The people as whom pages are measured, the same as when the permission model was chosen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from people.access.grants import grant_capacity
from people.access.scopes import Scope, scope_of
from people.identity.sides import Side
from people.models import Unit, User

# Numbers of open and closed cases on which a person without a unit is named.
NAMED_OPEN, NAMED_CLOSED = 85, 500
NAMED = """
INSERT INTO cases_casegrant (user_id, permission_id, granted_by_id, granted_at, content_object_id,
    is_open)
SELECT %(user)s, %(capacity)s, %(user)s, %(at)s, id, is_open FROM (
    SELECT cases_case.id, open.n > 0 AS is_open,
        row_number() OVER (PARTITION BY open.n > 0 ORDER BY md5(cases_case.id::text)) AS n
    FROM cases_case CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM cases_suspect WHERE case_id = cases_case.id AND is_open
    ) AS open WHERE police_unit_id = %(unit)s AND NOT is_restricted
) AS cases WHERE n <= CASE WHEN is_open THEN %(open)s ELSE %(closed)s END"""


def personas(at: datetime) -> dict[str, Scope]:
    """{name: scope of a person with a capacity on these units}."""
    police, cps = units_with_cases(Side.POLICE), units_with_cases(Side.CPS)
    return {
        "largest force": _person_holding_units("largest", police[:1], "supervise_cases", at),
        "smallest force": _person_holding_units("smallest", police[-1:], "supervise_cases", at),
        "one CPS Area": _person_holding_units("area", cps[:1], "allocate_cases", at),
        "every CPS Area": _person_holding_units("every", cps, "allocate_cases", at),
    }


def worklist_readers(at: datetime) -> dict[str, Scope]:
    """{name: scope}: personas() and two more, one of whom is only named on cases."""
    police = units_with_cases(Side.POLICE)
    return personas(at) | {
        "every force": _person_holding_units("every-force", police, "inspect_cases", at),
        "named on cases": _person_named_on_cases("named", police[0], at),
    }


def units_with_cases(side: Side) -> list[Unit]:
    """The units of a side that have cases, as they were loaded: the largest force first."""
    column = "police" if side == Side.POLICE else "cps"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, min(n) FROM bench_place GROUP BY 1 ORDER BY 2")
        ids = [row[0] for row in cursor]
    found = Unit.objects.select_related("agency").in_bulk(ids)
    return [found[pk] for pk in ids]


def _person_holding_units(name: str, held: Sequence[Unit], capacity: str, at: datetime) -> Scope:
    """The scope of the person of this name, who is added if the database has none."""
    user, is_new = _user(name, held[0])
    for unit in held if is_new else ():
        grant_capacity(capacity, to=user, on=unit, by=user, at=timezone.now())
    return scope_of(user, at=at)


def _person_named_on_cases(name: str, unit: Unit, at: datetime) -> Scope:
    user, is_new = _user(name, unit)
    if is_new:
        known: dict[str, Any] = {"user": user.pk, "unit": unit.pk, "at": at, "open": NAMED_OPEN}
        known |= {"closed": NAMED_CLOSED, "capacity": permission_named("officer_in_case").pk}
        with connection.cursor() as cursor:
            cursor.execute(NAMED, known)
    return scope_of(user, at=at)


def permission_named(codename: str) -> Permission:
    return Permission.objects.get(codename=codename)


def _user(name: str, unit: Unit) -> tuple[User, bool]:
    known = {"name": "Bench", "agency": unit.agency, "password": "!"}
    return User.objects.get_or_create(email=f"bench-{name}@bench.example", defaults=known)
