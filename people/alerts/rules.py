"""The rules of rules.toml: what is looked for in the log, and from which day on."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

RULES_FILE = Path(__file__).with_name("rules.toml")


class UnreadableRules(Exception):
    """A row of rules.toml that the program does not understand."""


@dataclass(frozen=True)
class Rule:
    """
    One row: an alert is made for more than `most` within `minutes`.

    since: the first day on which the row applies. looks_for: a sentence for those who answer.
    """

    name: str
    since: date
    looks_for: str
    minutes: int
    most: int

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def read_rules(text: str, known: Sequence[str]) -> list[Rule]:
    """
    The rules in a file's text. known: the names that the program has a search for.

    Raises UnreadableRules for a row that has another name, no whole number or no day, for two rows
    of one day, and where a name is left out.
    """
    rules = [_rule(row, known) for row in tomllib.loads(text).get("rule", [])]
    keys = [(rule.name, rule.since) for rule in rules]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise UnreadableRules(f"Given twice: {sorted(twice)}")
    if missing := set(known) - {rule.name for rule in rules}:
        raise UnreadableRules(f"No row for {sorted(missing)}")
    return rules


def _rule(row: dict[str, Any], known: Sequence[str]) -> Rule:
    try:
        rule = Rule(**row)
    except TypeError as error:
        raise UnreadableRules(f"{row}: {error}") from None
    numbers = (rule.minutes, rule.most)
    if any(type(number) is not int or number < 0 for number in numbers):
        raise UnreadableRules(f"{rule.name}: minutes and most are whole numbers")
    if rule.name not in known or type(rule.since) is not date or not rule.looks_for:
        raise UnreadableRules(f"{rule.name}: not known, or without a day or a sentence")
    return rule


def rules_on(day: date, rules: Sequence[Rule]) -> dict[str, Rule]:
    """{name: the row that applies on a day}."""
    begun = sorted((rule for rule in rules if rule.since <= day), key=lambda rule: rule.since)
    return {rule.name: rule for rule in begun}


@cache
def current_rules() -> list[Rule]:
    """The rules of the file, read once a process. Raises UnreadableRules."""
    from people.alerts.searches import SEARCHES

    return read_rules(RULES_FILE.read_text(), tuple(SEARCHES))
