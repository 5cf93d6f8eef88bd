"""Text of due dates: words first, colour second, no blame."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.text.dates import format_day, format_day_near
from timeliness.calendar import end_of_day, is_known, london_day
from timeliness.periods import Period

SOON_DAYS = 3  # at this many days left or fewer, the text is bold


def due_in_days_text(days: int | None) -> tuple[str, str]:
    """
    (text, tone) for whole days left, negative if overdue; None if no clock is running.

    tone: late, soon or later, the name of a style; never the only signal.
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
    """Waiting since 3 March, with the year if it is another; for rows without a due date."""
    day = london_day(moment)
    return _("Waiting since %(day)s") % {"day": format_day_near(day, london_day(at))}


def is_hour_clock(due_at: datetime | None) -> bool:
    """Whether a due time is of a clock counted in hours: it is not the end of a London day."""
    return due_at is not None and due_at != end_of_day(london_day(due_at))


def due_at_text(due_at: datetime | None, *, at: datetime) -> tuple[str, str]:
    """
    (text, tone) for a due time, or None.

    A clock counted in hours is shown in hours within a day of its due time. A day in a year whose
    bank holidays are not known yet says so.
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
    Why a counted day may still move, without a full stop; "" if it is certain.

    GOV.UK publishes bank holidays two or three years ahead. After the last of them, New Year's Day
    and Easter are counted as working days.
    """
    if is_known(day):
        return ""
    return _("bank holidays in %(year)s are not known yet") % {"year": day.year}


def day_with_doubt(day: date) -> str:
    """A due day with its uncertainty: 1 January 2029 (bank holidays in 2029 are not known yet)."""
    text, doubt = format_day(day), uncertainty_text(day)
    return f"{text} ({doubt})" if doubt else text


def period_length_text(period: Period) -> str:
    """Length of a period as text, such as "28 calendar days"."""
    n = period.number
    words = {
        "hours": ngettext("%(n)d hour", "%(n)d hours", n),
        "calendar_days": ngettext("%(n)d calendar day", "%(n)d calendar days", n),
        "working_days": ngettext("%(n)d working day", "%(n)d working days", n),
        "months": ngettext("%(n)d month", "%(n)d months", n),
    }
    return words[period.unit] % {"n": n}
