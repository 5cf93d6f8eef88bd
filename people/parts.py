"""A date or a moment, typed number by number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "day": _("Day"),
    "month": _("Month"),
    "year": _("Year"),
    "hour": _("Hour"),
    "minute": _("Minute"),
}


class InParts(forms.Widget):
    """A widget whose answer a browser sends in several parts, each under a name of its own."""

    def as_sent(self, value: Any) -> dict[str, list[str]]:
        """{part: what a browser sends of it} of a value as it is stored, or as it was typed."""
        raise NotImplementedError


class Parts(InParts):
    """A date, or a date and time, typed as separate numbers."""

    def __init__(self, parts, attrs=None):
        super().__init__(attrs)
        self.parts = parts

    def value_from_datadict(self, data, files, name):
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in self.parts}

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}-{part}" not in data for part in self.parts)

    def as_sent(self, value: Any) -> dict[str, list[str]]:
        parts = value if isinstance(value, dict) else self.numbers(value)
        if getattr(value, "fold", 0):
            parts = parts | {"fold": "1"}
        return {part: [str(number)] for part, number in parts.items()}

    def inputs(self, value, wrong):
        """The component's items for a typed, stored or empty value; `wrong` parts are outlined."""
        typed = value if isinstance(value, dict) else self.numbers(value)
        return [
            {
                "name": part,
                "label": LABELS[part],
                "value": typed.get(part, ""),
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if part in wrong else ""),
            }
            for part in self.parts
        ]

    def numbers(self, value):
        """The parts of a date or a moment as a person would type them."""
        if not value:
            return {}
        formats = {"hour": "02d", "minute": "02d"}
        return {part: format(getattr(value, part), formats.get(part, "d")) for part in self.parts}


class Moment(Parts):
    """A date and time, of which a call says too whether it is the second of two (PEP 495)."""

    def value_from_datadict(self, data, files, name):
        fold = data.get(f"{name}-fold")
        return super().value_from_datadict(data, files, name) | ({"fold": fold} if fold else {})
