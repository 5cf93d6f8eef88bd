"""
The rules of Making Data Count, against published results and against rules written another way.

Published: the snapshots, tests and a vignette of the R package NHSRplotthedots (ptd_spc_standard,
ptd_calculate_point_type; the values are R's `set.seed(123); rnorm(20)`). Numbers only.
"""

from random import Random

import pytest

from pilots.measures.control_charts import xmr_chart
from pilots.measures.control_signals import month_signals, newest_run

NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621,
    -1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272,
    -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
]  # fmt: skip
SPIKED = [*NORMAL[:14], 10.0, *NORMAL[15:]]
VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def signals(values, reach=3):
    """The signals of these values around 0, without those that there are none of."""
    found = month_signals(values, 0, [reach] * len(values))
    return [str(each) for each in found]


@pytest.mark.parametrize(
    ("values", "centre", "lower", "upper"),
    [
        (NORMAL, 0.1416238, -3.01138, 3.294627),
        (SPIKED, 0.6694159, -2.383666, 3.722497),  # without the two ranges beside the spike
        (VIGNETTE, 1.94, -0.72, 4.6),
    ],
)
def test_limits_are_the_published_ones(values, centre, lower, upper):
    chart = xmr_chart(list(enumerate(values)), baseline=len(values))
    found = (chart.centre, chart.points[0].lower, chart.points[0].upper)
    assert found == pytest.approx((centre, lower, upper), abs=0.01)


def test_of_the_vignette_one_month_stands_out():
    chart = xmr_chart(list(enumerate(VIGNETTE)), baseline=len(VIGNETTE))
    assert [n for n, each in enumerate(chart.points) if each.stands_out] == [4]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2, 3, 4, 5, 6], 0),
        ([1, 2, 3, 3, 4, 5, 6], 0),
        ([1, 2, 3, 4, 5, 6, 7], 7),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], 7),
        ([7, 6, 5, 4, 3, 2, 1], 7),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], 7),
        ([1, 2, 3, None, 4, 5, 6, 7], 0),
    ],
)
def test_a_trend_is_seven_months(values, found):
    said = month_signals(values, 4, [90] * len(values))
    assert sum(each in ("RISING", "FALLING") for each in said) == found


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([2.5, 1, 2.5], [0, 2]),
        ([1, 2.5, 2.5], [1, 2]),
        ([1, 1, 2.5, 1, 2.5, 1], [2, 4]),
        ([2.5, 1, 1, 2.5], []),
        ([2.5, 1, 1, 2.5, 2.5], [3, 4]),
        ([2.5, -1, 2.5], []),
        ([-1, 2.5, -2.5, 2.5, -1], []),
        ([2.5, None, 2.5], []),
    ],
)
def test_two_of_three_near_a_limit_count_when_all_three_are_on_its_side(values, places):
    assert [n for n, each in enumerate(signals(values)) if each == "NEAR_UPPER"] == places


def test_outside_is_said_before_a_trend_and_a_trend_before_a_run():
    assert signals([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 4.0]) == ["RISING"] * 6 + ["ABOVE_LIMIT"]


def rule_by_rule(values, centre, reach):
    """The signal of each month, from the rules as sentences: one month and one rule at a time."""
    return [
        "NONE" if value is None else signal_of(values, n, centre, reach)
        for n, value in enumerate(values)
    ]


def signal_of(values, n, centre, reach):
    def windows(size):
        starts = range(max(0, n - size + 1), min(n, len(values) - size) + 1)
        return [part for part in (values[a : a + size] for a in starts) if None not in part]

    value, far = values[n], abs(values[n] - centre)
    up, down = value > centre, value < centre
    if far > reach:
        return "ABOVE_LIMIT" if up else "BELOW_LIMIT"
    for part in reversed(windows(7)):
        if part == sorted(set(part)):
            return "RISING"
        if part == sorted(set(part), reverse=True):
            return "FALLING"
    for part in windows(3):
        one_side = all(v > centre for v in part) or all(v < centre for v in part)
        near = [v for v in part if reach * 2 / 3 < abs(v - centre) <= reach]
        if one_side and len(near) >= 2 and far > reach * 2 / 3:
            return "NEAR_UPPER" if up else "NEAR_LOWER"
    for part in windows(7):
        if (up and all(v > centre for v in part)) or (down and all(v < centre for v in part)):
            return "RUN_ABOVE" if up else "RUN_BELOW"
    return "NONE"


def test_every_month_of_a_thousand_series_is_as_the_rules_say():
    chance, seen = Random(21), set()
    for _ in range(1000):
        drift, values = chance.choice([0, 0, 1.2, -1.2, 0.35, -0.35]), []
        for n in range(24):
            value = round(chance.gauss(drift, chance.choice([0.3, 1, 1.6])) + drift * n / 6, 1)
            values.append(None if chance.random() < 0.03 else value)
        found = signals(values)
        assert found == rule_by_rule(values, 0, 3)
        seen |= set(found)
    assert len(seen) == 9  # every signal occurs


def test_how_many_newest_months_are_on_one_side():
    assert newest_run([1, -1, -2, -3], 0) == -3 and newest_run([-1, 1, 2], 0) == 2
    assert newest_run([1, 1, None, 1], 0) == 1 and newest_run([1, None], 0) == 0
    assert newest_run([], 0) == 0 and newest_run([1, 0], 0) == 0
