"""Control charts, compared with limits computed by hand and with known series."""

from random import Random

import pytest

from pilots.measures.control_charts import TooFewMonthsForLimits, p_chart, u_chart, xmr_chart
from pilots.measures.control_signals import Signal
from pilots.queries.changes.text import CHANGE_NOTES

# Twelve months with mean 100 and moving ranges of 10.
STEADY = [95, 105] * 6


def month_values(values):
    return [(f"month {n}", value) for n, value in enumerate(values, start=1)]


def test_limits_are_three_sigma_from_the_moving_range():
    chart = xmr_chart(month_values([*STEADY, 126, 127]), baseline=12)
    assert chart.centre == 100
    assert chart.points[0].upper == pytest.approx(100 + 3 * 10 / 1.128)  # 126.596
    assert chart.points[0].lower == pytest.approx(73.404, abs=0.001)
    assert [each.signal for each in chart.after] == [Signal.NONE, Signal.ABOVE_LIMIT]


def test_later_months_do_not_move_the_limits():
    calm = xmr_chart(month_values([*STEADY, 100]), baseline=12)
    wild = xmr_chart(month_values([*STEADY, 900]), baseline=12)
    assert calm.points[0].upper == wild.points[0].upper


@pytest.mark.parametrize(("length", "signal"), [(6, Signal.NONE), (7, Signal.RUN_ABOVE)])
def test_seven_months_on_one_side_are_a_change_and_six_are_not(length, signal):
    chart = xmr_chart(month_values([*STEADY, *[101] * length]), baseline=12)
    assert chart.has_changed is (signal is not Signal.NONE)
    assert [each.signal for each in chart.after] == [signal] * length


def test_a_run_does_not_reach_across_the_start():
    before = [*STEADY[:8], 101, 101, 101, 101]
    chart = xmr_chart(month_values([*before, 101, 101, 101]), baseline=12)
    assert not chart.has_changed


def test_a_month_without_a_value_breaks_a_run_and_has_no_point():
    chart = xmr_chart(month_values([*STEADY, *[101] * 6, None, 101, 101]), baseline=12)
    assert not chart.has_changed and len(chart.after) == 8


def test_a_range_across_a_month_without_a_value_makes_no_limits():
    chart = xmr_chart(month_values([*STEADY, None, 500, None, *STEADY, 100]), baseline=27)
    assert chart.points[0].upper - chart.centre == pytest.approx(3 * 10 / 1.128)


def test_a_month_on_the_centre_breaks_a_run():
    chart = xmr_chart(month_values([*STEADY, *[101] * 5, 100, *[101] * 5]), baseline=12)
    assert not chart.has_changed


def test_the_baseline_itself_is_never_called_a_change():
    chart = xmr_chart(month_values([*[99] * 8, *[101] * 8, 100]), baseline=16)
    assert not chart.has_changed


def test_a_real_change_is_seen_and_chance_alone_mostly_is_not():
    chance, seen = Random(1992), {0: 0, -40: 0}
    for shift in seen:
        for _ in range(200):
            values = [chance.gauss(120, 12) for _ in range(24)]
            values[12:] = [value + shift for value in values[12:]]
            seen[shift] += xmr_chart(month_values(values), baseline=12).has_changed
    assert seen[-40] >= 190
    assert seen[0] <= 70  # false alarms of the four rules together, over twelve months


def test_by_chance_alone_about_one_chart_in_three_shows_something_as_the_page_says():
    chance = Random(7)
    made = [[chance.gauss(120, 12) for _ in range(36)] for _ in range(300)]
    seen = sum(xmr_chart(month_values(values), baseline=18).has_changed for values in made)
    assert 0.28 <= seen / 300 <= 0.38
    assert "Of three such charts of days over a year and a half, about one" in str(CHANGE_NOTES[0])


def test_eleven_months_are_not_enough_and_the_page_can_say_so():
    with pytest.raises(TooFewMonthsForLimits) as refused:
        xmr_chart(month_values(STEADY[:11]), baseline=11)
    assert "12 months before the pilot began, and there are 11" in str(refused.value)


def test_a_proportion_has_wider_limits_where_there_are_fewer():
    of = [100] * 12 + [100, 25]
    chart = p_chart([("m", n // 5, n) for n in of], baseline=12)
    assert chart.centre == pytest.approx(0.2)
    assert chart.after[0].upper == pytest.approx(0.2 + 3 * (0.2 * 0.8 / 100) ** 0.5)  # 0.32
    assert chart.after[1].upper == pytest.approx(0.44)
    assert chart.after[1].lower == 0


def test_a_month_of_none_has_no_point_and_makes_no_baseline():
    filled = [("m", 20, 100)] * 11
    with pytest.raises(TooFewMonthsForLimits):
        p_chart([("m", 0, 0), *filled, ("m", 5, 10)], baseline=12)
    chart = p_chart([*filled, ("m", 20, 100), ("none", 0, 0), ("m", 20, 100)], baseline=12)
    assert [each.label for each in chart.points].count("none") == 0


def test_events_for_each_unit_of_exposure():
    chart = u_chart([("m", 90, 30)] * 12 + [("m", 60, 12)], baseline=12)
    assert chart.centre == 3
    assert chart.after[0].upper == pytest.approx(3 + 3 * (3 / 12) ** 0.5)  # 4.5
    assert chart.after[0].signal is Signal.ABOVE_LIMIT
