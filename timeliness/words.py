"""How a due date is said: words first, colour second, never blame."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeliness.calendar import end_of_day, london_day

SOON = 3  # days left from which the words are drawn in bold


def due(days):
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
    return text, "soon" if days <= SOON else "later"


def is_hour(due_at):
    """Whether a moment is the end of a clock of hours, which may fall in the middle of a day."""
    return due_at is not None and due_at != end_of_day(london_day(due_at))


def due_by(due_at, *, at):
    """
    The same (text, tone) for the moment that something is due, or None.

    A clock of hours speaks of hours while it is within a day of running out.
    """
    if due_at is None:
        return due(None)
    left = due_at - at
    if is_hour(due_at) and abs(left) < timedelta(days=1):
        return _due_in_hours(left)
    return due((london_day(due_at) - london_day(at)).days)


def _due_in_hours(left):
    hours = abs(left) // timedelta(hours=1)
    if left < timedelta(0):
        text = ngettext("Overdue by %(n)d hour", "Overdue by %(n)d hours", hours) % {"n": hours}
        return text if hours else _("Overdue by less than an hour"), "late"
    text = ngettext("Due in %(n)d hour", "Due in %(n)d hours", hours) % {"n": hours}
    return text if hours else _("Due in less than an hour"), "soon"


def weekday(day):
    """Monday 28 December 2026: where it matters which day of the week it is."""
    return date_format(day, "l j F Y")
