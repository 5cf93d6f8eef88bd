"""
Three-way merge of concurrent edits: a stale form changes only what its sender changed.

The page carries a signed digest of what each field showed when it was opened. When a stale form
comes back, each value is compared with the shown and with the saved one:

- a field that its sender did not touch takes the saved value;
- a field that only the sender changed takes their value;
- a field that both changed is a conflict: both values are shown, and a person decides. For the
  safety of a victim, a rule of the form (`EditForm.safer_values`) picks the safer value, which is
  saved at once; the other is saved only if a person selects it again.

The signature binds the shown values to row, form and version, so that those of another page cannot
be sent instead. Without a valid signature every field counts as touched.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model

from people.web.date_widgets import MultiPartWidget

SALT = "people.concurrent_edits"
# Why a row is changed, which is no fact of the row (people/web/why_changed.py).
WHY_FIELD = "changed_because"
CONTROL_FIELDS = {"form_key", "version", "opened", WHY_FIELD}
# (saved value, sent value) -> the safer one, saved until a person decides.
ConflictRule = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class FieldConflict:
    """
    A field that two people changed differently.

    saved, sent: the two values, as shown on a page. interim_value: the value saved until
    a person decides. typed: the raw input.
    """

    name: str
    saved: Any
    sent: Any
    interim_value: Any
    typed: Any


@dataclass
class MergeResult:
    """
    The merge of a stale form with the saved values.

    values: {field: merged value} where it differs from what was sent. theirs: fields that another
    person changed and the sender did not touch.
    """

    conflicts: list[FieldConflict] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    theirs: list[str] = field(default_factory=list)


def comparable_value(field: forms.Field, value: Any) -> Any:
    """A value for comparison: text, or a list of texts; "" if empty."""
    value = field.prepare_value(value)
    if value is None or value is False or value == "":
        return ""
    if isinstance(value, dict):
        return sorted(f"{key}={each}" for key, each in value.items() if each) or ""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(comparable_value(field, each)) for each in value) or ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()


def saved_value(form: forms.Form, name: str) -> Any:
    """The saved value of a field, for comparison."""
    form_field = form.fields[name]
    return comparable_value(form_field, form.get_initial_for_field(form_field, name))


def submitted_value(form: forms.Form, name: str) -> Any:
    """The sent value of a field, for comparison."""
    asked, typed = form.fields[name], form[name].data
    try:
        return comparable_value(asked, asked.clean(typed))
    except ValidationError:
        return comparable_value(asked, typed)


def fact_fields_of(form: forms.Form) -> list[str]:
    """Names of the form's fields that hold facts of the row."""
    return [name for name in form.fields if name not in CONTROL_FIELDS]


def sign_shown_values(
    form: forms.Form, *, row: Model, version: Any, shown_values: Mapping[str, Any]
) -> str:
    """Sign the shown values, {field: value for comparison}, as digests bound to row and version."""
    digests = {name: _value_digest(value) for name, value in shown_values.items()}
    return signing.dumps(
        [_signed_subject(form, row), int(version), digests], salt=SALT, compress=True
    )


def verified_shown_values(
    text: str, form: forms.Form, *, row: Model, version: Any
) -> dict[str, str] | None:
    """{field: digest of the shown value}, or None if the signature does not fit."""
    try:
        about, of_version, digests = signing.loads(text or "", salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    fits = about == _signed_subject(form, row) and str(of_version) == str(version)
    return digests if fits else None


def merge_stale_form(
    form: forms.Form, opened: dict[str, str] | None, careful: Mapping[str, ConflictRule]
) -> MergeResult:
    """
    Merge a stale form with the saved values.

    opened: from verified_shown_values(). careful: {field: rule that picks the safer value}.
    """
    merged = MergeResult()
    for name in fact_fields_of(form):
        saved, typed = saved_value(form, name), submitted_value(form, name)
        if saved == typed:
            continue
        if opened is not None and opened.get(name) in (None, _value_digest(typed)):
            merged.values[name] = form.get_initial_for_field(form.fields[name], name)
            merged.theirs.append(name)
        elif opened is None or opened[name] != _value_digest(saved):
            merged.conflicts.append(_field_conflict(form, name, careful.get(name)))
    return merged


def _field_conflict(form: forms.Form, name: str, rule: ConflictRule | None) -> FieldConflict:
    asked, typed = form.fields[name], form[name].data
    initial = form.get_initial_for_field(asked, name)
    try:
        answer = asked.clean(typed)
        stands = rule(initial, answer) if rule else initial
    except ValidationError:
        answer, stands = typed, initial
    return FieldConflict(
        name, _display_value(asked, initial), _display_value(asked, answer), stands, typed
    )


def _display_value(field: forms.Field, value: Any) -> Any:
    """A value as people.web.forms.field_display() takes it: dates stay dates."""
    is_worded = isinstance(value, bool | dt.date) or hasattr(field, "in_words")
    return value if is_worded else comparable_value(field, value)


def set_form_value(data: Any, form: forms.Form, name: str, value: Any) -> None:
    """Write a value into a form's data (a mutable QueryDict) as a browser would send it."""
    bound = form[name]
    asked, key = bound.field, bound.html_name
    value = asked.prepare_value(value)
    if isinstance(asked.widget, MultiPartWidget):
        for part in [each for each in data if each.startswith(f"{key}-")]:
            del data[part]
        for part, each in asked.widget.form_data_of(value).items():
            data.setlist(f"{key}-{part}", each)
    elif isinstance(asked, forms.MultipleChoiceField):
        data.setlist(key, [str(each) for each in value or ()])
    elif isinstance(asked, forms.BooleanField):
        data.pop(key, None)
        if value:
            data[key] = "on"
    else:
        data[key] = "" if value is None else str(value)


def _signed_subject(form: forms.Form, row: Model) -> str:
    return f"{type(form).__name__} {row._meta.label} {row.pk}"


def _value_digest(value: Any) -> str:
    """A short digest of a value, so that long values do not double the size of the page."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:32]
