"""
Control charts: whether a month differs from earlier ones by more than chance.

Limits come from a baseline, the months before a pilot started, and later months are judged by them;
no run or trend reaches across the start. Sources: Shewhart's three-sigma limits; for single values
the moving range, whose mean over 1.128 estimates sigma (Wheeler, Understanding Variation); a range
of more than 3.267 times their mean is left out of it (Nelson 1982). The rules by which a month
stands out are in pilots.measures.control_signals. The minimum baseline is our setting: with fewer
months limits mean little.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from pilots.measures.control_signals import Signal, month_signals

MIN_BASELINE_MONTHS = 12  # our setting, stated on the page
OUTLYING_RANGE = 3.267  # a moving range of more than so many means does not make limits
TOO_FEW_MONTHS_FOR_LIMITS = _(
    "Not enough data yet: limits are drawn from %(wanted)s months before the pilot began, and "
    "there are %(found)s."
)
Values = Sequence[float | None]
MonthT = TypeVar("MonthT")


@dataclass(frozen=True)
class ChartPoint:
    """One month: its label, value and limits, and whether and why it stands out."""

    label: Any  # the caller's label of the month: its position, or a word
    value: float
    lower: float
    upper: float
    signal: Signal

    @property
    def stands_out(self) -> bool:
        return self.signal is not Signal.NONE


@dataclass(frozen=True)
class ControlChart:
    """The months with a value, and the centre. baseline: number of first points that made them."""

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


def xmr_chart(months: Sequence[tuple[Any, float | None]], *, baseline: int) -> ControlChart:
    """
    An XmR chart of one value a month, such as a median of days.

    months: [(label, value)], in order; None for a month without a value. baseline: how many are
    before the pilot. Raises TooFewMonthsForLimits.
    """
    values = [value for _label, value in months]
    known = _enough([value for value in values[:baseline] if value is not None])
    centre, reach = sum(known) / len(known), 3 * _moving_sigma(values[:baseline])
    limits = [(centre - reach, centre + reach)] * len(months)
    return _chart_with_limits(months, centre, [reach] * len(months), limits, baseline)


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
    return _chart_of_ratios(months, baseline, spread=lambda mean: mean, most=float("inf"))


def _chart_of_ratios(
    months: Sequence[tuple[Any, float, float]],
    baseline: int,
    *,
    spread: Callable[[float], float],
    most: float,
) -> ControlChart:
    """most: no ratio is greater, and so no limit."""
    before = _enough([(n, of) for _label, n, of in months[:baseline] if of])
    centre = sum(n for n, _of in before) / sum(of for _n, of in before)
    reaches = [3 * sqrt(spread(centre) / of) if of else 0.0 for _label, _n, of in months]
    limits = [(max(0.0, centre - each), min(most, centre + each)) for each in reaches]
    ratios = [(label, n / of if of else None) for label, n, of in months]
    return _chart_with_limits(ratios, centre, reaches, limits, baseline)


def _chart_with_limits(
    months: Sequence[tuple[Any, float | None]],
    centre: float,
    reaches: Sequence[float],
    limits: Sequence[tuple[float, float]],
    baseline: int,
) -> ControlChart:
    """reaches: how far from the centre the limits are, also where no value could be beyond one."""
    values = [value for _label, value in months]
    signals = [
        *month_signals(values[:baseline], centre, reaches[:baseline]),
        *month_signals(values[baseline:], centre, reaches[baseline:]),
    ]
    points = [
        ChartPoint(label, value, lower, upper, signal)
        for (label, value), (lower, upper), signal in zip(months, limits, signals, strict=True)
        if value is not None
    ]
    return ControlChart(points, centre, sum(value is not None for value in values[:baseline]))


def _enough(months: list[MonthT]) -> list[MonthT]:
    if len(months) < MIN_BASELINE_MONTHS:
        raise TooFewMonthsForLimits(len(months))
    return months


def _moving_sigma(values: Values) -> float:
    """
    Sigma from the mean moving range: 1.128 is its expected size for two normal values.

    Of neighbouring months; where there are none, of those that follow each other.
    """
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    ranges = ranges or [abs(after - before) for before, after in pairwise(known)]
    mean = sum(ranges) / len(ranges)
    kept = [each for each in ranges if each < OUTLYING_RANGE * mean] or ranges
    return sum(kept) / len(kept) / 1.128
