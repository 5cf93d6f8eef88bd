"""
All aggregates of a year, computed from its cells, as they are published.

A cell is the smallest part of a figure: all suspects, or measure events, with the same dimensions,
weighted by the counting lot (pilots.disclosure_control.counting_weights). An aggregate that would
say of everything that it is fewer than five is left out: its absence says the same. Pure functions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from pilots.disclosure_control.dimensions import (
    ALL,
    first_days_by_level,
    places_by_level,
    urgencies_by_level,
)
from pilots.disclosure_control.rounding import (
    MIN_PEOPLE_FOR_HALF,
    MIN_PEOPLE_FOR_NINE_IN_TEN,
    median_of,
    round_to_five,
)
from pilots.measures.kaplan_meier import HALF, NINE_IN_TEN, StageDays
from pilots.measures.proportions import days_of_event, labels_of_event
from pilots.models import StageOutcome

NO_CPS_PLACES = ("unit-none", "agency-none")  # the CPS unit of a case that is not with the CPS


class AggregateKey(NamedTuple):
    """The dimensions of an aggregate within its measure."""

    place: str
    urgency: str
    length: str
    first: date


@dataclass(frozen=True)
class CountedCell:
    """The dimensions of a cell. until: {level of a place: the first day not counted}."""

    month: date
    police_unit: int
    cps_unit: int | None
    urgency: str

    def keys(
        self, agency_of: Mapping[int, int], until: Mapping[str, date], *, by_urgency: bool = True
    ) -> Iterator[AggregateKey]:
        places = [
            place
            for level, place in places_by_level(self.police_unit, self.cps_unit, agency_of).items()
            if place not in NO_CPS_PLACES and self.month < until[level]
        ]
        urgencies = urgencies_by_level(self.urgency).values() if by_urgency else [ALL]
        for place, urgency, each in product(
            places, urgencies, first_days_by_level(self.month).items()
        ):
            yield AggregateKey(place, urgency, *each)


@dataclass(frozen=True)
class StageCell(CountedCell):
    """
    The suspects of a stage. people: {outcome: number}.

    The lists are unordered numbers: days of those that ended or were stopped; of the ended, days
    with each side; and the start days (date.toordinal) of those still in it.
    """

    people: Mapping[str, int]
    ended: list[int]
    police: list[int]
    cps: list[int]
    nobody: list[int]
    stopped: list[int]
    began: list[int]


@dataclass(frozen=True)
class ProportionCell(CountedCell):
    """A number of measure events with the same answers (pilots.models.Occasion.answers)."""

    answers: str
    count: int


def stage_aggregates(
    cells: Iterable[StageCell],
    agency_of: Mapping[int, int],
    *,
    until: Mapping[str, date],
    today: date,
) -> dict[AggregateKey, dict[str, float | None]]:
    """{AggregateKey: {field of pilots.models.Tally: value}}."""
    found = defaultdict(list)
    for cell in cells:
        for key in cell.keys(agency_of, until):
            found[key].append(cell)
    return {
        key: _stage_aggregate(held, today)
        for key, held in sorted(found.items())
        if round_to_five(sum(sum(cell.people.values()) for cell in held))
    }


def _stage_aggregate(cells: list[StageCell], today: date) -> dict[str, float | None]:
    counts = {each: sum(cell.people[each] for cell in cells) for each in StageOutcome.values}
    rounded: dict[str, float | None] = {
        "people": round_to_five(sum(counts.values())),
        "ended": round_to_five(counts[StageOutcome.ENDED]),
        "going": round_to_five(counts[StageOutcome.OPEN]),
        "stopped": round_to_five(counts[StageOutcome.STOPPED]),
        "unclear": round_to_five(counts[StageOutcome.UNCLEAR]),
    }  # fmt: skip
    people = round_to_five(sum(counts.values()))
    half, nine_in_ten = (
        _days_to_complete(cells, today) if people >= MIN_PEOPLE_FOR_HALF else (None, None)
    )
    middles: dict[str, float | None] = {"median": None, "police": None, "cps": None, "nobody": None}
    if round_to_five(counts[StageOutcome.ENDED]) >= MIN_PEOPLE_FOR_HALF:
        columns = {"median": "ended", "police": "police", "cps": "cps", "nobody": "nobody"}
        middles = {name: median_of(_values_of_cells(cells, each)) for name, each in columns.items()}
    return rounded | middles | {
        "half": half,
        "nine_in_ten": nine_in_ten if people >= MIN_PEOPLE_FOR_NINE_IN_TEN else None,
    }  # fmt: skip


def _days_to_complete(cells: list[StageCell], today: date) -> list[int | None]:
    stayed = [today.toordinal() - each for each in _values_of_cells(cells, "began")]
    left = _sorted_counts([*_values_of_cells(cells, "stopped"), *stayed])
    return StageDays(_sorted_counts(_values_of_cells(cells, "ended")), left).days_to_complete(
        HALF, NINE_IN_TEN
    )


def _sorted_counts(values: Iterable[int]) -> list[tuple[int, int]]:
    return sorted(Counter(values).items())


def _values_of_cells(cells: list[StageCell], name: str) -> list[int]:
    return [each for cell in cells for each in getattr(cell, name)]


def proportion_aggregates(
    subject: str,
    parts: Iterable[ProportionCell],
    agency_of: Mapping[int, int],
    *,
    until: Mapping[str, date],
    by_urgency: bool,
) -> dict[AggregateKey, dict[str, dict[str, Any]]]:
    """{AggregateKey: {field of pilots.models.ShareTally: value}}, of five or more events."""
    found: dict[AggregateKey, Counter[str]] = defaultdict(Counter)
    lasted: dict[AggregateKey, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for part in parts:
        labels = set(labels_of_event(subject, part.answers).values())
        days = days_of_event(part.answers)
        for key in part.keys(agency_of, until, by_urgency=by_urgency):
            for label in labels:
                found[key][label] += part.count
            for name, n in days.items():
                lasted[key][name] += [n] * part.count
    made = (
        (key, _rounded_counts(counts), _middle_days(lasted.get(key, {})))
        for key, counts in sorted(found.items())
    )
    return {key: {"counts": counts, "days": days} for key, counts, days in made if counts}


def _rounded_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """{label: rounded number}, without those of fewer than five."""
    return {label: told for label, n in sorted(counts.items()) if (told := round_to_five(n))}


def _middle_days(lasted: Mapping[str, list[int]]) -> dict[str, float | None]:
    """{label: median}, of those that enough events have."""
    return {
        name: median_of(days)
        for name, days in sorted(lasted.items())
        if round_to_five(len(days)) >= MIN_PEOPLE_FOR_HALF
    }
