"""When mail may go to a person who has chosen their hours (ADR 148)."""

from datetime import datetime, time, timedelta

from timeliness.calendar import LONDON, london_day, london_moment
from timeliness.models import MailChoice

HOURS_OF_A_DAY = range(24)


def next_daily_mail(hour: int, *, after: datetime) -> datetime:
    """
    The next time at which London's clock comes to an hour.

    On the day on which clocks go forward, an hour that is left out is the one that follows it; on
    the day on which they go back, an hour that comes twice is the first of the two.
    """
    today = london_day(after)
    coming = (london_moment(today + timedelta(days=days), time(hour)) for days in range(3))
    return next(moment for moment in coming if moment > after)


def last_daily_mail(hour: int, *, at: datetime) -> datetime:
    """The last time, by now, at which London's clock came to an hour."""
    today = london_day(at)
    gone = (london_moment(today - timedelta(days=days), time(hour)) for days in range(3))
    return next(moment for moment in gone if moment <= at)


def is_quiet(choice: MailChoice, *, at: datetime) -> bool:
    """Whether a moment is in the quiet hours of a person."""
    return is_quiet_at(at.astimezone(LONDON).hour, choice.quiet_from, choice.quiet_to)


def is_quiet_at(hour: int | None, first: int | None, end: int | None) -> bool:
    """
    Whether an hour is in quiet hours, from one to before another, which may be of the next day.

    False where any of them is not chosen.
    """
    if hour is None or first is None or end is None:
        return False
    if first < end:
        return first <= hour < end
    return hour >= first or hour < end
