"""
Read a list of offences from a CSV file, such as cases/data/offences.csv.

Nothing of a malformed file is used: every fault is named with its line.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

COLUMNS = (
    "code", "title", "statute", "section", "from_on", "until_on", "confidence", "kind",
    "mode_of_trial", "recordable", "inchoate", "conduct", "source",
)  # fmt: skip
LONGEST = {"title": 250, "statute": 100, "section": 100, "conduct": 200}
CODE = re.compile(r"[A-Z]{2,4}\d{2,5}[A-Z]?")
CONDUCT = re.compile(r"(\+?[a-z0-9]+(-[a-z0-9]+)*)( \+?[a-z0-9]+(-[a-z0-9]+)*)*")
ALLOWED_WORDS = {
    "confidence": ("read", "recalled"),
    "kind": ("sexual", "companion"),
    "mode_of_trial": ("", "CI", "CE", "CS"),
    "recordable": ("yes", "no"),
    "inchoate": ("", "attempt", "aiding", "conspiracy"),
}
MUST_SAY = ("title", "statute", "source")
HEADER_LINE = 1


class OffenceListError(Exception):
    """A file that cannot be used; `faults` says why, each with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class ListedOffence:
    """One line of the file, with the values of the columns of cases.models.Offence."""

    code: str
    facts: dict[str, Any]


def read_offence_list(lines: Iterable[str]) -> list[ListedOffence]:
    """
    The offences of a file, in its order.

    Raises OffenceListError if any line is malformed, if a code comes twice, or if there is none.
    """
    reader = csv.DictReader(lines, strict=True)
    try:
        header, rows = reader.fieldnames, [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise OffenceListError([f"line {reader.line_num}: {error}"]) from None
    if tuple(header or ()) != COLUMNS:
        wanted = ",".join(COLUMNS)
        raise OffenceListError([f"line {HEADER_LINE}: the columns must be {wanted}"])
    faults = [f"line {n}: {fault}" for n, row in rows for fault in _faults_of_row(row)]
    faults += _repeated_codes(rows)
    if faults or not rows:
        raise OffenceListError(faults or ["the file has no offence"])
    return [ListedOffence(row["code"], _facts_of_row(row)) for _n, row in rows]


def _faults_of_row(row: dict[str, Any]) -> Iterator[str]:
    if None in row or None in row.values():
        yield f"a line has {len(COLUMNS)} columns"
        return
    if not CODE.fullmatch(row["code"]):
        yield f"“{row['code']}” is not a code"
    for name in MUST_SAY:
        if not row[name].strip():
            yield f"{name} is empty"
    for name, words in ALLOWED_WORDS.items():
        if row[name] not in words:
            yield f"{name} is “{row[name]}”, not one of {', '.join(filter(None, words))}"
    for name, longest in LONGEST.items():
        if len(row[name]) > longest:
            yield f"{name} is longer than {longest} characters"
    if row["conduct"] and not CONDUCT.fullmatch(row["conduct"]):
        yield f"conduct is “{row['conduct']}”, not words with hyphens"
    yield from _faults_of_days(row)


def _faults_of_days(row: dict[str, str]) -> Iterator[str]:
    days = {}
    for name in ("from_on", "until_on"):
        try:
            days[name] = _day(row[name])
        except ValueError:
            yield f"{name} is “{row[name]}”, not a day such as 2004-05-01"
    first, last = days.get("from_on"), days.get("until_on")
    if first and last and last < first:
        yield f"until_on {last} is before from_on {first}"


def _repeated_codes(rows: list[tuple[int, dict[str, Any]]]) -> list[str]:
    first_line: dict[str, int] = {}
    faults = []
    for n, row in rows:
        if (before := first_line.setdefault(row["code"], n)) != n:
            faults.append(f"line {n}: {row['code']} is on line {before} already")
    return faults


def _facts_of_row(row: dict[str, str]) -> dict[str, Any]:
    return {
        "title": row["title"], "statute": row["statute"], "section": row["section"],
        "from_on": _day(row["from_on"]), "until_on": _day(row["until_on"]),
        "confidence": row["confidence"].upper(), "kind": row["kind"].upper(),
        "mode_of_trial": row["mode_of_trial"], "is_recordable": row["recordable"] == "yes",
        "inchoate": row["inchoate"].upper(), "conduct": row["conduct"], "source": row["source"],
    }  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
