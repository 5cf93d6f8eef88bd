"""Rows of a referral for the lines of inquiry that are still open: what, by when, what depends."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.dates import ExpectedDateField
from cases.forms.yes_no import YES_NO
from cases.mg3_sections import MAX_ANSWER_CHARS
from cases.models import Referral
from cases.open_lines import (
    OPEN_LINES_HEADING,
    OpenLine,
    OpenLines,
    open_lines_text,
    open_lines_to_json,
    read_open_lines,
)
from people.web import fields

MAX_OPEN_LINES = 40
PREFIX = "open_lines"
YES_OR_NO = {True: "yes", False: "no"}


class OpenLineForm(fields.RowForm):
    """One line of inquiry that is still open."""

    text = fields.Text(
        label=_("What is the line of inquiry, and what is still to come of it?"),
        rows=3,
        max_length=MAX_ANSWER_CHARS,
        error_messages={"required": _("Enter the line of inquiry")},
    )
    is_dated = fields.Choice(
        label=_("Do you know by when to expect it?"),
        choices=YES_NO,
        error_messages={"required": _("Select whether you know by when to expect it")},
    )
    expected_on = ExpectedDateField(
        label=_("By when do you expect it?"), what=_("the date by which you expect it")
    )
    undated_because = fields.Reason(
        label=_("Why is the date not known?"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Enter why the date is not known")},
    )
    may_change_decision = fields.Choice(
        label=_("Could it change the decision?"),
        choices=YES_NO,
        error_messages={"required": _("Select whether it could change the decision")},
    )
    effect = fields.Reason(
        label=_("How could it change the decision?"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Enter how it could change the decision")},
    )
    conditional_fields = {
        "is_dated": {"yes": ["expected_on"], "no": ["undated_because"]},
        "may_change_decision": {"yes": ["effect"]},
    }


class BaseOpenLineFormSet(fields.RowFormSet):
    """The lines of inquiry that are still open, added and removed one by one."""

    noun = _("Line %(n)s")

    def add_fields(self, form: Any, index: int | None) -> None:
        """A row that is left empty is no line."""
        super().add_fields(form, index)
        form.empty_permitted = True

    @property
    def answered(self) -> list[OpenLine]:
        """The lines, once the rows are valid; empty rows are left out."""
        return [_line_of(form.cleaned_data) for form in self.forms if form.has_changed()]

    @property
    def typed(self) -> list[OpenLine]:
        """The lines as they are typed or begun with, whole or not."""
        rows = ({bound.name: _readable_value(bound) for bound in form} for form in self.forms)
        return [_line_of(row) for row in rows if any(row.values())]


OpenLineFormSet = fields.row_formset_class(
    OpenLineForm, formset=BaseOpenLineFormSet, extra=0, min_num=1, max_num=MAX_OPEN_LINES
)


def _line_of(row: Mapping[str, Any]) -> OpenLine:
    """The line of a row's answers. A browser sends those too whose question is hidden."""
    may_change = row["may_change_decision"] == "yes"
    return OpenLine(
        text=row["text"] or "",
        expected_on=row["expected_on"] if row["is_dated"] == "yes" else None,
        undated_because=(row["undated_because"] or "") if row["is_dated"] == "no" else "",
        may_change_decision=may_change,
        effect=(row["effect"] or "") if may_change else "",
    )


def _readable_value(bound: forms.BoundField) -> Any:
    """The value of a field as it would be cleaned; None where it is wrong or missing."""
    value = bound.value()
    if isinstance(value, date):
        return value
    try:
        return bound.field.clean(value)
    except ValidationError:
        return None


def blank_open_lines() -> BaseOpenLineFormSet:
    """The rows without an answer."""
    return OpenLineFormSet(prefix=PREFIX)


def open_lines_formset(
    data: Mapping[str, Any] | None, begins_with: Iterable[OpenLine] = ()
) -> BaseOpenLineFormSet:
    """The rows: bound to what was sent, else those that the form begins with."""
    if data:
        return OpenLineFormSet(_with_rows(data), prefix=PREFIX)
    return OpenLineFormSet(prefix=PREFIX, initial=[_row_of(each) for each in begins_with])


def _with_rows(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was sent; of a page from before there were rows, its one text as the first row."""
    if f"{PREFIX}-TOTAL_FORMS" in data:
        return data
    text = data.get("lines_open") or ""
    numbers = {f"{PREFIX}-TOTAL_FORMS": "1" if text else "0", f"{PREFIX}-INITIAL_FORMS": "0"}
    return numbers | {f"{PREFIX}-0-text": text}


def _row_of(line: OpenLine) -> dict[str, Any]:
    """The row that a line begins with; what is not said of it yet is not answered."""
    is_new = not (line.expected_on or line.undated_because)
    return {
        "text": line.text,
        "is_dated": "" if is_new else YES_OR_NO[line.expected_on is not None],
        "expected_on": line.expected_on,
        "undated_because": line.undated_because,
        "may_change_decision": "" if is_new else YES_OR_NO[line.may_change_decision],
        "effect": line.effect,
    }


def open_lines_begun_with(referral: Referral | None) -> OpenLines:
    """The lines that a form begins with after this referral: a text of before as one line."""
    if referral is None:
        return None
    said = read_open_lines(referral.open_lines)
    if said is None and referral.lines_open:
        return (OpenLine(referral.lines_open),)
    return said


def line_open_initial(lines: OpenLines) -> str:
    """Initial data of the question whether any line is open."""
    return "" if lines is None else YES_OR_NO[bool(lines)]


# One value, in a form that others may have changed meanwhile


class AllOpenLinesField(forms.CharField):
    """
    All rows as one value, so that a form that others changed meanwhile compares them as one.

    It is worked out from the rows, and neither shown nor sent.
    """

    def __init__(self) -> None:
        super().__init__(label=OPEN_LINES_HEADING, required=False, widget=forms.HiddenInput)


def lines_as_one(lines: Iterable[OpenLine] | None) -> str:
    """Lines as the one value of AllOpenLinesField."""
    return "" if lines is None else json.dumps(open_lines_to_json(lines), sort_keys=True)


def lines_from_one(value: str) -> OpenLines:
    """The lines that lines_as_one() made the value from."""
    return read_open_lines(json.loads(value)) if value else None


def rows_from_one(value: str) -> BaseOpenLineFormSet:
    """The rows of the value, as if they had been sent."""
    lines = lines_from_one(value) or ()
    data = {f"{PREFIX}-TOTAL_FORMS": str(len(lines)), f"{PREFIX}-INITIAL_FORMS": "0"}
    for n, line in enumerate(lines):
        for name, answer in _row_of(line).items():
            data |= _as_sent(f"{PREFIX}-{n}-{name}", answer)
    return OpenLineFormSet(data, prefix=PREFIX)


def _as_sent(name: str, answer: Any) -> dict[str, str]:
    """An answer of a row under the names that a browser sends it under."""
    if not isinstance(answer, date):
        return {name: answer or ""}
    return {f"{name}-{part}": str(getattr(answer, part)) for part in ExpectedDateField.parts}


def words_of_lines(value: str | list[dict[str, Any]] | None) -> str:
    """Lines as text: of the one value, or as the database stores them."""
    lines = lines_from_one(value) if isinstance(value, str) else read_open_lines(value)
    return open_lines_text(lines)
