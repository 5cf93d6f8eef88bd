"""Working days and hours in England and Wales.

The day of the event is day 0. A clock counted in days ends at 23:59:59 of a London day. Functions
return moments in UTC, because Python subtracts two London datetimes by wall time, which is an hour
wrong across a clock change. `extra`: {date: title} of closed days missing from GOV.UK's list.
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
ClosedDays = dict[date, str]  # {day: title}


@cache
def bank_holidays() -> ClosedDays:
    """{date: title} from the package's bundled copy of the GOV.UK list; never from the network."""
    holidays = BankHolidays(use_cached_holidays=True).get_holidays(division=DIVISION)
    return {holiday["date"]: holiday["title"] for holiday in holidays}


def known_until() -> date:
    """The last day that the list covers: the end of its last year."""
    return date(max(bank_holidays()).year, 12, 31)


def is_known(day: date) -> bool:
    """Whether the list covers a day, so that counting working days up to it is certain."""
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
    """Add elapsed hours: 24 hours from noon before the October change end at 11:00 London time."""
    return moment.astimezone(UTC) + timedelta(hours=hours)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_working_day(day: date, extra: ClosedDays) -> bool:
    """Whether a day is not at a weekend, no bank holiday and no extra closed day."""
    return day.weekday() < SATURDAY and day not in bank_holidays() and day not in extra


def add_working_days(day: date, days: int, extra: ClosedDays) -> date:
    """Add working days, or subtract them if negative. `day` itself counts as 0."""
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
    """This day if it is a working day, else the last working day before it."""
    return day if is_working_day(day, extra) else add_working_days(day, -1, extra)


def closed_days_between(first: date, last: date, extra: ClosedDays) -> ClosedDays:
    """The weekdays after `first` up to `last` on which offices are closed, as {date: title}."""
    closed = bank_holidays() | extra
    within = {day: closed[day] for day in sorted(closed) if first < day <= last}
    return {day: title for day, title in within.items() if day.weekday() < SATURDAY}
