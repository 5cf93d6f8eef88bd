"""
Every figure of a year of a stage, worked out of its cells, with nothing that may not be shown.

A cell is the least part of a figure: all suspects who are counted under the same.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from pilots.hiding import DAYS, hidden_of
from pilots.lattice import (
    ALL,
    first_days_of,
    outcomes_of,
    periods_of,
    places_of,
    urgencies_of,
)
from pilots.models import Outcome
from pilots.survival import packed


@dataclass(frozen=True)
class Cell:
    """
    people: {outcome: how many}. The arrays are of numbers, in no order: how many days it took those
    who ended, or were stopped; of the ended how many with whom; and the days (date.toordinal) on
    which those began who are still in it.
    """

    month: date
    police_unit: int
    cps_unit: int | None
    urgency: str
    people: dict
    ended: object
    police: object
    cps: object
    nobody: object
    stopped: object
    began: object

    def levels(self, agency_of):
        """The labels of its places, its urgencies and its periods, as pilots.lattice has them."""
        return (
            places_of(self.police_unit, self.cps_unit, agency_of),
            urgencies_of(self.urgency),
            periods_of(self.month),
        )


class Key(NamedTuple):
    """What a tally is of, in the measure whose it is."""

    place: str
    urgency: str
    length: str
    first: date


def parts_of(cells, agency_of):
    """The least parts, as pilots.suppression weighs them: those of a cell who came equally far."""
    return [
        (people, [*cell.levels(agency_of), outcomes_of(outcome)])
        for cell in cells
        for outcome, people in cell.people.items()
    ]


def tallies_of(cells, agency_of, shown):
    """
    {Key: the values of its tally by name, see pilots.models.Tally}.

    shown: {place: the names of the figures that may be shown there}.
    """
    found = defaultdict(list)
    for cell in cells:
        places, urgencies, _periods = cell.levels(agency_of)
        firsts = first_days_of(cell.month).items()
        for place, urgency, each in product(places.values(), urgencies.values(), firsts):
            found[Key(place, urgency, *each)].append(cell)
    return {key: _tally(key, held, shown.get(key.place, ())) for key, held in sorted(found.items())}


def _tally(key, cells, shown):
    counts: dict[str, int] = {each: sum(cell.people[each] for cell in cells) for each in Outcome}
    counts[ALL] = sum(counts.values())
    hidden = hidden_of(counts, key.urgency, periods_of(key.first)[key.length], shown)
    told = {each: 0 if each in hidden else n for each, n in counts.items()}
    whose = dict.fromkeys(("ended", "police", "cps", "nobody"))
    if told[Outcome.ENDED]:
        whose = {name: _middle(_all_of(cells, name)) for name in whose}
    return {
        "people": told[ALL], "ended": told[Outcome.ENDED], "going": told[Outcome.OPEN],
        "stopped": told[Outcome.STOPPED], "unclear": told[Outcome.UNCLEAR],
        "median": whose.pop("ended"), **whose, "hidden": sorted(map(str, hidden)),
        "days": None if DAYS in hidden else _days(cells, key.first),
    }  # fmt: skip


def _days(cells, first):
    began = _all_of(cells, "began") - first.toordinal()
    return packed(*map(_by_number, (_all_of(cells, "ended"), _all_of(cells, "stopped"), began)))


def _all_of(cells, name):
    import numpy

    return numpy.concatenate([getattr(cell, name) for cell in cells])


def _by_number(values):
    """[(number, how often it is there)], the least first."""
    import numpy

    return list(
        zip(*(each.tolist() for each in numpy.unique(values, return_counts=True)), strict=True)
    )


def _middle(values):
    """The exact median: the first that half of them do not exceed."""
    import numpy

    middle = (len(values) + 1) // 2 - 1
    return int(numpy.partition(values, middle)[middle])
