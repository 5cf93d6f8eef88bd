"""Who asks: those whom the permission model was measured with."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from people.models import Unit, User
from people.sides import Side

# Named on so many open cases and so many closed ones, without a unit that has any of them.
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


def personas(at):
    """{name: the scope of somebody who answers for those units}."""
    police, cps = units(Side.POLICE), units(Side.CPS)
    return {
        "largest force": _someone("largest", police[:1], "supervise_cases", at),
        "smallest force": _someone("smallest", police[-1:], "supervise_cases", at),
        "one CPS Area": _someone("area", cps[:1], "allocate_cases", at),
        "every CPS Area": _someone("every", cps, "allocate_cases", at),
    }


def readers(at):
    """{name: the scope of somebody who reads a worklist}: the same, everybody's, and who is only
    named on cases."""
    police = units(Side.POLICE)
    return personas(at) | {
        "every force": _someone("every-force", police, "inspect_cases", at),
        "named on cases": _named("named", police[0], at),
    }


def units(side):
    """The units of a side that have cases, by how they were loaded: the largest force first."""
    column = "police" if side == Side.POLICE else "cps"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, min(n) FROM bench_place GROUP BY 1 ORDER BY 2")
        ids = [row[0] for row in cursor]
    found = Unit.objects.select_related("agency").in_bulk(ids)
    return [found[pk] for pk in ids]


def _someone(name, held, capacity, at):
    """The scope of a person of that name, made where a database has none yet."""
    from people.access import grant, scope_of

    user, is_new = _user(name, held[0])
    for unit in held if is_new else ():
        grant(capacity, to=user, on=unit, by=user, at=timezone.now())
    return scope_of(user, at=at)


def _named(name, unit, at):
    from people.access import scope_of

    user, is_new = _user(name, unit)
    if is_new:
        known = {"user": user.pk, "unit": unit.pk, "at": at, "open": NAMED_OPEN}
        known |= {"closed": NAMED_CLOSED, "capacity": permission("officer_in_case").pk}
        with connection.cursor() as cursor:
            cursor.execute(NAMED, known)
    return scope_of(user, at=at)


def permission(codename):
    return Permission.objects.get(codename=codename)


def _user(name, unit):
    known = {"name": "Bench", "agency": unit.agency, "password": "!"}
    return User.objects.get_or_create(email=f"bench-{name}@bench.example", defaults=known)
