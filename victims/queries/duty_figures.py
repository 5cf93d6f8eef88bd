"""
Proportions of duties met in time, by unit, with the duties behind each number.

Only duties that the reader may see are counted, in the month in which they were due, for the unit
that owed them. A duty that ended because its fact was corrected or the victim opted out is in no
figure. News that was sent in time and is not known to have arrived is neither late nor told: it is
in no figure until its result is known (ADR 42).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.quality_reports.queries.plan_quality import MonthFilter, month_filter_from_text
from people.access.row_security import COUNTING_PURPOSE, for_purpose
from people.access.scopes import Scope
from people.models import Unit
from people.web.pagination import numbered_page
from timeliness.calendar import add_months, london_day
from victims.models import ContactOutcome, Duty, IsvaTold
from victims.queries.duties import DutyRow, duty_row


@dataclass(frozen=True)
class DutyFigure:
    """One figure: its name in the URL, its label, the duties it is counted of, and its test."""

    name: str
    label: Promise
    hint: Promise
    among: Callable[[datetime], Q]
    true: Callable[[datetime], Q]


SENT_IN_TIME = Q(sent_at__isnull=False, sent_at__lte=F("clock__due_at"))


def _is_told_or_overdue(at: datetime) -> Q:
    overdue = Q(is_open=True, clock__due_at__lt=at)
    return Q(kept_at__isnull=False) | overdue & ~SENT_IN_TIME


def _is_told_in_time(at: datetime) -> Q:
    """Whether the victim was told by the due day, or news sent by then reached them later."""
    return Q(kept_at__lte=F("clock__due_at")) | Q(kept_at__isnull=False) & SENT_IN_TIME


DUTY_FIGURES = (
    DutyFigure(
        "in-time", _("Told in time"),
        _("Of news told, or still to be told and overdue. News sent in time counts once "
        "it is known to have arrived or to have come back"),
        _is_told_or_overdue, _is_told_in_time,
    ),
    DutyFigure(
        "got-through", _("Reached the victim"),
        _("Of news told; the rest arrived in writing"),
        lambda at: Q(told__isnull=False),
        lambda at: Q(told__contact__outcome=ContactOutcome.REACHED),
    ),
    DutyFigure(
        "as-preferred", _("In the way the victim wants"),
        _("Of news told where the victim has said how they want to hear"),
        lambda at: Q(told__contact__as_preferred__isnull=False),
        lambda at: Q(told__contact__as_preferred=True),
    ),
    DutyFigure(
        "isva-told", _("The ISVA was told as well"), _("Of news told where there is an ISVA"),
        lambda at: Q(told__contact__isva_told__in=[IsvaTold.YES, IsvaTold.NO]),
        lambda at: Q(told__contact__isva_told=IsvaTold.YES),
    ),
)  # fmt: skip
DUTY_FIGURES_BY_NAME = {figure.name: figure for figure in DUTY_FIGURES}


@dataclass(frozen=True)
class DutyProportion:
    """A number of duties out of a total, of one unit."""

    figure: DutyFigure
    true: int
    among: int


@dataclass(frozen=True)
class UnitDutyFigures:
    """The figures of one unit."""

    pk: int
    name: str
    shares: list[DutyProportion]


@dataclass(frozen=True)
class DutyFigureReport:
    """The figures of a period by unit, and the months to choose from."""

    period: MonthFilter
    months: list[date]
    groups: list[UnitDutyFigures]


@dataclass(frozen=True)
class DutiesBehindFigure:
    """A page of the duties behind a number, and the number of the next page."""

    label: Promise
    ids: list[UUID]
    lines: list[tuple[str, int, DutyRow]]  # (reference, line)
    total: int
    following: int | None


def _duties_in_period(scope: Scope, period: MonthFilter) -> QuerySet[Duty]:
    rows = Duty.objects.for_scope(scope).filter(ended_because="")
    return rows.filter(period.within("clock__due_at"))


@for_purpose(COUNTING_PURPOSE)
def duty_figure_report(scope: Scope, *, month: str) -> DutyFigureReport:
    """The figures of every unit of whose duties the reader may see any. Three queries."""
    period, at, unit = month_filter_from_text(month), scope.at, "clock__recipient_unit"
    asked = {}
    for figure in DUTY_FIGURES:
        among = figure.among(at)
        asked[f"{figure.name}|among"] = Count("pk", filter=among)
        asked[f"{figure.name}|true"] = Count("pk", filter=among & figure.true(at))
    counted = _duties_in_period(scope, period).values(unit).order_by().annotate(**asked)
    found = {row[unit]: row for row in counted}
    names = Unit.objects.filter(pk__in=found).order_by("agency__name", "name")
    groups = [
        UnitDutyFigures(pk, f"{agency}: {name}", _duty_proportions(found[pk]))
        for pk, agency, name in names.values_list("pk", "agency__name", "name")
    ]
    return DutyFigureReport(period, _months_with_duties(scope), groups)


def _duty_proportions(row: Mapping[str, int]) -> list[DutyProportion]:
    return [
        DutyProportion(each, row[f"{each.name}|true"], row[f"{each.name}|among"])
        for each in DUTY_FIGURES
    ]


def _months_with_duties(scope: Scope) -> list[date]:
    """The months in which a duty was or is due, newest first. One query."""
    rows = _duties_in_period(scope, MonthFilter(None))
    span = rows.aggregate(first=Min("clock__due_at"), last=Max("clock__due_at"))
    if span["first"] is None:
        return []
    month, first = (london_day(span[each]).replace(day=1) for each in ("last", "first"))
    found = [month]
    while found[-1] > first:
        found.append(add_months(found[-1], -1))
    return found


def duties_behind_figure(
    scope: Scope, *, name: str, unit: int, month: str, among: bool, page: int = 1
) -> DutiesBehindFigure | None:
    """The duties behind a number; None where there is no such figure. Two queries."""
    figure = DUTY_FIGURES_BY_NAME.get(name)
    if figure is None:
        return None
    condition = figure.among(scope.at) if among else figure.among(scope.at) & figure.true(scope.at)
    rows = _duties_in_period(scope, month_filter_from_text(month)).filter(
        condition, clock__recipient_unit=unit
    )
    rows = rows.select_related(
        "case", "record", "suspect", "clock", "told__contact__by", "ended_by"
    ).order_by("-clock__due_at", "pk")
    total, (shown, following) = rows.count(), numbered_page(rows, page)
    lines = [(row.case.urn, row.record.number, duty_row(row, at=scope.at)) for row in shown]
    return DutiesBehindFigure(figure.label, [row.pk for row in shown], lines, total, following)
