"""
Two people change one row at the same time: a form sends only what its sender changed.

The page of a form carries, sealed, what each question showed when it was opened. When the form
comes back and the row has moved on, each answer is compared with what was shown and with what is
saved now:

- an answer that its sender did not touch takes what is saved now;
- an answer that they changed, and nobody else did, is theirs;
- where both changed it, neither version is lost: both are shown, and a person decides. What keeps
  a victim safe is decided meanwhile by a rule of the form (`Edit.careful`): that answer is saved
  at once, and the other one is saved only when somebody selects it again.

The seal binds what was shown to the row, the form and the version, so that no other page's can be
sent in its place. Without a seal that fits, every answer counts as touched.
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
CONTROL_FIELDS = {"form_key", "version", "opened"}
# Which of two answers stands until a person says otherwise: (saved now, sent) -> the answer.
ConflictRule = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class FieldConflict:
    """
    A question that two people answered differently.

    saved, sent: the two answers, as a page shows them. stands: what is saved until a person says
    otherwise. typed: what was sent, unjudged.
    """

    name: str
    saved: Any
    sent: Any
    stands: Any
    typed: Any


@dataclass
class MergeResult:
    """
    A stale form's answers beside what is saved now.

    values: {question: what it is answered with now}, where that is not what was sent.
    theirs: the questions that another person changed and the sender did not touch.
    """

    conflicts: list[FieldConflict] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    theirs: list[str] = field(default_factory=list)


def comparable_value(asked: forms.Field, value: Any) -> Any:
    """A value as it is compared: text, or a list of texts; "" where there is nothing."""
    value = asked.prepare_value(value)
    if value is None or value is False or value == "":
        return ""
    if isinstance(value, dict):
        return sorted(f"{key}={each}" for key, each in value.items() if each) or ""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(comparable_value(asked, each)) for each in value) or ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()


def saved_value(form: forms.Form, name: str) -> Any:
    """What is saved of a question, as it is compared."""
    asked = form.fields[name]
    return comparable_value(asked, form.get_initial_for_field(asked, name))


def submitted_value(form: forms.Form, name: str) -> Any:
    """What was sent as the answer to a question, as it is compared."""
    asked, typed = form.fields[name], form[name].data
    try:
        return comparable_value(asked, asked.clean(typed))
    except ValidationError:
        return comparable_value(asked, typed)


def fact_fields_of(form: forms.Form) -> list[str]:
    """The questions of a form that hold facts, by name."""
    return [name for name in form.fields if name not in CONTROL_FIELDS]


def sign_shown_values(
    form: forms.Form, *, row: Model, version: Any, shown: Mapping[str, Any]
) -> str:
    """What a form shows, {question: answer as it is compared}, as only we can write it."""
    digests = {name: _value_digest(value) for name, value in shown.items()}
    return signing.dumps(
        [_signed_subject(form, row), int(version), digests], salt=SALT, compress=True
    )


def verified_shown_values(
    text: str, form: forms.Form, *, row: Model, version: Any
) -> dict[str, str] | None:
    """{question: digest of what it showed}, or None where the seal is of nothing like this."""
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
    What a stale form comes to.

    opened: as unsealed() gives it. careful: {question: which of two answers stands}.
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


def _display_value(asked: forms.Field, value: Any) -> Any:
    """A value as people.web.forms.field_display puts it into words: a day stays a day."""
    is_worded = isinstance(value, bool | dt.date) or hasattr(asked, "in_words")
    return value if is_worded else comparable_value(asked, value)


def set_form_value(data: Any, form: forms.Form, name: str, value: Any) -> None:
    """Write a value into a form's data (a QueryDict of our own) as a browser would send it."""
    bound = form[name]
    asked, key = bound.field, bound.html_name
    value = asked.prepare_value(value)
    if isinstance(asked.widget, MultiPartWidget):
        for part in [each for each in data if each.startswith(f"{key}-")]:
            del data[part]
        for part, each in asked.widget.as_sent(value).items():
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
    """Short and of one length, so that a page with long answers does not become twice as long."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:32]
