"""
The days and hours at which a victim can safely be called, as the victim gave them.

Rows: {"days": [1, …] with Monday as 1, "from": "09:00", "until": "12:00"}, London time, "until"
excluded. An empty "from" is the start of the day, an empty "until" its end. Without rows no hours
are recorded, and nothing is compared.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeliness.calendar import london_day, london_moment

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
DAYS_AHEAD = 8  # of which hours are looked for: a week, and what is left of today
SafeHoursRow = TypedDict("SafeHoursRow", {"days": list[int], "from": str, "until": str})


class SafeSpan(NamedTuple):
    """A time without a break in which a call is safe. until: excluded."""

    begins: datetime
    until: datetime


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


def safe_span_from(rows: Sequence[SafeHoursRow], moment: datetime) -> SafeSpan | None:
    """
    The span in which a moment is, or the next one within a week; None where no row has a day.

    A span that goes on over midnight, or from one row into another, is one.
    """
    today, found = london_day(moment), None
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    for span in sorted(span for day in days for span in _spans_of_day(rows, day)):
        if found is None:
            found = span if span.until > moment else None
        elif span.begins <= found.until:
            found = found._replace(until=max(found.until, span.until))
    return found


def _spans_of_day(rows: Sequence[SafeHoursRow], day: date) -> Iterator[SafeSpan]:
    for row in rows:
        if day.isoweekday() in row["days"]:
            begins = time.fromisoformat(row["from"] or "00:00")
            if row["until"] in ("", END_OF_DAY):
                until = london_moment(day + timedelta(days=1), time.min)
            else:
                until = london_moment(day, time.fromisoformat(row["until"]))
            yield SafeSpan(london_moment(day, begins), until)


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


def format_hour(moment: datetime) -> str:
    """The time of a moment in words: "9am", "5:30pm", "midday"."""
    return _time_text(timezone.localtime(moment).strftime("%H:%M"))


def _time_text(time: str) -> str:
    """A time in words: "9am", "5:30pm", "midday", "midnight"."""
    hour, minute = (int(part) for part in time.split(":"))
    if minute == 0 and hour in (0, 12):
        return _("midday") if hour else _("midnight")
    clock = str(hour % 12 or 12) + (f":{minute:02d}" if minute else "")
    return _("%(time)sam") % {"time": clock} if hour < 12 else _("%(time)spm") % {"time": clock}
