"""Who of some units is free: what each person holds, and how much of it is due soon."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.allocation.caseload_text import absence_text, specialisms_text
from cases.allocation.queries.caseloads import absence_days, with_caseload
from cases.models import Suspect
from cases.states import OPEN_STATES
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.models import Side, UnitGrant, User
from timeliness.calendar import end_of_day, london_day

SOON = timedelta(days=7)
# Whose cases they are, by side: the capacity on a unit, and the field of a case.
HOLDERS: dict[str | None, tuple[str, str]] = {
    Side.POLICE: ("refer_cases", "officer"),
    Side.CPS: ("prosecute_cases", "prosecutor"),
}


@dataclass(frozen=True)
class FreePerson:
    """
    A person and the open work that they hold, as far as the reader may see it.

    load: open suspects of an officer, points of a prosecutor. due_soon: suspects whose date is
    within seven days or has passed; overdue: of these, those of whom it has passed.
    """

    pk: int
    name: str
    open_cases: int
    load: int
    due_soon: int
    overdue: int
    specialisms: str = ""
    away: list[str] = field(default_factory=list)
    is_away: bool = False


def free_people(scope: Scope, units: Sequence[int]) -> list[FreePerson]:
    """
    The people of these units who hold cases, who has least first, who is away today last.

    Leave is known of prosecutors alone. One query.
    """
    capacity, held_as = HOLDERS[scope.side]
    grants = UnitGrant.objects.filter(
        live_at(scope.at), content_object__in=units, permission__codename=capacity
    )
    people = User.objects.filter(
        is_active=True, agency__side=scope.side, pk__in=grants.values("user")
    )
    rows = with_caseload(people, scope) if scope.side == Side.CPS else people
    theirs = Suspect.objects.for_scope(scope).filter(
        state__in=OPEN_STATES, **{f"case__{held_as}": OuterRef("pk")}
    )
    found = [
        _free_person(each, scope)
        for each in rows.annotate(
            suspects=_suspect_count(theirs, held_as, Q()),
            cases=_suspect_count(theirs, held_as, Q(), of="case"),
            due_soon=_suspect_count(theirs, held_as, _due_before(scope, is_soon=True)),
            overdue=_suspect_count(theirs, held_as, _due_before(scope, is_soon=False)),
        )
    ]
    return sorted(found, key=lambda each: (each.is_away, each.load, each.name, each.pk))


def _suspect_count(theirs: QuerySet[Suspect], held_as: str, when: Q, *, of: str = "pk") -> Any:
    rows = theirs.filter(when).order_by().values(f"case__{held_as}")
    return Coalesce(Subquery(rows.annotate(n=Count(of, distinct=True)).values("n")), 0)


def _due_before(scope: Scope, *, is_soon: bool) -> Q:
    """Suspects of whom the reader's side has the turn, and the date is soon or has passed."""
    if is_soon:  # dates end with the last moment of their day
        return Q(holder_side=scope.side, due_at__lte=end_of_day(london_day(scope.at + SOON)))
    return Q(holder_side=scope.side, due_at__lt=scope.at)


def _free_person(row: Any, scope: Scope) -> FreePerson:
    held = {"pk": row.pk, "name": row.name, "open_cases": row.cases}
    held |= {"due_soon": row.due_soon, "overdue": row.overdue}
    if scope.side != Side.CPS:
        return FreePerson(**held, load=row.suspects)
    away, today = [absence_days(each) for each in row.absences], london_day(scope.at)
    return FreePerson(
        **held,
        load=row.weight,
        specialisms=specialisms_text(row.specialisms),
        away=[absence_text(*days) for days in away],
        is_away=any(first <= today <= last for first, last in away),
    )
