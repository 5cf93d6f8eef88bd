"""
Read a list of points to prove from a TOML file, such as cases/data/points_to_prove.toml.

Nothing of a malformed file is used: every fault is named with its offence.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

KINDS = ("act", "mental", "consent", "age", "circumstance", "relationship")
CONFIDENCES = ("read", "recalled")
INCHOATES = ("", "attempt", "conspiracy")
MUST_SAY = ("id", "title", "statute")
POINT_MUST_SAY = ("id", "text")
LONGEST = {"id": 60, "title": 250, "statute": 100, "section": 100}


class PointsListError(Exception):
    """A file that cannot be used; `faults` says why, each with its offence."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class ListedPoints:
    """
    The points of one offence in the file.

    facts: values of the columns of cases.models.OffencePoints. points: those of cases.models.Point,
    in their order.
    """

    key: str
    facts: dict[str, Any]
    points: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class PointsList:
    """A whole list. as_at: the day on which it says it was written."""

    as_at: date
    offences: list[ListedPoints]


def read_points_list(text: str) -> PointsList:
    """
    The points of a file, in its order.

    Raises PointsListError if anything is malformed, if an offence comes twice, or if there is none.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PointsListError([str(error)]) from None
    offences, shared = found.get("offence", []), {
        each.get("id"): each for each in found.get("shared", [])
    }  # fmt: skip
    if not _is_day(found.get("as_at")):
        raise PointsListError(["as_at is not a day such as 2026-11-28"])
    faults = [fault for row in offences for fault in _faults_of_offence(row)]
    faults += _repeated([row.get("id") for row in offences], "")
    if faults or not offences:
        raise PointsListError(faults or ["the file has no offence"])
    return PointsList(found["as_at"], [_listed_points(row, shared) for row in offences])


def _faults_of_offence(row: dict[str, Any]) -> Iterator[str]:
    name = f"offence {row.get('id', '?')}"
    for each in MUST_SAY:
        if not str(row.get(each, "")).strip():
            yield f"{name}: {each} is empty"
    for each, longest in LONGEST.items():
        if len(str(row.get(each, ""))) > longest:
            yield f"{name}: {each} is longer than {longest} characters"
    if row.get("confidence") not in CONFIDENCES:
        yield f"{name}: confidence is not one of {', '.join(CONFIDENCES)}"
    if row.get("inchoate", "") not in INCHOATES:
        yield f"{name}: inchoate is not one of {', '.join(filter(None, INCHOATES))}"
    if not isinstance(row.get("codes"), list):
        yield f"{name}: codes is not a list"
    yield from (f"{name}: {fault}" for fault in _faults_of_days(row))
    codes = row["codes"] if isinstance(row.get("codes"), list) else []
    yield from (f"{name}: {fault}" for fault in _faults_of_points(row.get("element", []), codes))


def _faults_of_days(row: dict[str, Any]) -> Iterator[str]:
    first, last = row.get("in_force_from"), row.get("in_force_until")
    for name, day in (("in_force_from", first), ("in_force_until", last)):
        if day is not None and not _is_day(day):
            yield f"{name} is not a day such as 2004-05-01"
            return
    if first and last and last < first:
        yield f"in_force_until {last} is before in_force_from {first}"


def _faults_of_points(rows: list[dict[str, Any]], codes: list[str]) -> Iterator[str]:
    if not rows:
        yield "it has no element"
    for row in rows:
        name = f"element {row.get('id', '?')}"
        for each in POINT_MUST_SAY:
            if not str(row.get(each, "")).strip():
                yield f"{name}: {each} is empty"
        if row.get("kind") not in KINDS:
            yield f"{name}: kind is not one of {', '.join(KINDS)}"
        if strange := [code for code in row.get("only_codes", []) if code not in codes]:
            yield f"{name}: only_codes are not of the offence: {', '.join(map(str, strange))}"
    yield from _repeated([row.get("id") for row in rows], "element ")


def _repeated(names: list[Any], of: str) -> list[str]:
    return [
        f"{of}{name} is there twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _listed_points(row: dict[str, Any], shared: dict[str, dict[str, Any]]) -> ListedPoints:
    presumed = [shared[name] for name in row.get("presumptions", ()) if name in shared]
    notes = [f"{each['title']} ({each['citation']}): {each['text']}" for each in presumed]
    facts = {
        "title": row["title"], "statute": row["statute"], "section": row.get("section", ""),
        "codes": list(row["codes"]), "inchoate": row.get("inchoate", "").upper(),
        "from_on": row.get("in_force_from"), "until_on": row.get("in_force_until"),
        "confidence": row["confidence"].upper(), "sources": "\n".join(row.get("sources", ())),
        "notes": "\n".join([*row.get("notes", ()), *notes]),
    }  # fmt: skip
    points = [
        {
            "key": each["id"], "place": place, "kind": each["kind"].upper(), "text": each["text"],
            "note": each.get("note", ""), "only_codes": list(each.get("only_codes", ())),
        }
        for place, each in enumerate(row["element"], start=1)
    ]  # fmt: skip
    return ListedPoints(row["id"], facts, points)
