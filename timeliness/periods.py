"""Periods: which is in force on a day in an Area, when it ends, and the explanation."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from timeliness import calendar
from timeliness.calendar import ClosedDays


class NoPeriod(LookupError):
    """No period has been set for this, so the date is agreed each time."""


class PeriodNotSet(NoPeriod):
    """The period has a row but no length yet, so no clock starts."""


@dataclass(frozen=True)
class Period:
    """
    One row of periods.toml: length, event counted from, Area, dates, authority.

    amount: None, with unit "", if the length has not been set yet.
    """

    key: str
    amount: int | time | None
    unit: str  # hours, calendar_days, working_days, months, time_of_day, submissions or points
    counts_from: str
    confidence: str  # sourced, unverified or product setting
    authority: str
    area: str = ""
    starts: date = date.min
    ends: date = date.max

    @property
    def number(self) -> int:
        """The amount as a number. Raises TypeError for a time of day, or if none is set."""
        if not isinstance(self.amount, int):
            raise TypeError(f"{self.version} has no number")
        return self.amount

    @property
    def clock_time(self) -> time:
        """The amount as a time of day. Raises TypeError for any other."""
        if not isinstance(self.amount, time):
            raise TypeError(f"{self.version} is not a time of day")
        return self.amount

    @property
    def version(self) -> str:
        """Identifies the row (key@area@start); clocks store it to explain their due time later."""
        start = "always" if self.starts == date.min else self.starts.isoformat()
        return "@".join(filter(None, [self.key, self.area, start]))

    @property
    def is_unset(self) -> bool:
        """Whether the row has no length yet."""
        return self.amount is None

    @property
    def counted_in(self) -> str:
        """Either hours or days. Only periods in hours can end in the middle of a day."""
        return "hours" if self.unit == "hours" else "days"


@dataclass(frozen=True)
class Explanation:
    """How a due time was computed, in the order a person would check it."""

    event_at: datetime
    period: Period
    due_at: datetime
    skipped: dict[date, str] = field(default_factory=dict)
    calendar: str = calendar.DIVISION

    @property
    def is_certain(self) -> bool:
        """False if the due day is after the last year of known bank holidays."""
        return calendar.is_known(calendar.london_day(self.due_at))


PERIOD_ROWS = tomllib.loads(Path(__file__).with_name("periods.toml").read_text())["period"]
UNSET_LENGTH = {"amount": None, "unit": ""}  # defaults of a row without a length
PERIODS_BY_VERSION = {
    period.version: period for period in (Period(**UNSET_LENGTH | row) for row in PERIOD_ROWS)
}


def period_in_force(key: str, *, on: date, area: str = "") -> Period:
    """
    The period of a key on a day in an Area. Raises NoPeriod, or PeriodNotSet without a length.

    An Area's own period takes precedence over the national one, then a later start over an earlier.
    """
    rows = [p for p in PERIODS_BY_VERSION.values() if p.key == key and p.starts <= on <= p.ends]
    rows = [p for p in rows if p.area in ("", area)]
    if not rows:
        raise NoPeriod(f"no {key} on {on} in {area or 'any area'}")
    found = max(rows, key=lambda p: (bool(p.area), p.starts))
    if found.is_unset:
        raise PeriodNotSet(f"{found.version} has no length yet")
    return found


def period_if_set(key: str, *, on: date, area: str = "") -> Period | None:
    """The period in force; None if it has no length yet. Raises NoPeriod without a row."""
    try:
        return period_in_force(key, on=on, area=area)
    except PeriodNotSet:
        return None


def explain_due_time(period: Period, *, event_at: datetime, extra: ClosedDays) -> Explanation:
    """When the period ends for this event, with the closed days that were skipped."""
    if period.unit == "hours":
        return Explanation(event_at, period, calendar.add_hours(event_at, period.number))
    event_on, skipped = calendar.london_day(event_at), dict[date, str]()
    match period.unit:
        case "calendar_days":
            due_on = event_on + timedelta(days=period.number)
        case "months":
            due_on = calendar.add_months(event_on, period.number)
        case "working_days":
            due_on = calendar.add_working_days(event_on, period.number, extra)
            skipped = calendar.closed_days_between(event_on, due_on, extra)
        case _:
            raise ValueError(f"{period.key} is not a length of time")
    return Explanation(event_at, period, calendar.end_of_day(due_on), skipped)
