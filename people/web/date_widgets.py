"""A date or a moment, typed number by number."""

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
    """A widget whose answer a browser sends in several parts, each under a name of its own."""

    def as_sent(self, value: Any) -> dict[str, list[str]]:
        """{part: what a browser sends of it} of a value as it is stored, or as it was typed."""
        raise NotImplementedError


class DatePartsWidget(MultiPartWidget):
    """A date, or a date and time, typed as separate numbers."""

    def __init__(self, parts: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.parts = parts

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in self.parts}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.parts)

    def as_sent(self, value: Any) -> dict[str, list[str]]:
        parts = value if isinstance(value, dict) else self.numbers(value)
        if getattr(value, "fold", 0):
            parts = parts | {"fold": "1"}
        return {part: [str(number)] for part, number in parts.items()}

    def inputs(self, value: Any, wrong: Collection[str]) -> list[dict[str, Any]]:
        """The component's items for a typed, stored or empty value; `wrong` parts are outlined."""
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
        """The parts of a date or a moment as a person would type them."""
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
    """Whether the clocks repeat a London time. typed: its numbers, as a person typed them."""
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
    A date and time. Of one that the clocks repeat a call says which of the two it is (PEP 495), and
    a person is asked.
    """

    which = FOLD_CHOICES

    def fold(self, value: Any) -> str | None:
        """Which of two was chosen, or "" where nothing was; None of a time that comes once."""
        typed = value if isinstance(value, dict) else self.numbers(value)
        return typed.get("fold", "") if is_ambiguous_time(typed) else None

    def numbers(self, value: Any) -> dict[str, str]:
        """As of a date, with which of two it is."""
        found = super().numbers(value)
        return found | ({"fold": str(value.fold)} if found and is_ambiguous_time(found) else {})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        fold = data.get(f"{name}-fold")
        return super().value_from_datadict(data, files, name) | ({"fold": fold} if fold else {})
