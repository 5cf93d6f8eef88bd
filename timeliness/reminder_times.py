"""Reminder points of a clock: before it is due, after it, and the escalation.

The distance of each is a row of periods.toml. The moments are computed when a clock starts or
moves, and stored on it, so the sweep only compares times and needs no calendar.
"""

from datetime import date, datetime
from typing import NamedTuple

from timeliness import calendar, periods
from timeliness.calendar import ClosedDays

# Recorded ends come without an action, so they cannot be late. Their clocks remind before the end,
# when it has come, and once more one level up if nothing is recorded by then.
BAIL_ENDS, DETENTION_ENDS = "bail_ends", "detention_ends"
CUSTODY_LIMIT_ENDS = "custody_limit_ends"
RECORDED_ENDS = (BAIL_ENDS, DETENTION_ENDS, CUSTODY_LIMIT_ENDS)
# The end of the time within which a prosecution must begin: as a recorded end, with other titles.
TIME_LIMIT_ENDS = "time_limit_ends"


class ReminderPoints(NamedTuple):
    """A clock's reminder points. remind_at: None if the clock was too short for one."""

    remind_at: datetime | None
    overdue_at: datetime
    escalate_at: datetime

    @property
    def first(self) -> datetime:
        return self.remind_at or self.overdue_at


def reminder_points(
    counted_in: str,
    *,
    due_at: datetime,
    since: datetime,
    area: str,
    extra: ClosedDays,
    rule: str = "",
) -> ReminderPoints:
    """The reminder points of a clock of a unit in `area` that started or moved at `since`."""
    of = hour_reminder_points if counted_in == "hours" else day_reminder_points
    if rule in POINTS_OF_RECORDED_ENDS:
        of = POINTS_OF_RECORDED_ENDS[rule]
    remind_at, overdue_at, escalate_at = of(due_at, since, area, extra)
    is_ahead = remind_at is not None and remind_at > since
    return ReminderPoints(remind_at if is_ahead else None, overdue_at, escalate_at)


def hour_reminder_points(
    due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """Points of a clock in hours: at any time of any day, because a suspect is in custody."""

    def amount(key: str) -> int:
        return periods.period_in_force(key, on=calendar.london_day(since), area=area).number

    return ReminderPoints(
        calendar.add_hours(due_at, -amount("remind_before_due_hours")),
        calendar.add_hours(due_at, amount("remind_after_due_hours")),
        calendar.add_hours(due_at, amount("escalate_after_due_hours")),
    )


def day_reminder_points(
    due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """Points of a clock in days: on the morning of working days, so never at a weekend."""
    began_on, due_on = calendar.london_day(since), calendar.london_day(due_at)

    def amount(key: str) -> int:
        return periods.period_in_force(key, on=began_on, area=area).number

    before = amount("remind_before_due")
    if calendar.working_days_between(began_on, due_on, extra) > before:
        remind_on = calendar.add_working_days(due_on, -before, extra)
    else:  # a short clock: on the due day, or the last working day before it
        remind_on = calendar.last_working_day(due_on, extra)
    later = (amount(key) for key in ("remind_after_due", "escalate_after_due"))
    days = [remind_on, *(calendar.add_working_days(due_on, n, extra) for n in later)]
    speak_from = periods.period_in_force("speak_from", on=began_on, area=area).clock_time
    return ReminderPoints(*(calendar.london_moment(day, speak_from) for day in days))


def recorded_end_points(
    due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """
    Points of a recorded end that is a day: before it, on it, and on the next working day.

    due_at: recorded_end_moment() of that day. The second point is on the day itself, even a Sunday.
    """
    remind_at, overdue_at, _escalate_at = day_reminder_points(due_at, since, area, extra)
    is_before = remind_at is not None and remind_at < due_at
    return ReminderPoints(remind_at if is_before else None, due_at, overdue_at)


def custody_limit_points(
    due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """Points of a custody time limit: the first is earlier if the Area has set a period for it.

    The prosecution gives notice days before it asks a court for more time (the Prosecution of
    Offences (Custody Time Limits) Regulations 1987, reg. 7), and no court can give more once the
    limit has expired (Prosecution of Offences Act 1985, s. 22(3)).
    """
    return _earlier_points("custody_limit_remind_before", due_at, since, area, extra)


def time_limit_points(
    due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """Points of the end of the time for beginning a prosecution, which runs out for good.

    The first is earlier if the Area has set a period for it.
    """
    return _earlier_points("time_limit_remind_before", due_at, since, area, extra)


def _earlier_points(
    key: str, due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """Points of a recorded end; the first of them earlier, where the period of `key` is set."""
    remind_at, overdue_at, escalate_at = recorded_end_points(due_at, since, area, extra)
    began_on, due_on = calendar.london_day(since), calendar.london_day(due_at)
    if periods.period_if_set(key, on=began_on, area=area):
        ahead = periods.period_in_force(key, on=began_on, area=area).number
        speak_from = periods.period_in_force("speak_from", on=began_on, area=area).clock_time
        day = calendar.add_working_days(due_on, -ahead, extra)
        own = calendar.london_moment(day, speak_from)
        remind_at = own if own > since else remind_at
    return ReminderPoints(remind_at, overdue_at, escalate_at)


POINTS_OF_RECORDED_ENDS = {
    BAIL_ENDS: recorded_end_points,
    CUSTODY_LIMIT_ENDS: custody_limit_points,
    TIME_LIMIT_ENDS: time_limit_points,
}


def recorded_end_moment(ends: date | datetime, *, area: str) -> datetime:
    """The due time of a recorded end: the moment itself, or the reminder time on that day."""
    if isinstance(ends, datetime):
        return ends
    return calendar.london_moment(
        ends, periods.period_in_force("speak_from", on=ends, area=area).clock_time
    )
