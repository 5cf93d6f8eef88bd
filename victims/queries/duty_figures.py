"""
How many victims were told in time, unit by unit, and how well; with the list behind each number.

A figure is a question about a duty: of how many it can be asked, and of how many it is true. It is
counted over what the reader may see, from the duties themselves. A duty is of the month in which
it was due and of the unit that owed it. One that ended untold, because its fact was corrected or
the victim opted out, is of no figure. What was sent in time and is not known to have arrived is not
late, and not told either: it is in no figure until one or the other is known (ADR 0042).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.queries.plan_quality import Period, period_of
from people.access import Scope
from people.models import Unit
from timeliness.calendar import add_months, london_day
from victims.models import Duty, IsvaTold, Outcome
from victims.queries.duties import line

PAGE_SIZE = 50


@dataclass(frozen=True)
class Figure:
    """One question: its name in an address, its words, of which duties it is asked, and true."""

    name: str
    label: Promise
    hint: Promise
    among: Callable
    true: Callable


SENT_IN_TIME = Q(sent_at__isnull=False, sent_at__lte=F("clock__due_at"))


def _has_run_out(at: datetime) -> Q:
    overdue = Q(is_open=True, clock__due_at__lt=at)
    return Q(kept_at__isnull=False) | overdue & ~SENT_IN_TIME


def _in_time(at: datetime) -> Q:
    """Told by the due day; or told later by what was sent by then, or after it."""
    return Q(kept_at__lte=F("clock__due_at")) | Q(kept_at__isnull=False) & SENT_IN_TIME


FIGURES = (
    Figure(
        "in-time", _("Told in time"),
        _("Of news told, or still to be told and overdue. News sent in time counts once "
        "it is known to have arrived or to have come back"),
        _has_run_out, _in_time,
    ),
    Figure(
        "got-through", _("Reached the victim"),
        _("Of news told; the rest arrived in writing"),
        lambda at: Q(told__isnull=False), lambda at: Q(told__contact__outcome=Outcome.REACHED),
    ),
    Figure(
        "as-preferred", _("In the way the victim wants"),
        _("Of news told where the victim has said how they want to hear"),
        lambda at: Q(told__contact__as_preferred__isnull=False),
        lambda at: Q(told__contact__as_preferred=True),
    ),
    Figure(
        "isva-told", _("The ISVA was told as well"), _("Of news told where there is an ISVA"),
        lambda at: Q(told__contact__isva_told__in=[IsvaTold.YES, IsvaTold.NO]),
        lambda at: Q(told__contact__isva_told=IsvaTold.YES),
    ),
)  # fmt: skip
BY_NAME = {figure.name: figure for figure in FIGURES}


@dataclass(frozen=True)
class Share:
    """So many of so many, of one unit."""

    figure: Figure
    true: int
    among: int


@dataclass(frozen=True)
class Group:
    """The figures of one unit."""

    pk: int
    name: str
    shares: list


@dataclass(frozen=True)
class Report:
    """A period, unit by unit, and the months there are."""

    period: Period
    months: list
    groups: list


@dataclass(frozen=True)
class Listed:
    """Some of the duties behind a number, and the number of the next page where there is one."""

    label: Promise
    ids: list
    lines: list  # (reference, line)
    total: int
    following: int | None


def _duties(scope: Scope, period: Period) -> QuerySet[Duty]:
    rows = Duty.objects.for_scope(scope).filter(ended_because="")
    return rows.filter(period.within("clock__due_at"))


def report(scope: Scope, *, month: str) -> Report:
    """Every unit of whose duties the reader may see any. Three queries."""
    period, at, unit = period_of(month), scope.at, "clock__recipient_unit"
    asked = {}
    for figure in FIGURES:
        among = figure.among(at)
        asked[f"{figure.name}|among"] = Count("pk", filter=among)
        asked[f"{figure.name}|true"] = Count("pk", filter=among & figure.true(at))
    counted = _duties(scope, period).values(unit).order_by().annotate(**asked)
    found = {row[unit]: row for row in counted}
    names = Unit.objects.filter(pk__in=found).order_by("agency__name", "name")
    groups = [
        Group(pk, f"{agency}: {name}", _shares(found[pk]))
        for pk, agency, name in names.values_list("pk", "agency__name", "name")
    ]
    return Report(period, _months(scope), groups)


def _shares(row: Mapping[str, int]) -> list[Share]:
    return [Share(each, row[f"{each.name}|true"], row[f"{each.name}|among"]) for each in FIGURES]


def _months(scope: Scope) -> list[date]:
    """The months in which something was or is due, latest first. One query."""
    rows = _duties(scope, Period(None))
    held = rows.aggregate(first=Min("clock__due_at"), last=Max("clock__due_at"))
    if held["first"] is None:
        return []
    month, first = (london_day(held[each]).replace(day=1) for each in ("last", "first"))
    found = [month]
    while found[-1] > first:
        found.append(add_months(found[-1], -1))
    return found


def listed(
    scope: Scope, *, name: str, unit: int, month: str, among: bool, page: int = 1
) -> Listed | None:
    """The duties behind a number; None where there is no such figure. Two queries."""
    figure = BY_NAME.get(name)
    if figure is None:
        return None
    asked = figure.among(scope.at) if among else figure.among(scope.at) & figure.true(scope.at)
    rows = _duties(scope, period_of(month)).filter(asked, clock__recipient_unit=unit)
    rows = rows.select_related(
        "case", "record", "suspect", "clock", "told__contact__by", "ended_by"
    ).order_by("-clock__due_at", "pk")
    total, start = rows.count(), PAGE_SIZE * (page - 1)
    shown = list(rows[start : start + PAGE_SIZE])
    lines = [(row.case.urn, row.record.number, line(row, at=scope.at)) for row in shown]
    following = page + 1 if start + len(shown) < total else None
    return Listed(figure.label, [row.pk for row in shown], lines, total, following)
