"""What was typed into a form that could not be taken: shown once, to be copied, and never kept."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from people.web.forms import ConditionalForm, is_uuid

# What a form carries besides answers; and passwords, which nobody is shown.
CONTROL_NAMES = re.compile(
    r"csrfmiddlewaretoken|form_key|continues|version|opened|save_draft|add|remove|.*password.*"
    r"|.*-[A-Z_]+_FORMS"
)
ROW_FIELD_NAME = re.compile(r"(?P<prefix>[a-z]+)-(?P<number>\d+)-(?P<field>.+)")


def submitted_answers(request: HttpRequest) -> list[tuple[str, str]]:
    """[(which question, the answer)] of a form sent to a page behind a door; else nothing."""
    behind_a_door = request.resolver_match and hasattr(request.resolver_match.func, "verb")
    if request.method != "POST" or not behind_a_door:
        return []
    return answers_in_form_data(request.POST)


def answers_in_form_data(sent: MultiValueDict[str, Any]) -> list[tuple[str, str]]:
    """[(which question, the answer)] of a form as it was sent."""
    answers = [(name, "\n".join(filter(None, given))) for name, given in sent.lists()]
    labels = _labels_of_fields(frozenset(sent))
    return [
        (labels.get(name) or _field_name_in_words(name), text)
        for name, text in answers
        if _is_worth_copying(name, text)
    ]


def _is_worth_copying(name: str, text: str) -> bool:
    """Ids of what was ticked say nothing to a person."""
    return bool(text) and not CONTROL_NAMES.fullmatch(name) and not all(map(is_uuid, text.split()))


# Which question an answer belongs to


def _labels_of_fields(names: frozenset[str]) -> dict[str, str]:
    """
    {name in the sent form: the question as its page asked it}, as far as it is certain.

    The request no longer knows its form. Where every form that asks all that was sent words a
    question alike, that is the question; the questions of rows begin with the row's number.
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
    """The labels of some questions that all forms agree on which ask them."""
    asked = {name for name in names if not CONTROL_NAMES.fullmatch(name)}
    forms = [form.labels() for form in _subclasses_of(ConditionalForm)]
    complete = [labels for labels in forms if asked <= set(labels)] or forms
    found = {name: {labels[name] for labels in complete if name in labels} for name in asked}
    return {name: labels.pop() for name, labels in found.items() if len(labels) == 1}


def _subclasses_of(form: type[ConditionalForm]) -> Iterator[type[ConditionalForm]]:
    """A class of forms and all that are made of it."""
    yield form
    for each in form.__subclasses__():
        yield from _subclasses_of(each)


def _field_name_in_words(name: str) -> str:
    """The question's name as the form sends it, where it is not known how its page asked it."""
    row = ROW_FIELD_NAME.fullmatch(name)
    number, field = (f"{int(row['number']) + 1}. ", row["field"]) if row else ("", name)
    if field == "text":
        return number + _("What you typed")
    return number + field.replace("_", " ").replace("-", " ").capitalize()
