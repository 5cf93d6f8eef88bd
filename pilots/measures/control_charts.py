"""
Control charts: whether a month differs from earlier ones by more than chance.

Limits come from a baseline, the months before a pilot started, and later months are judged by them.
Sources: Shewhart's three-sigma limits; for single values the moving range, whose mean over 1.128
estimates sigma (Wheeler, Understanding Variation); the run of eight from the Western Electric
rules. The minimum baseline is our setting: with fewer months limits mean little.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

from django.utils.translation import gettext_lazy as _

MIN_BASELINE_MONTHS = 12  # our setting, stated on the page
RUN_LENGTH_MONTHS = 8  # months in a row on one side of the centre
TOO_FEW_MONTHS_FOR_LIMITS = _(
    "Not enough data yet: limits are drawn from %(wanted)s months before the pilot began, and "
    "there are %(found)s."
)


@dataclass(frozen=True)
class ChartPoint:
    """One month: its label, value and limits, and whether it is an outlier."""

    label: Any  # the caller's label of the month: its position, or a word
    value: float
    lower: float
    upper: float
    is_outside: bool
    is_in_run: bool

    @property
    def stands_out(self) -> bool:
        return self.is_outside or self.is_in_run


@dataclass(frozen=True)
class ControlChart:
    """A series with its centre. baseline: number of first points that made the limits."""

    points: list[ChartPoint]
    centre: float
    baseline: int

    @property
    def after(self) -> list[ChartPoint]:
        """The points after the baseline."""
        return self.points[self.baseline :]

    @property
    def has_changed(self) -> bool:
        """Whether any point after the baseline differs by more than chance."""
        return any(each.stands_out for each in self.after)


class TooFewMonthsForLimits(Exception):
    """There are too few months for limits. found, wanted: the number of months, and the minimum."""

    def __init__(self, found: int, wanted: int = MIN_BASELINE_MONTHS) -> None:
        super().__init__(found, wanted)
        self.found, self.wanted = found, wanted

    def __str__(self) -> str:
        return str(TOO_FEW_MONTHS_FOR_LIMITS % {"found": self.found, "wanted": self.wanted})


def xmr_chart(months: Sequence[tuple[Any, float]], *, baseline: int) -> ControlChart:
    """
    An XmR chart of one value a month, such as a median of days.

    months: [(label, value)], in order. baseline: how many are before the pilot. Raises
    TooFewMonthsForLimits.
    """
    values = [value for _label, value in months[:baseline]]
    centre, sigma = _baseline_mean(values, baseline), _moving_sigma(values)
    limits = [(centre - 3 * sigma, centre + 3 * sigma)] * len(months)
    return _chart_with_limits(months, centre, limits, baseline)


def p_chart(months: Sequence[tuple[Any, float, float]], *, baseline: int) -> ControlChart:
    """
    A p chart of proportions, such as charges among decisions.

    months: [(label, number, of how many)]; a month of none has no point. Limits are wider in a
    month of fewer. Raises TooFewMonthsForLimits.
    """
    return _chart_of_ratios(months, baseline, spread=lambda mean: mean * (1 - mean), most=1.0)


def u_chart(months: Sequence[tuple[Any, float, float]], *, baseline: int) -> ControlChart:
    """
    A u chart of events per unit of exposure, such as actions per plan.

    months: [(label, events, exposure)]; a month without exposure has no point. Raises
    TooFewMonthsForLimits.
    """
    return _chart_of_ratios(months, baseline, spread=lambda mean: mean, most=None)


def _chart_of_ratios(
    months: Sequence[tuple[Any, float, float]],
    baseline: int,
    *,
    spread: Callable[[float], float],
    most: float | None,
) -> ControlChart:
    before = sum(1 for _label, _n, of in months[:baseline] if of)
    months = [(label, n, of) for label, n, of in months if of]
    if before < MIN_BASELINE_MONTHS:
        raise TooFewMonthsForLimits(before)
    centre = sum(n for _l, n, _of in months[:before]) / sum(of for _l, _n, of in months[:before])
    limits = []
    for _label, _n, of in months:
        reach = 3 * sqrt(spread(centre) / of)
        upper = centre + reach
        limits.append((max(0.0, centre - reach), upper if most is None else min(most, upper)))
    return _chart_with_limits([(label, n / of) for label, n, of in months], centre, limits, before)


def _chart_with_limits(
    months: Sequence[tuple[Any, float]],
    centre: float,
    limits: Iterable[tuple[float, float]],
    baseline: int,
) -> ControlChart:
    sides = [(value > centre) - (value < centre) for _label, value in months]
    runs = _months_in_runs(sides, baseline)
    points = [
        ChartPoint(label, value, lower, upper, not lower <= value <= upper, n in runs)
        for n, ((label, value), (lower, upper)) in enumerate(zip(months, limits, strict=True))
    ]
    return ControlChart(points, centre, baseline)


def _months_in_runs(sides: Sequence[int], start: int) -> set[int]:
    """The positions, after the baseline, of months in a run of RUN_LENGTH_MONTHS on one side."""
    found: set[int] = set()
    run: list[int] = []
    for place, side in enumerate(sides[start:], start=start):
        run = [*run, place] if side and run and sides[run[-1]] == side else [place] if side else []
        if len(run) >= RUN_LENGTH_MONTHS:
            found |= set(run)
    return found


def _baseline_mean(values: Sequence[float], baseline: int) -> float:
    if len(values) < MIN_BASELINE_MONTHS:
        raise TooFewMonthsForLimits(len(values))
    return sum(values) / len(values)


def _moving_sigma(values: Sequence[float]) -> float:
    """Sigma from the mean moving range: 1.128 is its expected size for two normal values."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    return sum(ranges) / len(ranges) / 1.128
