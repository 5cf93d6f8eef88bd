"""
Questions whose answers are rows: suspects, allegations, people.

Only the rows that a page found for its reader can be chosen, so a row out of sight and one that
does not exist are refused in the same words.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.web import fields


class RowChoices:
    """Answers that stand for rows, given to the field by offer(); cleaned to the rows."""

    rows: dict[str, Any] = {}

    def offer(
        self,
        rows: Iterable[Any],
        label: Callable[[Any], str | Promise],
        hint: Callable[[Any], str | Promise] | None = None,
    ) -> None:
        """The rows to choose from; label and hint are functions of a row."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(key, label(row)) for key, row in self.rows.items()]
        self.hints = {key: hint(row) for key, row in self.rows.items()} if hint else {}


class RowRadioField(RowChoices, fields.Choice):
    """One of a few rows: radios, cleaned to the row."""

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class RowSelectField(RowChoices, fields.Lookup):
    """One of a long list of rows, or none: a select, cleaned to the row or None."""

    nothing = _("None")

    def offer(
        self,
        rows: Iterable[Any],
        label: Callable[[Any], str | Promise],
        hint: Callable[[Any], str | Promise] | None = None,
    ) -> None:
        super().offer(rows, label, hint)
        self.choices = [("", self.nothing), *self.choices]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class RowCheckboxesField(RowChoices, fields.Choices):
    """Any of a few rows: checkboxes, cleaned to a list of the rows. One alone is ticked already."""

    def offer(
        self,
        rows: Iterable[Any],
        label: Callable[[Any], str | Promise],
        hint: Callable[[Any], str | Promise] | None = None,
    ) -> None:
        super().offer(rows, label, hint)
        self.initial = list(self.rows) if len(self.rows) == 1 else None

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]
