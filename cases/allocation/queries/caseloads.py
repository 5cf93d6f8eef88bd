"""Prosecutors' caseloads, specialisms and absences, and the ranking for an allocation.

The ranking is a suggestion with reasons: the manager chooses freely.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Which
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from cases.allocation.caseload_text import RankedProsecutor
from cases.deadlines import Urgency
from cases.models import Absence, Case, ProsecutorSpecialism, Suspect
from cases.models.sealed_json import JSONFacts
from cases.queries.allegations import visible_allegations
from cases.specialisms import wanted_specialisms
from cases.states import OPEN_STATES
from people.access.scopes import Scope
from people.models import User
from timeliness import periods
from timeliness.calendar import london_day

WEIGHT_PERIODS = {
    Urgency.RED: "caseload_red",
    Urgency.GREEN_PRIORITY: "caseload_green_priority",
}
OTHER_WEIGHT = "caseload_other"  # green, and not referred for a charging decision


def with_caseload(people: QuerySet[User], scope: Scope, *, area: str = "") -> QuerySet[Any]:
    """Annotate people with open_cases, weight, specialisms (codes) and current or future absences.

    Counts only cases that the caller may see. No query of its own.
    """
    today = london_day(scope.at)
    mine = {"person": OuterRef("pk"), "ended_at": None}
    prosecutor_specialisms = ProsecutorSpecialism.objects.filter(**mine).order_by("code")
    away = Absence.objects.filter(**mine, until_on__gte=today).order_by("from_on", "pk")
    days = JSONFacts(first="from_on", last="until_on")
    return people.annotate(
        open_cases=Coalesce(Subquery(_open_case_count(scope)), 0),
        weight=Coalesce(Subquery(_caseload_weight(scope, area, today)), 0),
        specialisms=ArraySubquery(prosecutor_specialisms.values("code")),
        absences=ArraySubquery(away.values(days=days)),
    )


def _open_case_count(scope: Scope) -> QuerySet[Any]:
    open_suspects = Suspect.objects.for_scope(scope).filter(
        case=OuterRef("pk"), state__in=OPEN_STATES
    )
    theirs = Case.objects.for_scope(scope).filter(Exists(open_suspects), prosecutor=OuterRef("pk"))
    return theirs.order_by().values("prosecutor").annotate(n=Count("pk")).values("n")


def _caseload_weight(scope: Scope, area: str, today: date) -> QuerySet[Any]:
    """Points of all open suspects of a prosecutor's cases, as periods.toml weighs them."""

    def points(key: str) -> Value:
        return Value(periods.period_in_force(key, on=today, area=area).amount)

    weighed = [When(urgency=urgency, then=points(key)) for urgency, key in WEIGHT_PERIODS.items()]
    theirs = Suspect.objects.for_scope(scope).filter(
        case__prosecutor=OuterRef("pk"), state__in=OPEN_STATES
    )
    summed = theirs.order_by().values("case__prosecutor")
    return summed.annotate(n=Sum(Which(*weighed, default=points(OTHER_WEIGHT)))).values("n")


def rank_prosecutors(
    people: list[RankedProsecutor], case: Case, scope: Scope
) -> list[RankedProsecutor]:
    """Sort people by suitability for a case. One query."""
    return order_by_suitability(people, _wanted_specialisms(case, scope) if people else [], scope)


def order_by_suitability(
    people: list[RankedProsecutor], asked: Collection[str], scope: Scope
) -> list[RankedProsecutor]:
    """Sort people by suitability for a case that wants these specialisms.

    Present before absent, then more of the wanted specialisms, then lower weight. Sets on each:
    fitting (those specialisms), away ([(first day, last day)]), is_away (today) and is_suggested.
    """
    today = london_day(scope.at)
    for each in people:
        each.fitting = [code for code in asked if code in each.specialisms]
        each.away = [absence_days(row) for row in each.absences]
        each.is_away = any(first <= today <= last for first, last in each.away)
    people = sorted(people, key=_rank_key)
    for each in people:
        each.is_suggested = each is people[0] and len(people) > 1 and not each.is_away
    return people


def _rank_key(person: RankedProsecutor) -> tuple[bool, int, int, str, int]:
    return person.is_away, -len(person.fitting), person.weight, person.name, person.pk


def _wanted_specialisms(case: Case, scope: Scope) -> list[str]:
    rows = visible_allegations(scope).filter(case=case)
    return wanted_specialisms(rows.order_by().values_list("offence__title", flat=True).distinct())


def absence_days(absence: Mapping[str, str]) -> tuple[date, date]:
    """First and last day of an absence read from JSON."""
    return date.fromisoformat(absence["first"]), date.fromisoformat(absence["last"])
