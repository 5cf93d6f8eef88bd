"""Widgets for dates and moments, entered as separate numbers."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PART_LABELS = {
    "day": _("Day"),
    "month": _("Month"),
    "year": _("Year"),
    "hour": _("Hour"),
    "minute": _("Minute"),
}


class MultiPartWidget(forms.Widget):
    """A widget with several inputs, each under its own name."""

    def form_data_of(self, value: Any) -> dict[str, list[str]]:
        """{part: values a browser would send} of a stored or typed value."""
        raise NotImplementedError


class DatePartsWidget(MultiPartWidget):
    """A date, or a date and time, as separate number inputs."""

    def __init__(self, parts: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.parts = parts

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in self.parts}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.parts)

    def form_data_of(self, value: Any) -> dict[str, list[str]]:
        parts = value if isinstance(value, dict) else self.numbers(value)
        if getattr(value, "fold", 0):
            parts = parts | {"fold": "1"}
        return {part: [str(number)] for part, number in parts.items()}

    def inputs(self, value: Any, wrong: Collection[str]) -> list[dict[str, Any]]:
        """Items of the date-input component for a value; the `wrong` parts are outlined."""
        typed = value if isinstance(value, dict) else self.numbers(value)
        return [
            {
                "name": part,
                "label": PART_LABELS[part],
                "value": typed.get(part, ""),
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if part in wrong else ""),
            }
            for part in self.parts
        ]

    def numbers(self, value: Any) -> dict[str, str]:
        """{part: text} of a date or a moment, as a person would type it."""
        if not value:
            return {}
        formats = {"hour": "02d", "minute": "02d"}
        return {part: format(getattr(value, part), formats.get(part, "d")) for part in self.parts}


TIME_PARTS = ("year", "month", "day", "hour", "minute")
FOLD_CHOICES = (
    ("0", _("The first: before the clocks went back (BST)")),
    ("1", _("The second: after the clocks went back (GMT)")),
)


def is_ambiguous_time(typed: Mapping[str, Any]) -> bool:
    """Whether a London time occurs twice because of the clock change. typed: its number inputs."""
    try:
        year, month, day, hour, minute = (int(typed[part]) for part in TIME_PARTS)
        first = dt.datetime(year, month, day, hour, minute)
        once, again = (timezone.make_aware(first.replace(fold=fold)) for fold in (0, 1))
    except (KeyError, ValueError, OverflowError):
        return False
    is_real = timezone.make_naive(once.astimezone(dt.UTC)) == first
    return is_real and once.utcoffset() != again.utcoffset()


class DateTimePartsWidget(DatePartsWidget):
    """
    A date and time.

    When clocks go back a time occurs twice: an API call says which one is meant (`fold`, PEP 495),
    and a person is asked.
    """

    which = FOLD_CHOICES

    def fold(self, value: Any) -> str | None:
        """Which of two repeated times was chosen, "" if none; None for a time that occurs once."""
        typed = value if isinstance(value, dict) else self.numbers(value)
        return typed.get("fold", "") if is_ambiguous_time(typed) else None

    def numbers(self, value: Any) -> dict[str, str]:
        """{part: text} with `fold` for a repeated time."""
        found = super().numbers(value)
        return found | ({"fold": str(value.fold)} if found and is_ambiguous_time(found) else {})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        fold = data.get(f"{name}-fold")
        return super().value_from_datadict(data, files, name) | ({"fold": fold} if fold else {})
