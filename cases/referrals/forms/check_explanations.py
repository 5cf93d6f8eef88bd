"""Fields that ask why a referral is sent although a check warns, one for each such check."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.check_rules import CheckRule
from people.web import fields

MAX_EXPLANATION_CHARS = 2000  # characters
TOO_MANY_CHARS = _(
    "Enter no more than %%(limit_value)d characters under “%(question)s”. "
    "You have entered %%(show_value)d."
)


def explanation_field_name(code: str) -> str:
    """Name of the field that explains a check."""
    return f"explain_{code}"


def explanation_fields(rules: Iterable[CheckRule]) -> dict[str, fields.Reason]:
    """{field name: field} for these checks."""
    return {explanation_field_name(rule.code): _explanation_field(rule) for rule in rules}


def _explanation_field(rule: CheckRule) -> fields.Reason:
    label = _("Why is it sent without this? (optional)")
    error_messages = {"max_length": TOO_MANY_CHARS % {"question": rule.words}}
    return fields.Reason(
        label=label,
        max_length=MAX_EXPLANATION_CHARS,
        rows=2,
        required=False,
        error_messages=error_messages,
    )


def check_code_of_field(name: str, rules: Iterable[CheckRule]) -> str | None:
    """Code of the check that a field explains, or None for any other field."""
    return next((rule.code for rule in rules if explanation_field_name(rule.code) == name), None)


def collect_explanations(cleaned: dict[str, Any], rules: Iterable[CheckRule]) -> None:
    """Move the explanations to `explained`, as the action takes them."""
    explanations = {rule.code: cleaned.pop(explanation_field_name(rule.code), "") for rule in rules}
    cleaned["explained"] = {code: why for code, why in explanations.items() if why}


def explanation_initial(explained: Mapping[str, str]) -> dict[str, str]:
    """Initial data of the fields, from stored explanations."""
    return {explanation_field_name(code): why for code, why in explained.items()}


def explanation_differences(
    theirs: Mapping[str, str], yours: Mapping[str, str], rules: Iterable[CheckRule]
) -> Iterator[tuple[str, str | None, str | None]]:
    """The explanations that differ between the stored and the submitted version."""
    for rule in rules:
        if theirs.get(rule.code, "") != yours.get(rule.code, ""):
            label = _("Why it is sent without this: %(what)s") % {"what": rule.words}
            yield label, theirs.get(rule.code), yours.get(rule.code)
