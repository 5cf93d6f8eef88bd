"""Fields whose choices are database rows: suspects, allegations, people.

Only rows that the page found for its reader can be chosen, so a hidden row and a missing row are
refused with the same message.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from people.web import fields


class RowChoices(forms.ChoiceField):
    """Mixin: choices are rows, set by set_rows() and cleaned to rows."""

    rows: dict[str, Any] = {}
    nothing: str | Promise | None = None  # the choice of no row; None where there is none
    hints: Mapping[Any, str | Promise]

    def set_rows(
        self,
        rows: Iterable[Any],
        label: Callable[[Any], str | Promise],
        hint: Callable[[Any], str | Promise] | None = None,
    ) -> None:
        """Set the rows to choose from; `label` and `hint` are functions of a row."""
        self.rows = {str(row.pk): row for row in rows}
        labels = [] if self.nothing is None else [("", self.nothing)]
        self.choices = [*labels, *((key, label(row)) for key, row in self.rows.items())]
        hints = {key: hint(row) for key, row in self.rows.items()} if hint else {}
        self.hints = {key: text for key, text in hints.items() if text}


class RowRadioField(RowChoices, fields.Choice):
    """Radios for a few rows, cleaned to the row."""

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class RowSelectField(RowChoices, fields.Lookup):
    """A select for many rows, cleaned to the row or None."""

    nothing = _("None")

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class RowCheckboxesField(RowChoices, fields.Choices):
    """Checkboxes for a few rows, cleaned to a list of rows. A single row is preselected."""

    def set_rows(
        self,
        rows: Iterable[Any],
        label: Callable[[Any], str | Promise],
        hint: Callable[[Any], str | Promise] | None = None,
    ) -> None:
        super().set_rows(rows, label, hint)
        self.initial = list(self.rows) if len(self.rows) == 1 else None

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]


def suspect_label(suspect: Suspect) -> str:
    """Label of a suspect in a form: the number, then the name."""
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}
