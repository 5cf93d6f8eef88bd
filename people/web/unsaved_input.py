"""Echo rejected form input so that the user can copy it. Never stored."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.web.forms import ConditionalForm, is_uuid

# Technical fields of a form; and passwords, which are never shown.
CONTROL_NAMES = re.compile(
    r"csrfmiddlewaretoken|form_key|continues|version|opened|save_draft|add|remove|.*password.*"
    r"|.*-[A-Z_]+_FORMS"
)
ROW_FIELD_NAME = re.compile(r"(?P<prefix>[a-z]+)-(?P<number>\d+)-(?P<field>.+)")


def submitted_answers(request: HttpRequest) -> list[tuple[str, str]]:
    """[(label, value)] of a form sent to a guarded page; [] for any other request."""
    behind_a_door = request.resolver_match and hasattr(request.resolver_match.func, "verb")
    if request.method != "POST" or not behind_a_door:
        return []
    return answers_in_form_data(request.POST)


def answers_in_form_data(sent: MultiValueDict[str, Any]) -> list[tuple[str, str]]:
    """[(label, value)] of a form's raw input."""
    answers = [(name, "\n".join(filter(None, given))) for name, given in sent.lists()]
    labels = _labels_of_fields(frozenset(sent))
    return [
        (labels.get(name) or _field_name_in_words(name), text)
        for name, text in answers
        if _is_worth_copying(name, text)
    ]


def _is_worth_copying(name: str, text: str) -> bool:
    """False for ids of ticked choices, which mean nothing to a person."""
    return bool(text) and not CONTROL_NAMES.fullmatch(name) and not all(map(is_uuid, text.split()))


# Labels of the fields


def _labels_of_fields(names: frozenset[str]) -> dict[str, str]:
    """
    {field name: its label}, as far as it is certain.

    The request does not say which form class it came from. If all classes with these fields give a
    field the same label, that is used. Fields of rows start with the row's number.
    """
    rows = {name: row for name in names if (row := ROW_FIELD_NAME.fullmatch(name))}
    labels = _labels_all_forms_share(names - set(rows))
    for prefix in {row["prefix"] for row in rows.values()}:
        of_rows = {name: row for name, row in rows.items() if row["prefix"] == prefix}
        fields = _labels_all_forms_share(frozenset(row["field"] for row in of_rows.values()))
        labels |= {
            name: f"{int(row['number']) + 1}. {fields[row['field']]}"
            for name, row in of_rows.items()
            if row["field"] in fields
        }
    return labels


def _labels_all_forms_share(names: frozenset[str]) -> dict[str, str]:
    """The labels on which all forms with these fields agree."""
    field_names = {name for name in names if not CONTROL_NAMES.fullmatch(name)}
    language = get_language()
    forms = [_labels_of_form(form, language) for form in _subclasses_of(ConditionalForm)]
    complete = [labels for labels in forms if field_names <= set(labels)] or forms
    found = {name: {labels[name] for labels in complete if name in labels} for name in field_names}
    return {name: labels.pop() for name, labels in found.items() if len(labels) == 1}


@cache
def _labels_of_form(form: type[ConditionalForm], language: str | None) -> dict[str, str]:
    """form.labels() in the active language, kept: each form of the service has only one."""
    return form.labels()


def _subclasses_of(form: type[ConditionalForm]) -> Iterator[type[ConditionalForm]]:
    """A form class and all its subclasses."""
    yield form
    for each in form.__subclasses__():
        yield from _subclasses_of(each)


def _field_name_in_words(name: str) -> str:
    """The field's name as words, where its label is not certain."""
    row = ROW_FIELD_NAME.fullmatch(name)
    number, field = (f"{int(row['number']) + 1}. ", row["field"]) if row else ("", name)
    if field == "text":
        return number + _("What you typed")
    return number + field.replace("_", " ").replace("-", " ").capitalize()
