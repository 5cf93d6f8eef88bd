"""Interrupted time series, compared with the same estimate by matrices."""

from math import floor
from random import Random

import numpy as np
import pytest

from pilots.measures.time_series import TooFewMonthsAroundStart, estimate_time_series

START = 18


def random_series(level=0.0, trend=0.0, seed=1, months=36, noise=4.0):
    chance = Random(seed)
    return [
        100 + 0.5 * n + (level + trend * (n - START) if n >= START else 0) + chance.gauss(0, noise)
        for n in range(months)
    ]


def compute_by_hand(values, start):
    """Level and trend with Newey-West errors, from their formulas."""
    n, y = len(values), np.array(values)
    t = np.arange(n)
    after = (t >= start).astype(float)
    x = np.column_stack([np.ones(n), t, after, after * (t - start)])
    bread = np.linalg.inv(x.T @ x)
    b = bread @ x.T @ y
    scores = x * (y - x @ b)[:, None]
    meat, lags = scores.T @ scores, floor(4 * (n / 100) ** (2 / 9))
    for lag in range(1, lags + 1):
        part = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (part + part.T)
    return b, np.sqrt(np.diag(bread @ meat @ bread) * n / (n - 4))


def test_the_estimate_and_its_error_are_those_of_the_formulas():
    values = random_series(level=-20, trend=-1)
    found = estimate_time_series(values, start=START)
    b, errors = compute_by_hand(values, START)
    assert (found.level.estimate, found.trend.estimate) == pytest.approx((b[2], b[3]))
    t_of_32 = 2.0369  # 97.5th percentile of Student's t with 32 degrees of freedom, from a table
    assert found.level.upper - b[2] == pytest.approx(t_of_32 * errors[2], rel=1e-4)
    assert found.level.is_clear and found.level.upper < 0


def test_where_nothing_changed_the_interval_mostly_says_so():
    clear = [
        estimate_time_series(random_series(seed=n), start=START).level.is_clear for n in range(40)
    ]
    assert sum(clear) <= 8


def test_a_change_at_the_comparator_too_is_not_the_pilot_s():
    pilot, other = random_series(level=-20, seed=3), random_series(level=-20, seed=4)
    assert estimate_time_series(pilot, start=START).level.is_clear
    assert not estimate_time_series(pilot, start=START, compared=other).level.is_clear


@pytest.mark.parametrize(("months", "start"), [(23, 12), (24, 11), (24, 13)])
def test_a_year_on_each_side_is_needed(months, start):
    with pytest.raises(TooFewMonthsAroundStart, match="12 months before and 12 after"):
        estimate_time_series(random_series(months=months), start=start)


@pytest.mark.filterwarnings("error")
def test_months_that_lie_on_a_line_exactly_have_a_change_and_no_error():
    still = estimate_time_series([20.0] * 24, start=12, compared=[0.1 * 3] * 24)
    assert (still.level.estimate, still.level.is_clear) == (0, False)
    fell = estimate_time_series([20.0] * 12 + [10.0] * 12, start=12)
    assert fell.level.estimate == -10 and fell.level.is_clear
    bounds = (each for change in (still, fell) for each in vars(change.level).values())
    assert all(each == each for each in bounds)


def test_a_month_without_a_value_leaves_the_others_where_they_are():
    line = [100.0 + 2 * n for n in range(36)]
    line[5] = line[20] = line[21] = None
    found = estimate_time_series(line, start=START)
    assert (found.level.estimate, found.trend.estimate, found.months) == (0, 0, 33)
