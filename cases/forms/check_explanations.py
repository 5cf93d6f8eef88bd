"""The question why something goes though a rule warns: one for each rule that may."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.referral_checks import CheckRule
from people.web import fields

MAX_EXPLANATION_CHARS = 2000  # characters
TOO_MANY_CHARS = _(
    "Enter no more than %%(limit_value)d characters under “%(question)s”. "
    "You have entered %%(show_value)d."
)


def explanation_field_name(code: str) -> str:
    """The name of the question why it goes though a rule warns."""
    return f"explain_{code}"


def explanation_fields(rules: Iterable[CheckRule]) -> dict[str, fields.Reason]:
    """{name: question} for these rules."""
    return {explanation_field_name(rule.code): _explanation_field(rule) for rule in rules}


def _explanation_field(rule: CheckRule) -> fields.Reason:
    label = _("Why is it sent without this? (optional)")
    told = {"max_length": TOO_MANY_CHARS % {"question": rule.words}}
    return fields.Reason(
        label=label, max_length=MAX_EXPLANATION_CHARS, rows=2, required=False, error_messages=told
    )


def check_code_of_field(name: str, rules: Iterable[CheckRule]) -> str | None:
    """The code of the rule that a question is about, or None for another question."""
    return next((rule.code for rule in rules if explanation_field_name(rule.code) == name), None)


def collect_explanations(cleaned: dict[str, Any], rules: Iterable[CheckRule]) -> None:
    """Put what was said about each rule under `explained`, which is what the action wants."""
    said = {rule.code: cleaned.pop(explanation_field_name(rule.code), "") for rule in rules}
    cleaned["explained"] = {code: why for code, why in said.items() if why}


def explanation_initial(explained: Mapping[str, str]) -> dict[str, str]:
    """What these questions start with: what was said before."""
    return {explanation_field_name(code): why for code, why in explained.items()}


def explanation_differences(
    theirs: Mapping[str, str], yours: Mapping[str, str], rules: Iterable[CheckRule]
) -> Iterator[tuple[str, str | None, str | None]]:
    """What two people said about each rule, where they differ."""
    for rule in rules:
        if theirs.get(rule.code, "") != yours.get(rule.code, ""):
            label = _("Why it is sent without this: %(what)s") % {"what": rule.words}
            yield label, theirs.get(rule.code), yours.get(rule.code)
