"""
The days and hours at which a victim can safely be called, as the victim gave them.

Rows: {"days": [1, …] with Monday as 1, "from": "09:00", "until": "12:00"}, London time, "until"
excluded. An empty "from" is the start of the day, an empty "until" its end. Without rows no hours
are recorded, and nothing is compared.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WEEKDAY_LABELS = {
    1: gettext_lazy("Monday"),
    2: gettext_lazy("Tuesday"),
    3: gettext_lazy("Wednesday"),
    4: gettext_lazy("Thursday"),
    5: gettext_lazy("Friday"),
    6: gettext_lazy("Saturday"),
    7: gettext_lazy("Sunday"),
}
END_OF_DAY = "24:00"
SafeHoursRow = TypedDict("SafeHoursRow", {"days": list[int], "from": str, "until": str})


def is_in_safe_hours(rows: Sequence[SafeHoursRow], moment: datetime) -> bool:
    """Whether a moment is in one of the rows. moment: aware; compared in London time."""
    there = timezone.localtime(moment)
    day, time = there.isoweekday(), there.strftime("%H:%M")
    return any(
        day in row["days"] and row["from"] <= time < (row["until"] or END_OF_DAY) for row in rows
    )


def is_on_safe_day(rows: Sequence[SafeHoursRow], moment: datetime) -> bool:
    """Whether the London day of a moment is in one of the rows, where the hour is not known."""
    return any(timezone.localtime(moment).isoweekday() in row["days"] for row in rows)


def safe_hours_text(rows: Sequence[SafeHoursRow]) -> str:
    """All rows in one phrase: "Monday to Friday, 9am to midday; Saturday, from 6pm"."""
    return "; ".join(
        ", ".join(filter(None, [_days_text(row["days"]), _times_text(row["from"], row["until"])]))
        for row in rows
    )


def _days_text(days: Sequence[int]) -> str:
    if len(days) == len(WEEKDAY_LABELS):
        return _("every day")
    return ", ".join(_day_run_text(run) for run in _day_runs(days))


def _day_runs(days: Sequence[int]) -> list[list[int]]:
    """The days in runs of consecutive ones."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _day_run_text(run: Sequence[int]) -> str:
    first, last = str(WEEKDAY_LABELS[run[0]]), str(WEEKDAY_LABELS[run[-1]])
    if len(run) == 1:
        return first
    if len(run) == 2:
        return f"{first}, {last}"
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _times_text(start: str, end: str) -> str:
    if start and end:
        return _("%(start)s to %(end)s") % {"start": _time_text(start), "end": _time_text(end)}
    if start:
        return _("from %(start)s") % {"start": _time_text(start)}
    return _("until %(end)s") % {"end": _time_text(end)} if end else ""


def _time_text(time: str) -> str:
    """A time in words: "9am", "5:30pm", "midday"."""
    hour, minute = (int(part) for part in time.split(":"))
    if (hour, minute) == (12, 0):
        return _("midday")
    clock = str(hour % 12 or 12) + (f":{minute:02d}" if minute else "")
    return _("%(time)sam") % {"time": clock} if hour < 12 else _("%(time)spm") % {"time": clock}
