from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.timeliness.moments import day_of, london
from timeliness import calendar

EXTRA = {day_of("2026-12-29"): "Announced late"}
DAYS = st.dates(day_of("2020-01-01"), day_of("2028-10-31"))


def test_the_list_is_the_one_for_england_and_wales():
    known = calendar.bank_holidays()
    assert known[day_of("2026-04-06")] == "Easter Monday"  # no holiday in Scotland
    assert day_of("2026-03-17") not in known  # a holiday in Northern Ireland
    assert day_of("2026-12-28") in known and day_of("2026-12-26") not in known  # the substitute day


@pytest.mark.parametrize(
    ("day", "days", "reached"),
    [
        ("2026-12-24", 1, "2026-12-30"),  # Christmas, a weekend, a substitute and an extra day
        ("2026-12-30", -1, "2026-12-24"),
        ("2026-06-06", 1, "2026-06-08"),  # from a Saturday
        ("2026-06-06", -1, "2026-06-05"),
        ("2026-06-05", 0, "2026-06-05"),
        ("2026-06-08", -2, "2026-06-04"),
    ],
)
def test_working_days_step_over_weekends_and_holidays_both_ways(day, days, reached):
    assert calendar.add_working_days(day_of(day), days, EXTRA) == day_of(reached)


@given(DAYS, st.integers(1, 60))
def test_working_days_forwards_are_counted_back_again(day, days):
    there = calendar.add_working_days(day, days, {})
    assert calendar.is_working_day(there, {})
    assert calendar.working_days_between(day, there, {}) == days
    back = calendar.add_working_days(there, -days, {})
    assert back == calendar.last_working_day(day, {})


@given(DAYS, DAYS, DAYS)
def test_days_between_add_up(one, two, three):
    first, middle, last = sorted([one, two, three])
    between = calendar.working_days_between
    assert between(first, middle, {}) + between(middle, last, {}) == between(first, last, {})


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_a_day_runs_to_its_last_second_on_a_london_clock(moment):
    end = calendar.end_of_day(calendar.london_day(moment))
    assert timedelta(0) <= end - moment + timedelta(seconds=1) <= timedelta(hours=25)
    assert calendar.london_day(end) == calendar.london_day(moment)
    assert calendar.london_day(end + timedelta(seconds=1)) > calendar.london_day(moment)


def test_eight_in_the_morning_is_eight_on_the_wall_in_summer_and_winter():
    for day, hour in (("2026-06-01", 7), ("2026-12-01", 8)):
        assert calendar.london_moment(day_of(day), time(8)) == datetime.fromisoformat(
            f"{day}T0{hour}:00Z"
        )


@pytest.mark.parametrize(
    ("day", "months", "reached"),
    [
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-10-31", 2, "2026-12-31"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_month_s_last(day, months, reached):
    assert calendar.add_months(day_of(day), months) == day_of(reached)


def test_closed_days_are_named_and_weekends_are_not():
    closed = calendar.closed_days_between(day_of("2026-12-24"), day_of("2026-12-30"), EXTRA)
    assert list(closed) == [day_of("2026-12-25"), day_of("2026-12-28"), day_of("2026-12-29")]
    assert closed[day_of("2026-12-29")] == "Announced late"


def test_a_london_day_is_not_the_utc_day():
    assert calendar.london_day(london("2026-06-02 00:30")) == day_of("2026-06-02")
    assert london("2026-06-02 00:30").date() == day_of("2026-06-01")
