from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.timeliness.moments import day_of, london
from timeliness import calendar
from timeliness.reminder_times import reminder_points


def day_clock(since, due, extra=None):
    due_at = london(f"{due} 23:59:59")
    return reminder_points("days", due_at=due_at, since=london(since), area="", extra=extra or {})


@pytest.mark.parametrize(
    ("since", "due", "remind", "overdue", "escalate"),
    [
        # Monday to Monday four weeks on: the Thursday before, the Tuesday and Thursday after
        ("2026-06-01 10:00", "2026-06-29", "2026-06-25", "2026-06-30", "2026-07-02"),
        # Due on a Saturday, and on a Sunday: nobody is chased at the weekend
        ("2026-06-01 10:00", "2026-06-27", "2026-06-25", "2026-06-29", "2026-07-01"),
        ("2026-06-01 10:00", "2026-06-28", "2026-06-25", "2026-06-29", "2026-07-01"),
        # Due on a Friday: the day after is Monday
        ("2026-06-01 10:00", "2026-06-26", "2026-06-24", "2026-06-29", "2026-07-01"),
        # Over Easter: Good Friday 3 April, Easter Monday 6 April
        ("2026-03-12 10:00", "2026-04-07", "2026-04-01", "2026-04-08", "2026-04-10"),
        ("2026-03-12 10:00", "2026-04-02", "2026-03-31", "2026-04-07", "2026-04-09"),
        # Two working days or less: on the due day itself
        ("2026-06-01 10:00", "2026-06-03", "2026-06-03", "2026-06-04", "2026-06-08"),
        ("2026-06-04 10:00", "2026-06-05", "2026-06-05", "2026-06-08", "2026-06-10"),
        ("2026-06-05 10:00", "2026-06-08", "2026-06-08", "2026-06-09", "2026-06-11"),
        # Three working days: two before, which is the day after it began
        ("2026-06-01 10:00", "2026-06-04", "2026-06-02", "2026-06-05", "2026-06-09"),
        # Short, and due on a Sunday: the Friday before
        ("2026-06-04 10:00", "2026-06-07", "2026-06-05", "2026-06-08", "2026-06-10"),
        # Short, and due on a bank holiday, after Christmas
        ("2026-12-23 10:00", "2026-12-28", "2026-12-24", "2026-12-29", "2026-12-31"),
    ],
)
def test_day_clocks_speak_at_eight_on_working_days(since, due, remind, overdue, escalate):
    found = day_clock(since, due)
    assert found == tuple(london(f"{day} 08:00") for day in (remind, overdue, escalate))
    assert found.first == found.remind_at


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-06-05 10:00", "2026-06-05"),  # due today after eight o'clock
        ("2026-06-05 10:00", "2026-06-06"),  # from Friday to Saturday
        ("2026-06-06 10:00", "2026-06-07"),  # one weekend from end to end
    ],
)
def test_with_no_working_morning_before_it_is_due_a_clock_first_speaks_after(since, due):
    found = day_clock(since, due)
    assert found.remind_at is None
    assert found.first == found.overdue_at == london("2026-06-08 08:00")


def test_an_extra_day_moves_what_is_said_on_both_sides_of_it():
    extra = {day_of("2026-06-26"): "Announced late", day_of("2026-06-30"): "Announced late"}
    found = day_clock("2026-06-01 10:00", "2026-06-29", extra)
    days = ("2026-06-24", "2026-07-01", "2026-07-03")
    assert found == tuple(london(f"{day} 08:00") for day in days)


def test_eight_o_clock_is_london_s_on_both_sides_of_the_autumn_change():
    found = day_clock("2026-10-01 10:00", "2026-10-26")
    assert found.remind_at.isoformat() == "2026-10-22T07:00:00+00:00"
    assert found.overdue_at.isoformat() == "2026-10-27T08:00:00+00:00"


def test_hour_clocks_speak_at_any_hour_and_count_elapsed_time():
    since, due_at = london("2026-10-24 23:30"), london("2026-10-25 01:30") + timedelta(hours=1)
    found = reminder_points("hours", due_at=due_at, since=since, area="", extra={})
    hour = timedelta(hours=1)
    assert found == (due_at - hour, due_at, due_at + hour)


def test_an_hour_clock_already_in_its_last_hour_is_not_told_that_it_is_due_soon():
    since = london("2026-06-01 10:00")
    found = reminder_points(
        "hours", due_at=since + timedelta(minutes=30), since=since, area="", extra={}
    )
    assert found.remind_at is None and found.first == since + timedelta(minutes=30)


@given(st.integers(0, 2000), st.integers(0, 24 * 60 - 1), st.integers(0, 120))
def test_a_day_clock_never_speaks_outside_working_mornings_or_out_of_order(day, minute, days):
    since = london("2023-01-01 00:00") + timedelta(days=day, minutes=minute)
    due_at = calendar.end_of_day(calendar.london_day(since) + timedelta(days=days))
    found = reminder_points("days", due_at=due_at, since=since, area="", extra={})
    for moment in filter(None, found):
        assert calendar.is_working_day(calendar.london_day(moment), {})
        assert moment.astimezone(calendar.LONDON).hour == 8
    assert due_at < found.overdue_at < found.escalate_at
    assert found.remind_at is None or since < found.remind_at < due_at
