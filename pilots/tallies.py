"""
Every figure of a year of a stage or of a subject of shares, worked out of its cells, as it is said.

A cell is the least part of a figure: all suspects, or all occasions, that are counted under the
same, each as often as the lot has it (pilots.lots). A figure that would say of everything that
there are fewer than five is left out: its absence says the same. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from pilots.lattice import ALL, first_days_of, places_of, urgencies_of
from pilots.models import Outcome
from pilots.rounding import LEAST_FOR_HALF, LEAST_FOR_NINE_IN_TEN, median, rounded
from pilots.shares import labels_of
from pilots.survival import HALF, NINE_IN_TEN, Days

NOWHERE = ("unit-none", "agency-none")  # the CPS unit of a case that the CPS does not have


class Key(NamedTuple):
    """What a tally is of, in the measure whose it is."""

    place: str
    urgency: str
    length: str
    first: date


@dataclass(frozen=True)
class Part:
    """Where the things of a cell are counted. until: {level of a place: the first day not}."""

    month: date
    police_unit: int
    cps_unit: int | None
    urgency: str

    def keys(
        self, agency_of: Mapping[int, int], until: Mapping[str, date], *, by_urgency: bool = True
    ) -> Iterator[Key]:
        places = [
            place
            for level, place in places_of(self.police_unit, self.cps_unit, agency_of).items()
            if place not in NOWHERE and self.month < until[level]
        ]
        urgencies = urgencies_of(self.urgency).values() if by_urgency else [ALL]
        for place, urgency, each in product(places, urgencies, first_days_of(self.month).items()):
            yield Key(place, urgency, *each)


@dataclass(frozen=True)
class Cell(Part):
    """
    The suspects of a stage. people: {outcome: how many}. The lists are of numbers, in no order: how
    many days it took those who ended, or were stopped; of the ended how many with whom; and the
    days (date.toordinal) on which those began who are still in it.
    """

    people: Mapping[str, int]
    ended: list[int]
    police: list[int]
    cps: list[int]
    nobody: list[int]
    stopped: list[int]
    began: list[int]


@dataclass(frozen=True)
class Answered(Part):
    """So many occasions of which the same was answered (pilots.models.Occasion.answers)."""

    answers: str
    count: int


def tallies_of(
    cells: Iterable[Cell],
    agency_of: Mapping[int, int],
    *,
    until: Mapping[str, date],
    today: date,
) -> dict[Key, dict[str, float | None]]:
    """{Key: the values of its tally by name, see pilots.models.Tally}."""
    found = defaultdict(list)
    for cell in cells:
        for key in cell.keys(agency_of, until):
            found[key].append(cell)
    return {
        key: _tally(held, today)
        for key, held in sorted(found.items())
        if rounded(sum(sum(cell.people.values()) for cell in held))
    }


def _tally(cells: list[Cell], today: date) -> dict[str, float | None]:
    counts = {each: sum(cell.people[each] for cell in cells) for each in Outcome.values}
    told: dict[str, float | None] = {
        "people": rounded(sum(counts.values())),
        "ended": rounded(counts[Outcome.ENDED]), "going": rounded(counts[Outcome.OPEN]),
        "stopped": rounded(counts[Outcome.STOPPED]), "unclear": rounded(counts[Outcome.UNCLEAR]),
    }  # fmt: skip
    people = rounded(sum(counts.values()))
    half, nine_in_ten = _within(cells, today) if people >= LEAST_FOR_HALF else (None, None)
    middles: dict[str, float | None] = {"median": None, "police": None, "cps": None, "nobody": None}
    if rounded(counts[Outcome.ENDED]) >= LEAST_FOR_HALF:
        columns = {"median": "ended", "police": "police", "cps": "cps", "nobody": "nobody"}
        middles = {name: median(_all_of(cells, each)) for name, each in columns.items()}
    return told | middles | {
        "half": half,
        "nine_in_ten": nine_in_ten if people >= LEAST_FOR_NINE_IN_TEN else None,
    }  # fmt: skip


def _within(cells: list[Cell], today: date) -> list[int | None]:
    stayed = [today.toordinal() - each for each in _all_of(cells, "began")]
    left = _counted([*_all_of(cells, "stopped"), *stayed])
    return Days(_counted(_all_of(cells, "ended")), left).within(HALF, NINE_IN_TEN)


def _counted(values: Iterable[int]) -> list[tuple[int, int]]:
    return sorted(Counter(values).items())


def _all_of(cells: list[Cell], name: str) -> list[int]:
    return [each for cell in cells for each in getattr(cell, name)]


def share_tallies_of(
    subject: str,
    parts: Iterable[Answered],
    agency_of: Mapping[int, int],
    *,
    until: Mapping[str, date],
    by_urgency: bool,
) -> dict[Key, dict[str, int]]:
    """{Key: {label of an answer (pilots.shares.labels_of): how many}}, of five and more alone."""
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    for part in parts:
        labels = set(labels_of(subject, part.answers).values())
        for key in part.keys(agency_of, until, by_urgency=by_urgency):
            for label in labels:
                found[key][label] += part.count
    made = (
        (key, {label: told for label, n in sorted(counts.items()) if (told := rounded(n))})
        for key, counts in sorted(found.items())
    )
    return {key: counts for key, counts in made if counts}
