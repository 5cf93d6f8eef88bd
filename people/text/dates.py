"""Days, times and lengths of time in words, for pages, mails and letters. London time."""

from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def format_day(value: date) -> str:
    """A date or a moment as its day: 24 November 2026."""
    return date_format(localtime(value) if isinstance(value, datetime) else value, "j F Y")


def format_day_near(value: date, today: date) -> str:
    """A day as 24 November, with the year if it is not this year."""
    return date_format(value, "j F") if value.year == today.year else format_day(value)


def format_period(first: date, last: date | None) -> str:
    """A range of days, or one day where it has no other last day."""
    if last in (None, first):
        return format_day(first)
    return _("%(first)s to %(last)s") % {"first": format_day(first), "last": format_day(last)}


def format_short_day(value: date) -> str:
    """A day as 24 Nov, for lists that make the year clear."""
    return date_format(localtime(value) if isinstance(value, datetime) else value, "j M")


def format_weekday(day: date) -> str:
    """A day with its weekday: Tuesday 24 November 2026."""
    return date_format(day, "l j F Y")


def format_month(value: date) -> str:
    """The month of a day: November 2026."""
    return date_format(value, "F Y")


def format_month_name(value: date) -> str:
    """The month of a day without its year: November."""
    return date_format(value, "F")


def format_short_month(value: date) -> str:
    """The month of a day without its year, in three letters or so: Nov."""
    return date_format(value, "M")


def format_time(moment: datetime) -> str:
    """A time of day: 09:30."""
    return date_format(localtime(moment), "H:i")


def format_moment(moment: datetime) -> str:
    """A moment in a sentence: 24 November 2026 at 09:30."""
    return date_format(localtime(moment), pgettext("date and time", r"j F Y \a\t H:i"))


def format_listed_moment(moment: datetime) -> str:
    """A moment in a table of values: 24 November 2026, 09:30."""
    return date_format(localtime(moment), "j F Y, H:i")


def format_end(moment: datetime) -> str:
    """
    The moment at which something ends, after "Until": the end of 1 December 2026.

    One within a day keeps its time.
    """
    if localtime(moment).time() == time():
        last = localtime(moment - timedelta(seconds=1))
        return _("the end of %(day)s") % {"day": date_format(last, "j F Y")}
    return format_moment(moment)


def format_day_or_moment(value: date) -> str:
    """A date as its day; a moment as its day and time."""
    return format_moment(value) if isinstance(value, datetime) else format_day(value)


def format_time_or_moment(moment: datetime, *, now: datetime) -> str:
    """A moment as 09:30 if it is today, otherwise with its day."""
    if localdate(moment) == localdate(now):
        return format_time(moment)
    return format_moment(moment)


def format_days(days: int) -> str:
    """1 day, 3 days."""
    return ngettext("%(num)d day", "%(num)d days", days) % {"num": days}
