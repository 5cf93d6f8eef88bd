"""
How much each prosecutor has, what each specialises in and when each is away; and whom that speaks
for. A suggestion and its reasons: the manager chooses freely.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Which
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, JSONObject

from cases.caseload_words import Ranked
from cases.deadlines import Urgency
from cases.models import Absence, Case, ProsecutorSpecialism, Suspect
from cases.queries.allegations import alleged
from cases.specialisms import wanted
from cases.states import OPEN
from people.access import Scope
from people.models import User
from timeliness import periods
from timeliness.calendar import london_day

WEIGHTS = {
    Urgency.RED: "caseload_red",
    Urgency.GREEN_PRIORITY: "caseload_green_priority",
}
OTHER = "caseload_other"  # green, and what has not been referred for a charging decision


def with_load(people: QuerySet[User], scope: Scope, *, area: str = "") -> QuerySet[Any]:
    """
    Some people, each with open_cases and weight, as far as the person asking may know; and with
    specialisms (codes) and absences that are not over. In one query with theirs.
    """
    today = london_day(scope.at)
    mine = {"person": OuterRef("pk"), "ended_at": None}
    known = ProsecutorSpecialism.objects.filter(**mine).order_by("code")
    away = Absence.objects.filter(**mine, until_on__gte=today).order_by("from_on", "pk")
    days = JSONObject(first="from_on", last="until_on")
    return people.annotate(
        open_cases=Coalesce(Subquery(_cases(scope)), 0),
        weight=Coalesce(Subquery(_weights(scope, area, today)), 0),
        specialisms=ArraySubquery(known.values("code")),
        absences=ArraySubquery(away.values(days=days)),
    )


def _cases(scope: Scope) -> QuerySet[Any]:
    open_suspects = Suspect.objects.for_scope(scope).filter(case=OuterRef("pk"), state__in=OPEN)
    theirs = Case.objects.for_scope(scope).filter(Exists(open_suspects), prosecutor=OuterRef("pk"))
    return theirs.order_by().values("prosecutor").annotate(n=Count("pk")).values("n")


def _weights(scope: Scope, area: str, today: date) -> QuerySet[Any]:
    """The points of every open suspect of a prosecutor's cases, as periods.toml weighs them."""

    def points(key: str) -> Value:
        return Value(periods.in_force(key, on=today, area=area).amount)

    weighed = [When(urgency=urgency, then=points(key)) for urgency, key in WEIGHTS.items()]
    theirs = Suspect.objects.for_scope(scope).filter(
        case__prosecutor=OuterRef("pk"), state__in=OPEN
    )
    summed = theirs.order_by().values("case__prosecutor")
    return summed.annotate(n=Sum(Which(*weighed, default=points(OTHER)))).values("n")


def ranked(people: list[Ranked], case: Case, scope: Scope) -> list[Ranked]:
    """
    These people, whom the facts speak for first. One query more.

    Whoever is away today comes last; before that whoever has more of the specialisms that the case
    wants, and then whoever has less to do. Each gets fitting (those specialisms), away (first and
    last days), is_away (today) and is_suggested.
    """
    asked = _wanted(case, scope) if people else []
    today = london_day(scope.at)
    for each in people:
        each.fitting = [code for code in asked if code in each.specialisms]
        each.away = [days_of(row) for row in each.absences]
        each.is_away = any(first <= today <= last for first, last in each.away)
    people = sorted(people, key=_best_first)
    for each in people:
        each.is_suggested = each is people[0] and len(people) > 1 and not each.is_away
    return people


def _best_first(person: Ranked) -> tuple[bool, int, int, str, int]:
    return person.is_away, -len(person.fitting), person.weight, person.name, person.pk


def _wanted(case: Case, scope: Scope) -> list[str]:
    rows = alleged(scope).filter(case=case)
    return wanted(rows.order_by().values_list("offence__title", flat=True).distinct())


def days_of(absence: Mapping[str, str]) -> tuple[date, date]:
    """The first and the last day of an absence, which came inside JSON."""
    return date.fromisoformat(absence["first"]), date.fromisoformat(absence["last"])
