"""The prosecutors of the units in which a manager allocates cases."""

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from cases.allocation.caseload_text import absence_text, specialisms_text
from cases.allocation.queries.caseloads import absence_days, with_caseload
from cases.models import Absence, ProsecutorSpecialism
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.models import Side, UnitGrant, User
from timeliness.calendar import london_day


def prosecutors_managed_by(scope: Scope) -> QuerySet[User]:
    """Active prosecutors of the units in which the caller allocates cases."""
    grants = UnitGrant.objects.filter(
        live_at(scope.at), content_object__in=scope.units_with("allocate_cases"),
        permission__codename="prosecute_cases",
    )  # fmt: skip
    return User.objects.filter(is_active=True, agency__side=Side.CPS, pk__in=grants.values("user"))


def prosecutor_rows(scope: Scope) -> list[tuple[Any, ...]]:
    """The prosecutors managed by the reader, as tuples in the template's order. One query."""
    people = with_caseload(prosecutors_managed_by(scope), scope).order_by("name", "pk")
    return [
        (
            each.pk, each.name, each.open_cases, each.weight, specialisms_text(each.specialisms),
            [absence_text(*absence_days(row)) for row in each.absences],
        )
        for each in people
    ]  # fmt: skip


def specialisms_of(person: User) -> list[str]:
    """Codes of a prosecutor's current specialisms."""
    rows = ProsecutorSpecialism.objects.filter(person=person, ended_at=None)
    return list(rows.order_by("code").values_list("code", flat=True))


def version_of_specialisms(person: User) -> int:
    """Version for the optimistic lock: number of specialisms added plus ended."""
    rows = ProsecutorSpecialism.objects.filter(person=person)
    found = rows.aggregate(begun=Count("pk"), ended=Count("ended_at"))
    return int(found["begun"] + found["ended"])


def absences_of(person: User, *, at: datetime) -> list[Absence]:
    """A prosecutor's current and future absences, soonest first."""
    rows = Absence.objects.filter(person=person, ended_at=None, until_on__gte=london_day(at))
    return list(rows.order_by("from_on", "pk"))
