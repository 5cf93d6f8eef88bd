"""The question on which days and at which hours a victim can be rung safely."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from people.parts import InParts
from victims.safe_hours import DAYS, Hours, in_words

ROWS = 3  # what one call can settle; no victim is asked for a timetable
TIME = re.compile(r"^([0-9]{1,2})[:.]([0-9]{2})$")
NO_DAY = _("Select the days on which these hours are safe")
NO_TIME = _("Enter a time of the 24-hour clock, such as 9:00 or 18:30")
BACKWARDS = _("Enter an end that is later than the start. Leave it empty for the end of the day.")


class HoursInput(InParts):
    """Rows of days to tick, each with a start and an end to type."""

    days = tuple((str(number), label) for number, label in DAYS.items())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        return [
            {
                "days": _ticked(data, f"{name}-{n}-days"),
                "from": str(data.get(f"{name}-{n}-from", "")).strip(),
                "until": str(data.get(f"{name}-{n}-until", "")).strip(),
            }
            for n in range(1, ROWS + 1)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def as_sent(self, value: Any) -> dict[str, list[str]]:
        return {
            f"{n}-{part}": row[part] if part == "days" else [row[part]]
            for n, row in enumerate(self.rows(value), 1)
            for part in ("days", "from", "until")
        }

    @staticmethod
    def rows(value: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        """As many rows as the page draws, from what is stored or was typed."""
        given = [row | {"days": [str(day) for day in row["days"]]} for row in value or []]
        return given + [{"days": [], "from": "", "until": ""}] * (ROWS - len(given))


class SafeHoursField(forms.Field):
    """Days and hours (victims/safe_hours.py); an empty list where none were given."""

    widget = HoursInput
    empty_value: tuple[Hours, ...] = ()

    def clean(self, value: Any) -> list[Hours]:
        return [row for n, typed in enumerate(value or [], 1) if (row := _row(n, typed))]

    def in_words(self, value: list[Hours]) -> str:
        """A value as a page shows it beside another."""
        return in_words(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return HoursInput.rows(initial) != HoursInput.rows(data)


def _ticked(data: Any, name: str) -> list[str]:
    given = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
    return [str(each) for each in ([given] if isinstance(given, str | int) else given)]


def _row(n: int, typed: dict[str, Any]) -> Hours | None:
    """One row as it is kept; None where nothing was given in it."""
    days = sorted({int(day) for day in typed["days"] if day in dict(HoursInput.days)})
    start, end = _time(n, typed, "from"), _time(n, typed, "until")
    if not days and not start and not end:
        return None
    if not days:
        raise _wrong(NO_DAY, n, "days")
    if start and end and end <= start:
        raise _wrong(BACKWARDS, n, "until")
    return {"days": days, "from": start, "until": end}


def _time(n: int, typed: dict[str, Any], part: str) -> str:
    """A time as two digits each, from what was typed; empty where nothing was."""
    if not typed[part]:
        return ""
    found = TIME.match(typed[part])
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise _wrong(NO_TIME, n, part)
    return f"{int(found[1]):02d}:{found[2]}"


def _wrong(message: Any, n: int, part: str) -> ValidationError:
    return ValidationError(message, params={"parts": [f"{n}-{part}"]})
