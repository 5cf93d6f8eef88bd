"""
Interrupted time series: how a level and a trend changed when a pilot began, against comparators.

A segmented regression of the monthly values, with Newey–West errors, because neighbouring months
resemble each other. With a comparator it is the change there that is taken away: what changed
everywhere is not the pilot's. Sources: Bernal, Cummins and Gasparrini, "Interrupted time series
regression for the evaluation of public health interventions", 2017; Newey and West, 1987, with the
lag that they gave in 1994; months that cannot be known are left out, and the others taken as
neighbours, as Datta and Du weigh in "Nonparametric HAC Estimation for Time Series Data with Missing
Observations", 2012. How many months are enough is a local setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import numpy as np

MIN_MONTHS_EACH_SIDE = 12  # on each side of the start: our setting, stated on the page
TOO_FEW_MONTHS_AROUND_START = _(
    "Not enough data yet: %(wanted)s months before and %(wanted)s after the start are needed, and "
    "there are %(before)s and %(after)s."
)


class TooFewMonthsAroundStart(Exception):
    """Too few months on one side of the start. before, after: their numbers."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(before, after)
        self.before, self.after = before, after

    def __str__(self) -> str:
        facts = {"wanted": MIN_MONTHS_EACH_SIDE, "before": self.before, "after": self.after}
        return str(TOO_FEW_MONTHS_AROUND_START % facts)


@dataclass(frozen=True)
class ChangeEstimate:
    """An estimate with its 95% interval, in the units of the values."""

    estimate: float
    lower: float
    upper: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True)
class TimeSeriesEstimate:
    """The change of level at the start, and the change of trend for each month since."""

    level: ChangeEstimate
    trend: ChangeEstimate
    months: int
    is_compared: bool


def estimate_time_series(
    values: Sequence[float | None], *, start: int, compared: Sequence[float | None] | None = None
) -> TimeSeriesEstimate:
    """
    The change at position `start` of a series of monthly values; None is a missing month.

    compared: the comparator's values of the same months; its change is subtracted, month by month,
    and a month missing in either is left out. Raises TooFewMonthsAroundStart.
    """
    if compared is not None:
        pairs = zip(values, compared, strict=True)
        values = [None if a is None or b is None else a - b for a, b in pairs]
    known = [n for n, value in enumerate(values) if value is not None]
    before = sum(n < start for n in known)
    if min(before, len(known) - before) < MIN_MONTHS_EACH_SIDE:
        raise TooFewMonthsAroundStart(before, len(known) - before)
    import numpy as np
    import statsmodels.api as sm

    y = np.asarray([values[n] for n in known], dtype=float)
    lags = floor(4 * (len(known) / 100) ** (2 / 9))
    with np.errstate(invalid="ignore"):  # rounding can make a zero error negative
        fitted = sm.OLS(y, _regression_columns(np.asarray(known), start)).fit(
            cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
        )
        bounds = fitted.conf_int(0.05)
    level, trend = (_change_estimate(fitted.params[n], *bounds[n]) for n in (2, 3))
    return TimeSeriesEstimate(level, trend, len(known), compared is not None)


def _change_estimate(estimate: float, lower: float, upper: float) -> ChangeEstimate:
    """One change; where the months are exactly on the line, its error is zero."""
    bounds = (estimate if bound != bound else bound for bound in (lower, upper))
    return ChangeEstimate(*(round(float(each), 9) for each in (estimate, *bounds)))


def _regression_columns(months: "np.ndarray", start: int) -> "np.ndarray":
    """The columns of a segmented regression: 1, month, after the start, months since."""
    import numpy as np

    after = (months >= start).astype(float)
    return np.column_stack([np.ones(len(months)), months, after, after * (months - start)])
