"""Moments in words, where Python says them; rasso/pages.py has the same for templates."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext


def clock(moment: datetime) -> str:
    """09:30, London time."""
    return formats.date_format(timezone.localtime(moment), "H:i")


def in_full(moment: datetime) -> str:
    """24 November 2026 at 09:30, London time."""
    pattern = pgettext("date and time", r"j F Y \a\t H:i")
    return formats.date_format(timezone.localtime(moment), pattern)


def time_of(moment: datetime, *, now: datetime) -> str:
    """09:30 of today; of another day, that day as well."""
    if timezone.localdate(moment) == timezone.localdate(now):
        return clock(moment)
    return in_full(moment)
