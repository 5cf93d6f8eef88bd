"""The question why something goes though a rule warns: one for each rule that may."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.completeness import Rule
from people import fields

LONGEST_WHY = 2000  # characters
TOO_LONG = _(
    "Enter no more than %%(limit_value)d characters under “%(question)s”. "
    "You have entered %%(show_value)d."
)


def explains(code: str) -> str:
    """The name of the question why it goes though a rule warns."""
    return f"explain_{code}"


def why_it_goes(rules: Iterable[Rule]) -> dict[str, fields.Reason]:
    """{name: question} for these rules."""
    return {explains(rule.code): _question(rule) for rule in rules}


def _question(rule: Rule) -> fields.Reason:
    label = _("Why is it sent without this? (optional)")
    told = {"max_length": TOO_LONG % {"question": rule.words}}
    return fields.Reason(
        label=label, max_length=LONGEST_WHY, rows=2, required=False, error_messages=told
    )


def rule_of(name: str, rules: Iterable[Rule]) -> str | None:
    """The code of the rule that a question is about, or None for another question."""
    return next((rule.code for rule in rules if explains(rule.code) == name), None)


def taken_together(cleaned: dict[str, Any], rules: Iterable[Rule]) -> None:
    """Put what was said about each rule under `explained`, which is what the action wants."""
    said = {rule.code: cleaned.pop(explains(rule.code), "") for rule in rules}
    cleaned["explained"] = {code: why for code, why in said.items() if why}


def starting_with(explained: Mapping[str, str]) -> dict[str, str]:
    """What these questions start with: what was said before."""
    return {explains(code): why for code, why in explained.items()}


def one_by_one(
    theirs: Mapping[str, str], yours: Mapping[str, str], rules: Iterable[Rule]
) -> Iterator[tuple[str, str | None, str | None]]:
    """What two people said about each rule, where they differ."""
    for rule in rules:
        if theirs.get(rule.code, "") != yours.get(rule.code, ""):
            label = _("Why it is sent without this: %(what)s") % {"what": rule.words}
            yield label, theirs.get(rule.code), yours.get(rule.code)
