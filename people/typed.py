"""What was typed into a form that could not be taken: shown once, to be copied, and never kept."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from people.questions import Questions, well_formed

# What a form carries besides answers; and passwords, which nobody is shown.
NO_ANSWERS = re.compile(
    r"csrfmiddlewaretoken|form_key|continues|version|opened|save_draft|add|remove|.*password.*"
    r"|.*-[A-Z_]+_FORMS"
)
OF_A_ROW = re.compile(r"(?P<prefix>[a-z]+)-(?P<number>\d+)-(?P<field>.+)")


def typed_into(request: HttpRequest) -> list[tuple[str, str]]:
    """[(which question, the answer)] of a form sent to a page behind a door; else nothing."""
    behind_a_door = request.resolver_match and hasattr(request.resolver_match.func, "verb")
    if request.method != "POST" or not behind_a_door:
        return []
    return answers_in(request.POST)


def answers_in(sent: MultiValueDict[str, Any]) -> list[tuple[str, str]]:
    """[(which question, the answer)] of a form as it was sent."""
    answers = [(name, "\n".join(filter(None, given))) for name, given in sent.lists()]
    labels = _labels(frozenset(sent))
    return [
        (labels.get(name) or _name_as_words(name), text)
        for name, text in answers
        if _is_worth_copying(name, text)
    ]


def _is_worth_copying(name: str, text: str) -> bool:
    """Ids of what was ticked say nothing to a person."""
    return bool(text) and not NO_ANSWERS.fullmatch(name) and not all(map(well_formed, text.split()))


# Which question an answer belongs to


def _labels(names: frozenset[str]) -> dict[str, str]:
    """
    {name in the sent form: the question as its page asked it}, as far as it is certain.

    The request no longer knows its form. Where every form that asks all that was sent words a
    question alike, that is the question; the questions of rows begin with the row's number.
    """
    rows = {name: row for name in names if (row := OF_A_ROW.fullmatch(name))}
    labels = _agreed(names - set(rows))
    for prefix in {row["prefix"] for row in rows.values()}:
        of_rows = {name: row for name, row in rows.items() if row["prefix"] == prefix}
        fields = _agreed(frozenset(row["field"] for row in of_rows.values()))
        labels |= {
            name: f"{int(row['number']) + 1}. {fields[row['field']]}"
            for name, row in of_rows.items()
            if row["field"] in fields
        }
    return labels


def _agreed(names: frozenset[str]) -> dict[str, str]:
    """The labels of some questions that all forms agree on which ask them."""
    asked = {name for name in names if not NO_ANSWERS.fullmatch(name)}
    forms = [form.labels() for form in _made_of(Questions)]
    complete = [labels for labels in forms if asked <= set(labels)] or forms
    found = {name: {labels[name] for labels in complete if name in labels} for name in asked}
    return {name: labels.pop() for name, labels in found.items() if len(labels) == 1}


def _made_of(form: type[Questions]) -> Iterator[type[Questions]]:
    """A class of forms and all that are made of it."""
    yield form
    for each in form.__subclasses__():
        yield from _made_of(each)


def _name_as_words(name: str) -> str:
    """The question's name as the form sends it, where it is not known how its page asked it."""
    row = OF_A_ROW.fullmatch(name)
    number, field = (f"{int(row['number']) + 1}. ", row["field"]) if row else ("", name)
    if field == "text":
        return number + _("What you typed")
    return number + field.replace("_", " ").replace("-", " ").capitalize()
