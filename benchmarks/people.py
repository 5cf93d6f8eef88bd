"""Who asks: those whom the permission model was measured with."""

from django.utils import timezone

from people.models import Unit, User
from people.sides import Side


def personas(at):
    """{name: the scope of somebody who answers for those units}."""
    from people.access import scope_of

    def someone(name, units, capacity):
        user = User.objects.filter(agency=units[0].agency).order_by("pk").first()
        return scope_of(_holding(user, units, capacity), at=at)

    police, cps = _units(Side.POLICE), _units(Side.CPS)
    return {
        "largest force": someone("largest", police[:1], "supervise_cases"),
        "smallest force": someone("smallest", police[-1:], "supervise_cases"),
        "one CPS Area": someone("area", cps[:1], "allocate_cases"),
        "every CPS Area": someone("every", cps, "allocate_cases"),
    }


def _units(side):
    """The units of a side that have cases, by how they were loaded: the largest force first."""
    from django.db import connection

    column = "police" if side == Side.POLICE else "cps"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, min(n) FROM bench_place GROUP BY 1 ORDER BY 2")
        ids = [row[0] for row in cursor]
    found = Unit.objects.select_related("agency").in_bulk(ids)
    return [found[pk] for pk in ids]


def _holding(user, units, capacity):
    from people.access import grant

    fresh = User.objects.create(
        email=f"bench-{user.pk}-{len(units)}-{timezone.now().timestamp()}@bench.example",
        name="Bench", agency=user.agency, password="!",
    )  # fmt: skip
    for unit in units:
        grant(capacity, to=fresh, on=unit, by=fresh, at=timezone.now())
    return fresh
