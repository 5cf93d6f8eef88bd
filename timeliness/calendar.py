"""Days and hours as people in England and Wales count them.

Day of the event is day 0. A clock counted in days runs out at the end of a London day, 23:59:59.
Moments are handed out in UTC: Python subtracts two London times on the wall, an hour wrong in
spring and autumn. `extra` is {date: title} of closed days that GOV.UK's list does not have yet.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
DIVISION = BankHolidays.ENGLAND_AND_WALES
LAST_SECOND = time(23, 59, 59)
SATURDAY = 5
ClosedDays = dict[date, str]  # day: what it is called


@cache
def bank_holidays() -> ClosedDays:
    """The package's own copy of the GOV.UK list, as {date: title}; never the network."""
    known = BankHolidays(use_cached_holidays=True).get_holidays(division=DIVISION)
    return {holiday["date"]: holiday["title"] for holiday in known}


def known_until() -> date:
    """The last day the list can speak for: the end of its last year."""
    return date(max(bank_holidays()).year, 12, 31)


def is_known(day: date) -> bool:
    """Whether the list can speak for a day: what is counted in working days up to it is certain."""
    return day <= known_until()


def london_day(moment: datetime) -> date:
    """The London date of an aware moment; `.date()` would give the UTC one."""
    return moment.astimezone(LONDON).date()


def london_moment(day: date, clock_time: time) -> datetime:
    """The UTC moment at which London clocks show this time on this day."""
    return datetime.combine(day, clock_time, LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of a London day."""
    return london_moment(day, LAST_SECOND)


def add_hours(moment: datetime, hours: float) -> datetime:
    """Elapsed hours: 24 hours from noon before the October change end at 11:00 on the wall."""
    return moment.astimezone(UTC) + timedelta(hours=hours)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_working_day(day: date, extra: ClosedDays) -> bool:
    """Neither a weekend, a bank holiday, nor an extra day on which the offices are closed."""
    return day.weekday() < SATURDAY and day not in bank_holidays() and day not in extra


def add_working_days(day: date, days: int, extra: ClosedDays) -> date:
    """The day reached, forwards or (for negative days) backwards; that day itself counts as 0."""
    step = timedelta(days=1 if days > 0 else -1)
    while days:
        day += step
        if is_working_day(day, extra):
            days -= step.days
    return day


def working_days_between(first: date, last: date, extra: ClosedDays) -> int:
    """How many working days come after `first`, up to and including `last`."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day, extra) for day in days)


def last_working_day(day: date, extra: ClosedDays) -> date:
    """This day, or the working day before it when the offices are closed."""
    return day if is_working_day(day, extra) else add_working_days(day, -1, extra)


def closed_days_between(first: date, last: date, extra: ClosedDays) -> ClosedDays:
    """The weekdays after `first` up to `last` on which offices are closed, as {date: title}."""
    closed = bank_holidays() | extra
    within = {day: closed[day] for day in sorted(closed) if first < day <= last}
    return {day: title for day, title in within.items() if day.weekday() < SATURDAY}
