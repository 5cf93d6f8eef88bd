"""
How long cases are kept (cases/retention/deadlines.py).

RETENTION_RULES_FILE names a TOML file with the rules that the agencies have agreed: tables `rule`
with code, name, source and years. Without it no case can be destroyed, but on a developer's
machine, where a rule that says what it is lets the demo show it.

BACKUPS_KEPT_DAYS says for how many days the operator keeps backups of the database, so that
certificates say until when what is not sealed is in them; KEY_BACKUPS_KEPT_DAYS for how many those
of the folders of keys, in which a destroyed key still is. Neither makes anyone keep or remove a
backup. Without them certificates say that it is not known.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from rasso.settings.environment import LOCAL

FACTS = {"code": str, "name": str, "source": str, "years": int}
LONGEST = {"code": 40, "name": 200, "source": 500}  # characters
MOST_YEARS = 200
MOST_DAYS = 366 * MOST_YEARS


def rules_in_file(path: Path) -> list[dict[str, Any]]:
    """The rules in a file. Raises ValueError, with the rule's number, for one that is not whole."""
    rules: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
    for number, rule in enumerate(rules, start=1):
        if {name: type(value) for name, value in rule.items()} != FACTS:
            raise ValueError(f"{path}, rule {number}: give {', '.join(FACTS)}, and nothing else.")
        if any(not 0 < len(rule[name]) <= most for name, most in LONGEST.items()):
            raise ValueError(f"{path}, rule {number}: a text is empty or too long.")
        if not 0 <= rule["years"] <= MOST_YEARS:
            raise ValueError(f"{path}, rule {number}: years are from 0 to {MOST_YEARS}.")
    if len({rule["code"] for rule in rules}) < len(rules):
        raise ValueError(f"{path}: two rules have one code.")
    return rules


def days_kept(name: str, text: str) -> int | None:
    """The days that a setting says; None if it is empty. Raises ValueError otherwise."""
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) <= MOST_DAYS:
        raise ValueError(f"{name}: give a whole number of days, from 1 to {MOST_DAYS}.")
    return int(text)


DEMONSTRATION = {
    "code": "DEMONSTRATION", "name": "Demonstration", "source": "No rule of any agency", "years": 0,
}  # fmt: skip
_named = os.environ.get("RETENTION_RULES_FILE", "")
RETENTION_RULES = rules_in_file(Path(_named)) if _named else [DEMONSTRATION] if LOCAL else []
BACKUPS_KEPT_DAYS = days_kept("BACKUPS_KEPT_DAYS", os.environ.get("BACKUPS_KEPT_DAYS", ""))
KEY_BACKUPS_KEPT_DAYS = days_kept(
    "KEY_BACKUPS_KEPT_DAYS", os.environ.get("KEY_BACKUPS_KEPT_DAYS", "")
)
