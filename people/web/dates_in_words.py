"""Moments in words, for Python code; rasso/jinja_environment.py has the same for templates."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext


def format_time(moment: datetime) -> str:
    """09:30, London time."""
    return formats.date_format(timezone.localtime(moment), "H:i")


def format_moment(moment: datetime) -> str:
    """24 November 2026 at 09:30, London time."""
    pattern = pgettext("date and time", r"j F Y \a\t H:i")
    return formats.date_format(timezone.localtime(moment), pattern)


def format_time_or_moment(moment: datetime, *, now: datetime) -> str:
    """09:30 if the moment is today; otherwise with its day."""
    if timezone.localdate(moment) == timezone.localdate(now):
        return format_time(moment)
    return format_moment(moment)
