"""
The months of an Area in a pilot and of its comparators, and their statistics.

Everything is computed from the published, rounded numbers of each month. A month with too few
people is in no limit and no estimate.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from pilots.disclosure_control.rounding import MIN_PEOPLE_FOR_HALF, MIN_PEOPLE_FOR_PROPORTION
from pilots.measures.control_charts import (
    ChartPoint,
    ControlChart,
    TooFewMonthsForLimits,
    p_chart,
    u_chart,
    xmr_chart,
)
from pilots.measures.time_series import MIN_MONTHS_EACH_SIDE
from pilots.queries.proportions.by_month import RateCounts
from pilots.queries.proportions.figures import ProportionFigure
from pilots.queries.stages.figures import StageFigure
from pilots.queries.stages.text import NOT_REACHED_TEXT, TOO_FEW_TEXT
from timeliness.calendar import add_months

MONTHS_BEFORE_START = 24  # months before the start that are used: our setting, stated on the page
TAKES_PART_TEXT = _("Takes part itself")

MonthFigure = StageFigure | ProportionFigure | RateCounts
ValueText = str | Promise | float


@dataclass(frozen=True)
class MeasureKind:
    """
    A kind of measure. told: (value of a month or None, its words).

    chart: the control chart of [(position of the month, its figure, or None where it has no
    value)], of which the first `baseline` are before the pilot.
    """

    value_and_text: Callable[[Any], tuple[float | None, ValueText]]
    chart: Callable[..., ControlChart]
    digits: int = 0  # decimals of limits


@dataclass(frozen=True)
class MonthlySeries:
    """
    The months of one place, oldest first, and its chart. refused: why there is none.

    values: None for a month without a value; words: each value, or why there is none. start: number
    of months before the pilot. too_new: months since the start that are left out, because they
    cannot be judged yet.
    """

    name: str
    values: list[float | None]
    words: list[ValueText]
    kind: MeasureKind
    chart: ControlChart | None
    refused: str = ""
    start: int = 0
    too_new: int = 0

    @property
    def points(self) -> dict[int, ChartPoint]:
        """{position of the month: its point in the chart}."""
        return {point.label: point for point in self.chart.points} if self.chart else {}

    def count_of(self, words: str | Promise) -> int:
        """Number of months with this text in the place of a value."""
        return sum(each == words for each in self.words)

    def since_start(self, words: str | Promise) -> int:
        """Number of months with this text since the start."""
        return sum(each == words for each in self.words[self.start :])


def months_judged(starts_on: date, follow_up_days: int, *, today: date, until: date) -> list[date]:
    """
    First days of the months that are over and followed for long enough, oldest first.

    until: the first day that is not published.
    """
    month, found = add_months(starts_on.replace(day=1), -MONTHS_BEFORE_START), []
    while month < until and is_month_followed_up(month, follow_up_days, today=today):
        found.append(month)
        month = add_months(month, 1)
    return found


def count_months_too_new(starts_on: date, judged: Collection[date], *, today: date) -> int:
    """Number of months since the start, including this one, that are not judged yet."""
    month, n = starts_on.replace(day=1), 0
    while month <= today:
        n += month not in judged
        month = add_months(month, 1)
    return n


def is_month_followed_up(month: date, follow_up_days: int, *, today: date) -> bool:
    """Whether everything that began in a month has been followed for the pilot's follow-up time."""
    return add_months(month, 1) + timedelta(days=follow_up_days - 1) <= today


def monthly_series(
    name: str,
    months: Sequence[MonthFigure],
    kind: MeasureKind,
    *,
    start: int,
    too_new: int = 0,
    until: int | None = None,
) -> MonthlySeries:
    """
    The series of a place. start: number of months before the pilot.

    too_new: number of months since then that are left out. until: number of months to use, for an
    Area that joins the pilot later.
    """
    until = len(months) if until is None else until
    told = [
        kind.value_and_text(each) if n < until else (None, TAKES_PART_TEXT)
        for n, each in enumerate(months)
    ]
    values, words = [value for value, _words in told], [words for _value, words in told]
    shown = [(n, None if values[n] is None else month) for n, month in enumerate(months)]
    try:
        chart = kind.chart(shown, baseline=start)
    except TooFewMonthsForLimits as refused:
        return MonthlySeries(name, values, words, kind, None, str(refused), start, too_new)
    return MonthlySeries(name, values, words, kind, chart, "", start, too_new)


