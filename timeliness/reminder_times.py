"""When a clock speaks: before it is due, after it, and when someone senior hears of it.

How far off each stage lies is a row of periods.toml. These moments are worked out when a clock
starts or moves, and kept on it, so the sweep compares times and knows no calendar.
"""

from datetime import date, datetime
from typing import NamedTuple

from timeliness import calendar, periods
from timeliness.calendar import ClosedDays

# Ends that somebody recorded and that come by themselves: nobody is late with one. Their clocks
# speak before it, when it has come, and once more to whoever is above if nothing is recorded then.
BAIL_ENDS, DETENTION_ENDS = "bail_ends", "detention_ends"
CUSTODY_LIMIT_ENDS = "custody_limit_ends"
RECORDED_ENDS = (BAIL_ENDS, DETENTION_ENDS, CUSTODY_LIMIT_ENDS)


class ReminderPoints(NamedTuple):
    """The moments at which a clock speaks; no `remind_at` where no moment was left for it."""

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
    """The stages of a clock due then, that began or moved at `since`, against a unit there."""
    of = hour_reminder_points if counted_in == "hours" else day_reminder_points
    if rule in POINTS_OF_RECORDED_ENDS:
        of = POINTS_OF_RECORDED_ENDS[rule]
    remind_at, overdue_at, escalate_at = of(due_at, since, area, extra)
    is_ahead = remind_at is not None and remind_at > since
    return ReminderPoints(remind_at if is_ahead else None, overdue_at, escalate_at)


def hour_reminder_points(
    due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """Hour clocks speak at any time of any day: they exist because someone is in custody."""

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
    """Day clocks speak in the morning of working days, so nobody is chased on a Saturday."""
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
    A recorded end that is a day: spoken of before it, on it, and on the next working day after it.

    due_at: when clocks speak on that day (end_of). It comes on the day itself, a Sunday too.
    """
    remind_at, overdue_at, _escalate_at = day_reminder_points(due_at, since, area, extra)
    is_before = remind_at is not None and remind_at < due_at
    return ReminderPoints(remind_at if is_before else None, due_at, overdue_at)


def custody_limit_points(
    due_at: datetime, since: datetime, area: str, extra: ClosedDays
) -> ReminderPoints:
    """The same of a custody time limit, spoken of earlier where the Area has settled by how much.

    The prosecution gives notice days before it asks a court for more time (the Prosecution of
    Offences (Custody Time Limits) Regulations 1987, reg. 7), and no court can give more once the
    limit has expired (Prosecution of Offences Act 1985, s. 22(3)).
    """
    remind_at, overdue_at, escalate_at = recorded_end_points(due_at, since, area, extra)
    began_on, due_on = calendar.london_day(since), calendar.london_day(due_at)
    if periods.period_if_set("custody_limit_remind_before", on=began_on, area=area):
        ahead = periods.period_in_force(
            "custody_limit_remind_before", on=began_on, area=area
        ).number
        speak_from = periods.period_in_force("speak_from", on=began_on, area=area).clock_time
        day = calendar.add_working_days(due_on, -ahead, extra)
        own = calendar.london_moment(day, speak_from)
        remind_at = own if own > since else remind_at
    return ReminderPoints(remind_at, overdue_at, escalate_at)


POINTS_OF_RECORDED_ENDS = {BAIL_ENDS: recorded_end_points, CUSTODY_LIMIT_ENDS: custody_limit_points}


def recorded_end_moment(ends: date | datetime, *, area: str) -> datetime:
    """The moment at which a recorded end is told to have come: that moment, or on that day."""
    if isinstance(ends, datetime):
        return ends
    return calendar.london_moment(
        ends, periods.period_in_force("speak_from", on=ends, area=area).clock_time
    )
