"""The page on what has changed at an Area since it takes part in a pilot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import dropwhile
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.models.nullable import not_null
from pilots.charts.frame import PeriodName
from pilots.charts.shapes import Chart
from pilots.disclosure_control.publication_dates import quarters_closed_until
from pilots.measures.control_signals import Signal
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.measures.rates import RATES_BY_CODE, Rate
from pilots.measures.stages import StageMeasure
from pilots.measures.time_series import (
    TimeSeriesEstimate,
    TooFewMonthsAroundStart,
    estimate_time_series,
)
from pilots.models import PilotArea, RegisteredMeasure
from pilots.queries.changes.chart import change_chart
from pilots.queries.changes.chart_annotations import events_by_month
from pilots.queries.changes.series import (
    MONTHS_BEFORE_START,
    PROPORTION_KIND,
    RATE_KIND,
    STAGE_KIND,
    MeasureKind,
    MonthFigure,
    MonthlySeries,
    ValueText,
    count_months_too_new,
    mean_of_comparators,
    monthly_series,
    months_judged,
)
from pilots.queries.changes.text import (
    CHANGE_HEADINGS,
    change_and_interval,
    estimate_sentence,
    series_sentence,
    values_description,
)
from pilots.queries.proportions.by_month import proportions_by_month, rates_by_month
from pilots.queries.publication import figures_published_at
from pilots.queries.stages.figures import stage_figures_by_month
from pilots.queries.stages.text import period_label, period_name
from timeliness.calendar import add_months, london_day


@dataclass(frozen=True)
class MonthChangeRow:
    """
    One month: its value in words, its limits, and the values of each comparator.

    drawn: {name of a line: value} for the chart; a missing value has no name. period: the month’s
    name there.
    """

    label: str
    events: list[str]
    value: ValueText
    limits: str
    others: list[ValueText]
    signal: Signal
    period: PeriodName
    drawn: dict[str, float] = field(default_factory=dict)

    @property
    def stands_out(self) -> bool:
        return self.signal is not Signal.NONE


@dataclass(frozen=True)
class MeasureChangeDetail:
    """
    A registered measure of an Area in a pilot.

    estimates: [(label, here alone, compared)], the latter two as (change, interval), or None where
    they cannot be estimated yet.
    """

    area: PilotArea
    measure: StageMeasure | Proportion | Rate
    registered: RegisteredMeasure
    is_beforehand: bool
    sentence: str
    compared: list[tuple[str, str]]  # [(name, sentence)]
    rows: list[MonthChangeRow]  # oldest first, as in the chart
    chart: Chart | None
    estimates: list[Any]
    estimate: str
    counted_at: datetime | None
    kind: MeasureKind

    @property
    def page(self) -> str | None:
        """The URL name of the page with all figures of the measure; None for a rate."""
        return {STAGE_KIND: "see-figure", PROPORTION_KIND: "see-share"}.get(self.kind)

    @property
    def heading(self) -> Promise:
        return CHANGE_HEADINGS[self.kind]

    @property
    def about(self) -> str:
        return values_description(self.measure, self.kind)


def measure_change_detail(
    area: PilotArea, registered: RegisteredMeasure, *, at: datetime
) -> MeasureChangeDetail:
    """A measure of an Area that takes part. The number of queries is constant."""
    assert area.starts_on is not None
    today, start_month = london_day(at), area.starts_on.replace(day=1)
    others = comparator_areas(area)
    found, kind = _figures_by_area((area, *others), registered.measure, start_month, at=at)
    published = figures_published_at()
    judged = _published_months_judged(area, published, today)
    months = list(dropwhile(lambda month: found[area][month].is_empty, judged))
    start = sum(month < start_month for month in months)
    new = count_months_too_new(area.starts_on, judged, today=today)

    def of(one: PilotArea) -> MonthlySeries:
        until = None if one == area else months_before_joining(one, months)
        figures = [found[one][month] for month in months]
        return monthly_series(one.area.name, figures, kind, start=start, too_new=new, until=until)

    here, there = of(area), [of(each) for each in others]
    events = events_by_month(area, others, registered.measure, months)
    mine = month_change_rows([found[area][month] for month in months], here, there, events)
    estimates, sentence = estimate_rows(here, there, start=start)
    return MeasureChangeDetail(
        area=area, measure=PILOT_MEASURES[registered.measure], registered=registered,
        is_beforehand=london_day(registered.at) < area.starts_on,
        sentence=series_sentence(here, area.starts_on),
        compared=[(each.name, series_sentence(each, area.starts_on)) for each in there],
        rows=mine, estimates=estimates, estimate=sentence, counted_at=published, kind=kind,
        chart=change_chart(registered.measure, registered.expected, here, mine, there),
    )  # fmt: skip


def _figures_by_area(
    areas: Iterable[PilotArea], measure: str, start_month: date, *, at: datetime
) -> tuple[dict[PilotArea, Mapping[date, MonthFigure]], MeasureKind]:
    """({area: {first day of a month: figure}} from MONTHS_BEFORE_START on, the measure's kind)."""
    places = {each: f"agency-{each.area_id}" for each in areas}
    ask, kind = months_query_of_measure(measure)
    found = ask(list(places.values()), at=at, first=add_months(start_month, -MONTHS_BEFORE_START))
    return {each: found[place] for each, place in places.items()}, kind


def _published_months_judged(
    area: PilotArea, published: datetime | None, today: date
) -> list[date]:
    """The months that a pilot is judged by, as far as their figures are published."""
    assert area.starts_on is not None
    until = quarters_closed_until(london_day(published) if published else today)
    return months_judged(area.starts_on, area.pilot.follow_up_days, today=today, until=until)


def months_query_of_measure(measure: str) -> tuple[Callable[..., Any], MeasureKind]:
    """(query for the months of a measure, its kind)."""
    if measure in PROPORTIONS_BY_CODE:
        return partial(proportions_by_month, PROPORTIONS_BY_CODE[measure]), PROPORTION_KIND
    if measure in RATES_BY_CODE:
        return partial(rates_by_month, RATES_BY_CODE[measure]), RATE_KIND
    return partial(stage_figures_by_month, measure), STAGE_KIND


def comparator_areas(area: PilotArea) -> list[PilotArea]:
    """The comparators: Areas that do not take part earlier, or from the same day."""
    rows = area.pilot.areas.filter(is_comparator=True).exclude(pk=area.pk)
    rows = rows.exclude(starts_on__lte=area.starts_on).select_related("area")
    return list(rows.order_by("area__name"))


def months_before_joining(area: PilotArea, months: Iterable[date]) -> int | None:
    """In how many of the months an Area does not take part yet."""
    if area.starts_on is None:
        return None
    return sum(month < area.starts_on.replace(day=1) for month in months)


def month_change_rows(
    figures: Iterable[MonthFigure],
    here: MonthlySeries,
    there: Sequence[MonthlySeries],
    events_by_month: Mapping[date, list[str]],
) -> list[MonthChangeRow]:
    """A row for each month, oldest first."""
    found = []
    for n, figure in enumerate(figures):
        point = here.points.get(n)
        drawn = {"here": here.values[n]} | {
            f"other-{k}": each.values[n] for k, each in enumerate(there)
        }
        limits = ""
        if point:
            low, high, middle = (
                round(max(0, each), here.kind.digits or None)
                for each in (point.lower, point.upper, not_null(here.chart).centre)
            )
            limits = _("%(lower)s to %(upper)s") % {"lower": low, "upper": high}
            drawn |= {"lower": low, "upper": high, "middle": middle}
        found.append(MonthChangeRow(
            label=period_label(figure), events=events_by_month.get(figure.first, []),
            value=here.words[n], limits=limits, others=[each.words[n] for each in there],
            signal=point.signal if point else Signal.NONE, period=period_name(figure),
            drawn={name: value for name, value in drawn.items() if value is not None},
        ))  # fmt: skip
    return found


def estimate_rows(
    here: MonthlySeries, there: Iterable[MonthlySeries], *, start: int
) -> tuple[list[Any], str]:
    """([(label, here alone, compared)], sentence), or ([], why there is no estimate)."""
    compared = mean_of_comparators([each.values for each in there], start=start)
    found: list[TimeSeriesEstimate | TooFewMonthsAroundStart] = []
    for values in (None, compared):
        try:
            found.append(estimate_time_series(here.values, start=start, compared=values))
        except TooFewMonthsAroundStart as refused:
            found.append(refused)
    alone, beside = found
    if isinstance(alone, TooFewMonthsAroundStart):
        return [], str(alone)
    is_known = compared is not None
    both = beside if is_known and not isinstance(beside, TooFewMonthsAroundStart) else None
    table = [
        (
            name,
            change_and_interval(getattr(alone, part)),
            both and change_and_interval(getattr(both, part)),
        )
        for name, part in (
            (_("At the start, at once"), "level"),
            (_("With each month since"), "trend"),
        )
    ]
    return table, estimate_sentence(both or alone)