def _days_value(figure: StageFigure) -> tuple[float | None, ValueText]:
    if figure.half is not None:
        return figure.half, figure.half
    return None, TOO_FEW_TEXT if figure.people < MIN_PEOPLE_FOR_HALF else NOT_REACHED_TEXT


def _days_chart(months: Iterable[tuple[int, StageFigure | None]], *, baseline: int) -> ControlChart:
    return xmr_chart(
        [(n, figure.half if figure else None) for n, figure in months], baseline=baseline
    )


def _proportion_value(share: ProportionFigure) -> tuple[float | None, ValueText]:
    if share.per_cent is None:
        return None, TOO_FEW_TEXT
    facts = {"share": share.per_cent, "true": share.true, "known": share.known}
    words = translated("%(share)s%% (%(true)s of %(known)s)") % facts
    return 100 * share.true / share.known, words


def _proportion_chart(
    months: Iterable[tuple[int, ProportionFigure | None]], *, baseline: int
) -> ControlChart:
    """A p chart, in per cent."""
    rows = [(n, share.true, share.known) if share else (n, 0, 0) for n, share in months]
    chart = p_chart(rows, baseline=baseline)
    points = [
        replace(each, value=100 * each.value, lower=100 * each.lower, upper=100 * each.upper)
        for each in chart.points
    ]
    return replace(chart, points=points, centre=100 * chart.centre)


def _rate_value(counts: RateCounts) -> tuple[float | None, ValueText]:
    if not counts.events or counts.exposure < MIN_PEOPLE_FOR_PROPORTION:
        return None, TOO_FEW_TEXT
    rate = counts.events / counts.exposure
    facts = {"rate": f"{rate:.1f}", "events": counts.events, "exposure": counts.exposure}
    return rate, translated("%(rate)s (%(events)s for %(exposure)s)") % facts


def _rate_chart(months: Iterable[tuple[int, RateCounts | None]], *, baseline: int) -> ControlChart:
    rows = [(n, each.events, each.exposure) if each else (n, 0, 0) for n, each in months]
    return u_chart(rows, baseline=baseline)


STAGE_KIND = MeasureKind(_days_value, _days_chart)
PROPORTION_KIND = MeasureKind(_proportion_value, _proportion_chart)
RATE_KIND = MeasureKind(_rate_value, _rate_chart, digits=1)


def mean_of_comparators(
    compared: Iterable[Sequence[float | None]], *, start: int
) -> list[float | None] | None:
    """
    The mean over the comparators for each month; None if none has enough months before the start.

    Each counts by its distance from its own line before the start, so that an Area which joins the
    pilot, and is no comparator from then on, leaves no step behind, nor one with missing months,
    whatever its level and trend.
    """
    kept = []
    for values in compared:
        before = {n: value for n, value in enumerate(values[:start]) if value is not None}
        if len(before) >= MIN_MONTHS_EACH_SIDE:
            line = _fitted_line(before, len(values))
            kept.append([None if value is None else value - line[n]
                         for n, value in enumerate(values)])  # fmt: skip
    if not kept:
        return None
    return [_mean_or_none([value for value in month if value is not None])
            for month in zip(*kept, strict=True)]  # fmt: skip


def _fitted_line(before: Mapping[int, float], months: int) -> list[float]:
    """Fit a straight line to {month: value}. Returns its value for each of this many months."""
    import numpy as np

    trend, level = np.polyfit(list(before), [float(value) for value in before.values()], 1)
    return [float(level + trend * n) for n in range(months)]


def _mean_or_none(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
