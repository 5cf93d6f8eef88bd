"""How a due date is said: words first, colour second, never blame."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeliness.calendar import end_of_day, is_known, london_day

SOON_DAYS = 3  # days left from which the words are drawn in bold


def due_in_days_text(days: int | None) -> tuple[str, str]:
    """
    (text, tone) for whole days left, negative when past; None when no date is running.

    The tone is late, soon or later: the name of a style, never the only signal.
    """
    if days is None:
        return _("No date set"), "later"
    if days < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}, "late"
    if days == 0:
        return _("Due today"), "soon"
    text = ngettext("Due in %(n)d day", "Due in %(n)d days", days) % {"n": days}
    return text, "soon" if days <= SOON_DAYS else "later"


def waiting_since_text(moment: datetime, *, at: datetime) -> str:
    """Waiting since 3 March, with the year if it is another: said where no date is running."""
    day = london_day(moment)
    pattern = "j F" if day.year == london_day(at).year else "j F Y"
    return _("Waiting since %(day)s") % {"day": date_format(day, pattern)}


def is_hour_clock(due_at: datetime | None) -> bool:
    """Whether a moment is the end of a clock of hours, which may fall in the middle of a day."""
    return due_at is not None and due_at != end_of_day(london_day(due_at))


def due_at_text(due_at: datetime | None, *, at: datetime) -> tuple[str, str]:
    """
    The same (text, tone) for the moment that something is due, or None.

    A clock of hours speaks of hours while it is within a day of running out. A day for whose year
    no bank holidays are known says so.
    """
    if due_at is None:
        return due_in_days_text(None)
    left = due_at - at
    if is_hour_clock(due_at) and abs(left) < timedelta(days=1):
        return _due_in_hours(left)
    text, tone = due_in_days_text((london_day(due_at) - london_day(at)).days)
    doubt = uncertainty_text(london_day(due_at))
    return f"{text} ({doubt})" if doubt else text, tone


def _due_in_hours(left: timedelta) -> tuple[str, str]:
    hours = abs(left) // timedelta(hours=1)
    if left < timedelta(0):
        text = ngettext("Overdue by %(n)d hour", "Overdue by %(n)d hours", hours) % {"n": hours}
        return text if hours else _("Overdue by less than an hour"), "late"
    text = ngettext("Due in %(n)d hour", "Due in %(n)d hours", hours) % {"n": hours}
    return text if hours else _("Due in less than an hour"), "soon"


def uncertainty_text(day: date) -> str:
    """
    Why a day that was counted may yet move, in words without a full stop; "" where it is certain.

    GOV.UK publishes bank holidays two or three years ahead. Past the last of them a count of
    working days takes New Year's Day and Easter for worked.
    """
    if is_known(day):
        return ""
    return _("bank holidays in %(year)s are not known yet") % {"year": day.year}


def day_with_doubt(day: date) -> str:
    """1 January 2029 (bank holidays in 2029 are not known yet): a day up to which was counted."""
    text, doubt = date_format(day, "j F Y"), uncertainty_text(day)
    return f"{text} ({doubt})" if doubt else text


def format_weekday(day: date) -> str:
    """Monday 28 December 2026: where it matters which day of the week it is."""
    return date_format(day, "l j F Y")
