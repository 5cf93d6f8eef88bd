"""Field and widget for the days and hours at which a victim can safely be called."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from people.web.date_widgets import MultiPartWidget
from victims.safe_hours import WEEKDAY_LABELS, SafeHoursRow, safe_hours_text

MAX_SAFE_HOUR_ROWS = 3  # as many as one call can settle
TIME_PATTERN = re.compile(r"^([0-9]{1,2})[:.]([0-9]{2})$")
DAYS_REQUIRED = _("Select the days on which these hours are safe")
TIME_NOT_UNDERSTOOD = _("Enter a time of the 24-hour clock, such as 9:00 or 18:30")
END_BEFORE_START = _(
    "Enter an end that is later than the start. Leave it empty for the end of the day."
)


class HoursInput(MultiPartWidget):
    """Rows of days to tick, each with a start and an end."""

    days = tuple((str(number), label) for number, label in WEEKDAY_LABELS.items())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        return [
            {
                "days": _ticked_days(data, f"{name}-{n}-days"),
                "from": str(data.get(f"{name}-{n}-from", "")).strip(),
                "until": str(data.get(f"{name}-{n}-until", "")).strip(),
            }
            for n in range(1, MAX_SAFE_HOUR_ROWS + 1)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def form_data_of(self, value: Any) -> dict[str, list[str]]:
        return {
            f"{n}-{part}": row[part] if part == "days" else [row[part]]
            for n, row in enumerate(self.rows(value), 1)
            for part in ("days", "from", "until")
        }

    @staticmethod
    def rows(value: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        """The rows that the page draws, from the stored or typed value."""
        given = [row | {"days": [str(day) for day in row["days"]]} for row in value or []]
        return given + [{"days": [], "from": "", "until": ""}] * (MAX_SAFE_HOUR_ROWS - len(given))


class SafeHoursField(forms.Field):
    """Days and hours (victims/safe_hours.py); [] where there are none."""

    widget = HoursInput
    empty_value: tuple[SafeHoursRow, ...] = ()

    def clean(self, value: Any) -> list[SafeHoursRow]:
        return [
            row
            for n, typed in enumerate(value or [], 1)
            if (row := _parse_safe_hours_row(n, typed))
        ]

    def in_words(self, value: list[SafeHoursRow]) -> str:
        """A value in words, to be shown beside another."""
        return safe_hours_text(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return HoursInput.rows(initial) != HoursInput.rows(data)


def _ticked_days(data: Any, name: str) -> list[str]:
    given = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
    return [str(each) for each in ([given] if isinstance(given, str | int) else given)]


def _parse_safe_hours_row(n: int, typed: dict[str, Any]) -> SafeHoursRow | None:
    """One row as it is stored; None where it is empty."""
    days = sorted({int(day) for day in typed["days"] if day in dict(HoursInput.days)})
    start, end = _parse_time(n, typed, "from"), _parse_time(n, typed, "until")
    if not days and not start and not end:
        return None
    if not days:
        raise _error_in_part(DAYS_REQUIRED, n, "days")
    if start and end and end <= start:
        raise _error_in_part(END_BEFORE_START, n, "until")
    return {"days": days, "from": start, "until": end}


def _parse_time(n: int, typed: dict[str, Any], part: str) -> str:
    """A typed time as "HH:MM"; "" where it is empty."""
    if not typed[part]:
        return ""
    found = TIME_PATTERN.match(typed[part])
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise _error_in_part(TIME_NOT_UNDERSTOOD, n, part)
    return f"{int(found[1]):02d}:{found[2]}"


def _error_in_part(message: Any, n: int, part: str) -> ValidationError:
    return ValidationError(message, params={"parts": [f"{n}-{part}"]})
