"""
Convert JSON into the data of a Django form, so that pages and API calls share one validation.

A date is "2026-11-24", a moment "2026-11-24T09:30:00Z", a row its id, a checkbox true or false, a
multiple choice a list; an unanswered field is left out or null. A formset (an action plan's
actions) is a list of objects.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.web import fields

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(DATE.pattern + r"T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
HIDDEN_FIELDS = {"form_key", "version"}
TWICE = _("This is given twice. Give it once.")
TOO_MANY_ROWS = _("Give %(most)d at most.")
UNKNOWN = _("There is no field of this name. Leave it out.")
NOT_ASKED = _(
    "This does not apply after this answer to “%(question)s”. Leave it out, or change that answer."
)
NOT_TEXT = _("Give text in quotation marks.")
NOT_LIST = _("Give a list.")
NOT_OBJECTS = _("Give a list of objects.")
NOT_TICK = _("Give true or false.")
NOT_NUMBER = _("Give a whole number.")
NOT_DATE = _("Give a date like 2026-11-24.")
NOT_MOMENT = _("Give a date and time with its offset, like 2026-11-24T09:30:00Z.")
NOT_MINUTE = _("Give a whole minute, like 2026-11-24T09:30:00Z: seconds are not kept.")
EMPTY = _("Leave this out, or give null, where there is no answer.")
NO_FILE = _("Send files as multipart/form-data.")


FieldErrors = dict[str, str | Promise]  # {field name: error message}


class FormValues(list[Any]):
    """The values of one field of a multipart form: texts, perhaps several."""


class WrongAnswerKind(Exception):
    """A value has the wrong JSON type for its field. args[0]: the error message."""


def json_fields_of(form: forms.BaseForm) -> dict[str, forms.Field]:
    """{name: field} of the form's fields that JSON may contain."""
    return {name: field for name, field in form.fields.items() if name not in HIDDEN_FIELDS}


def form_data_from_json(
    form: forms.BaseForm, sent: Mapping[str, Any], known: Collection[str] = ()
) -> tuple[dict[str, Any], FieldErrors]:
    """
    (form data as a page would post it, errors) from a JSON object.

    known: further names allowed in the object, such as the prefix of a formset.
    """
    asked, data, wrong = json_fields_of(form), dict[str, Any](), FieldErrors()
    for name, value in sent.items():
        if name not in asked:
            if name not in known:
                wrong[name] = UNKNOWN
            continue
        try:
            data |= _field_data_from_json(form.add_prefix(name), asked[name], value)
        except WrongAnswerKind as error:
            wrong[name] = error.args[0]
    return data, wrong


def _field_data_from_json(name: str, field: forms.Field, value: Any) -> dict[str, Any]:
    """One value as {input name: posted value}. Raises WrongAnswerKind."""
    is_typed = isinstance(value, FormValues)
    if is_typed and not isinstance(field, forms.MultipleChoiceField):
        if len(value) > 1:
            raise WrongAnswerKind(TWICE)
        value = value[0]
    if value is None:
        return {}
    if value == "":
        if not is_typed and _is_not_free_text(field):
            raise WrongAnswerKind(EMPTY)
        return {}
    if isinstance(field, forms.FileField):
        raise WrongAnswerKind(NO_FILE)
    if isinstance(field, fields.DateTimeField | fields.DateField):
        return _date_parts(name, field, value)
    if isinstance(field, forms.BooleanField):
        if not (isinstance(value, bool) or (is_typed and value in ("true", "false"))):
            raise WrongAnswerKind(NOT_TICK)
        return {name: "on"} if value in (True, "true") else {}
    if isinstance(field, forms.MultipleChoiceField):
        return {name: _checked_text_list(value)}
    if isinstance(field, forms.IntegerField | fields.Number):
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongAnswerKind(NOT_NUMBER)
        return {name: str(value)}
    if not isinstance(value, str):
        raise WrongAnswerKind(NOT_TEXT)
    return {name: value}


def _is_not_free_text(field: forms.Field) -> bool:
    """Whether a field takes something other than free text: a choice, a number or a date."""
    return not isinstance(field, forms.CharField) or isinstance(field, fields.Number)


def _checked_text_list(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise WrongAnswerKind(NOT_LIST)
    if not all(isinstance(each, str) for each in value):
        raise WrongAnswerKind(NOT_TEXT)
    return value


def _date_parts(name: str, field: fields.DateField, value: Any) -> dict[str, str]:
    """A date or a moment as the number inputs of a date field, in London time."""
    found = (
        _parse_json_moment(value)
        if isinstance(field, fields.DateTimeField)
        else _parse_json_date(value)
    )
    numbers = {part: str(getattr(found, part)) for part in field.parts}
    numbers["year"] = numbers["year"].zfill(4)
    if isinstance(found, datetime):
        numbers["fold"] = str(found.fold)
    return {f"{name}-{part}": number for part, number in numbers.items()}


def _parse_json_date(value: Any) -> date:
    try:
        found = parse_date(value) if DATE.fullmatch(value) else None
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise WrongAnswerKind(NOT_DATE)
    return found


def _parse_json_moment(value: Any) -> datetime:
    """Parse an ISO 8601 moment, to the minute, as London time. Raises WrongAnswerKind."""
    try:
        found = timezone.localtime(parse_datetime(value)) if MOMENT.fullmatch(value) else None
    except (AttributeError, TypeError, ValueError, OverflowError):
        found = None
    if found is None:
        raise WrongAnswerKind(NOT_MOMENT)
    if found.second or found.microsecond:
        raise WrongAnswerKind(NOT_MINUTE)
    return found


def unexpected_files(form: forms.BaseForm, files: Iterable[str]) -> FieldErrors:
    """Errors for files under names that are no file fields."""
    asks = {n for n, field in json_fields_of(form).items() if isinstance(field, forms.FileField)}
    return {name: UNKNOWN for name in files if name not in asks}


def answers_not_asked_for(form: Any) -> FieldErrors:
    """Errors for fields that were filled although another answer leaves them out."""
    return {
        name: NOT_ASKED % {"question": question}
        for name, question in form.hidden_by.items()
        if _is_filled(form[name].data)
    }


def _is_filled(sent: Any) -> bool:
    return any(sent.values()) if isinstance(sent, dict) else bool(sent)


def row_data_from_json(rows: Any, sent: Any) -> tuple[dict[str, Any], FieldErrors]:
    """(form data, errors) of a formset from a JSON list, with its management form's numbers."""
    stem = rows.prefix
    if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
        return {}, {stem: NOT_OBJECTS}
    if len(sent) > rows.max_num:
        return {}, {stem: TOO_MANY_ROWS % {"most": rows.max_num}}
    data, wrong = (
        {f"{stem}-TOTAL_FORMS": str(len(sent)), f"{stem}-INITIAL_FORMS": "0"}, FieldErrors(),
    )  # fmt: skip
    for n, each in enumerate(sent):
        form = rows.empty_form
        form.prefix = f"{stem}-{n}"
        answers, faults = form_data_from_json(form, each)
        data |= answers
        wrong |= {f"{stem}/{n}/{name}": fault for name, fault in faults.items()}
    return data, wrong
