"""JSON Schemas of the forms that API calls send, for the OpenAPI document."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.choices import CallableChoiceIterator

from people.api.json_forms import json_fields_of
from people.web import fields

TO_THE_MINUTE = "To the minute: the seconds are 00."
# (field, an answer to it, the fields that this answer reveals)
RevealBranch = tuple[str, Any, Sequence[str]]


def form_schema(form: Any) -> dict[str, Any]:
    """
    The JSON Schema of a form. Fields that an answer reveals are required only after it, and of
    those that it has one of for each row none is: how many there are, only the row says.
    """
    json_fields = json_fields_of(form)
    branches = _reveal_branches(form, json_fields)
    whens = [
        when
        for one, answer, more in branches
        if (when := _conditional_schema(one, answer, more, json_fields))
    ]
    revealed = {each for _one, _answer, more in branches for each in more}
    must = {
        name for name, field in json_fields.items()
        if field.required and not _pattern_of(form, name)
    } - revealed  # fmt: skip
    schema = {
        "type": "object",
        "properties": {
            name: _field_schema(field, is_due=name in must, after=_asked_only_after(name, branches))
            for name, field in json_fields.items()
            if not _pattern_of(form, name)
        },
        "required": sorted(must),
        "additionalProperties": False,
    }
    if patterns := _pattern_schemas(form, json_fields):
        schema["patternProperties"] = patterns
    return schema | ({"allOf": whens} if whens else {})


def _pattern_of(form: Any, name: str) -> str | None:
    """The pattern of fields that a form has one of for each row; None for any other field."""
    return next((each for each in form.named_like if re.fullmatch(each, name)), None)


def _pattern_schemas(form: Any, json_fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """{pattern of names: schema} of the fields that a form has one of for each row."""
    return {
        f"^{pattern}$": _field_schema(field, is_due=False, after=[])
        for name, field in json_fields.items()
        if (pattern := _pattern_of(form, name))
    }


def _reveal_branches(form: Any, asked_fields: Collection[str]) -> list[RevealBranch]:
    """[(field, an answer to it, the fields that this answer reveals)]."""
    return [
        (name, answer, names)
        for name, branches in form.conditional_fields.items()
        if name in asked_fields
        for answer, names in branches.items()
    ]


def _asked_only_after(name: str, branches: Iterable[RevealBranch]) -> list[str]:
    """Sentences that say after which answers a field is asked."""
    answers: dict[str, list[str]] = {}
    for one, answer, names in branches:
        if name in names:
            answers.setdefault(one, []).append(str(answer))
    return [f"Asked only after {one}: {' or '.join(each)}." for one, each in answers.items()]


def _conditional_schema(
    name: str, answer: Any, names: Iterable[str], json_fields: Mapping[str, forms.Field]
) -> dict[str, Any] | None:
    """If/then schema: fields required after this answer; None if there are none."""
    must = sorted(each for each in names if json_fields[each].required)
    given: dict[str, Any] = {"const": str(answer)}
    if isinstance(json_fields[name], forms.MultipleChoiceField):
        given = {"contains": given}
    must_be = {
        each: {"type": _field_type_or_null(json_fields[each], is_due=True)["type"]} for each in must
    }
    if not must:
        return None
    return {
        "if": {"properties": {name: given}, "required": [name]},
        "then": {"properties": must_be, "required": must},
    }


def _field_schema(field: forms.Field, *, is_due: bool, after: list[str]) -> dict[str, Any]:
    texts = [field.label, field.help_text]
    texts += [TO_THE_MINUTE] if isinstance(field, fields.DateTimeField) else []
    texts += [getattr(field, "api_note", ""), *after]
    schema = {"description": " ".join(map(str, filter(None, texts)))}
    return schema | _field_type_or_null(field, is_due=is_due)


def _field_type_or_null(field: forms.Field, *, is_due: bool) -> dict[str, Any]:
    """The type of a field, with null unless it is required (is_due)."""
    field_type = _field_type(field)
    if is_due or isinstance(field, forms.FileField):
        return field_type
    codes = {"enum": [*field_type["enum"], None]} if "enum" in field_type else {}
    return field_type | {"type": [field_type["type"], "null"]} | codes


def _field_type(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, fields.Files):
        return {"type": "array", "items": {"type": "string", "format": "binary"}}
    if isinstance(field, forms.FileField):
        return {"type": "string", "format": "binary"}
    if isinstance(field, fields.DateTimeField):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, fields.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": _choice_schema(field)}
    if isinstance(field, forms.ChoiceField):
        return _choice_schema(field)
    if isinstance(field, forms.IntegerField | fields.Number):
        return {"type": "integer"}
    longest = getattr(field, "max_length", None)
    return {"type": "string"} | ({"maxLength": longest} if longest else {})


def _choice_schema(field: forms.ChoiceField) -> dict[str, Any]:
    """A string enum of the choices' codes; any string where the choices are rows."""
    is_found_when_asked = isinstance(getattr(field, "_choices", None), CallableChoiceIterator)
    if hasattr(field, "set_rows") or is_found_when_asked:
        return {"type": "string"}
    choices = cast(Iterable[tuple[Any, Any]], field.choices)  # a list, once they are set
    codes = [key for key, _label in choices if isinstance(key, str) and key]
    return {"type": "string", "enum": codes} if codes else {"type": "string"}
