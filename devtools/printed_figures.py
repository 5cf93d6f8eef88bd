"""An invented year of England and Wales, made from a seed, and its published files of figures."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import override

from pilots.disclosure_control.dimensions import ALL, periods_by_level
from pilots.disclosure_control.publication_dates import counted_until_by_level
from pilots.measures.aggregates import AggregateKey, StageCell, stage_aggregates
from pilots.measures.stages import STAGE_MEASURES
from pilots.queries.filters import FigureFilter
from pilots.queries.places import ReportingPlace
from pilots.queries.spreadsheets import csv_text
from pilots.queries.stages.figures import StageFigure
from pilots.queries.stages.files import stage_definition_rows, stage_table
from pilots.queries.stages.page import STAGE_NOTES, StageDetail
from pilots.queries.stages.text import stage_rows

if TYPE_CHECKING:
    from devtools.integer_attacker import Attacker, Figure, PrintedFile

FORCES, AREAS = 43, 14
URGENCIES = ("RED", "GREEN_PRIORITY", "GREEN", "NONE")
OUTCOMES = ("ENDED", "OPEN", "STOPPED", "UNCLEAR")
YEAR, TODAY = 2026, date(2027, 6, 1)
FIRSTS = [
    *(("year", date(YEAR, 1, 1)),),
    *(("quarter", date(YEAR, month, 1)) for month in (1, 4, 7, 10)),
    *(("month", date(YEAR, month, 1)) for month in range(1, 13)),
]


class World:
    """
    The people of an invented year, with their lots.

    people: [(force, urgency, month, outcome, days)]. Each counts as often as their lot says: one in
    ten not at all, one in ten twice.
    """

    def __init__(self, seed: int, *, size: int = 2500) -> None:
        chance = random.Random(seed)
        self.area_of = {f: f % AREAS for f in range(FORCES)}
        shares = [chance.choice([1, 1, 2, 4, 10]) for _ in range(FORCES)]
        self.people = [
            (
                chance.choices(range(FORCES), shares)[0],
                chance.choices(URGENCIES, [10, 10, 75, 5])[0],
                chance.randint(1, 12),
                chance.choices(OUTCOMES, [80, 12, 6, 2])[0],
                chance.randint(3, 200),
            )
            for _ in range(size)
        ]
        self.lots = chance.choices([0, 1, 2], [26, 204, 26], k=size)

    def files(
        self, lots: Sequence[int] | None = None, notes: tuple[Promise, ...] = STAGE_NOTES
    ) -> "list[PrintedFile]":
        """
        [(place, urgency, text)] of every file of a measure. lots, notes: others than the usual.
        """
        with override(None):  # untranslated, because fifty thousand look-ups take long
            return self._files(lots, notes)

    def _files(self, lots: Sequence[int] | None, notes: tuple[Promise, ...]) -> "list[PrintedFile]":
        tallies = self._tallies(self.lots if lots is None else lots)
        made: list[PrintedFile] = []
        for (name, place), urgency in product(self._places(), (ALL, *URGENCIES)):
            found = [
                StageFigure(periods_by_level(first)[length], first,
                       **tallies.get(AggregateKey(place, urgency, length, first), {}))
                for length, first in FIRSTS
            ]  # fmt: skip
            reading = StageDetail(
                measure=STAGE_MEASURES[0], place=ReportingPlace(place, name), urgency=urgency,
                counted_at=None, notes=notes, rows=stage_rows(found), figures=found, places=[],
                asked=FigureFilter(place, urgency, "year"), sentence="", missing_facts=[],
                chart=None, is_another_filter=False, change=None,
            )  # fmt: skip
            about = [] if made else stage_definition_rows(reading)
            text = csv_text([*about, (), *stage_table(reading)])
            made.append((name, "" if urgency == ALL else urgency, text))
        return made

    def _places(self) -> Iterator[tuple[str, str]]:
        yield "", ALL
        yield from ((f"Area {n}", f"agency-{2000 + n}") for n in range(AREAS))
        yield from ((f"Force {n}", f"agency-{1000 + n}") for n in range(FORCES))

    def _tallies(self, lots: Sequence[int]) -> dict[AggregateKey, dict[str, Any]]:
        """{key: fields of a StageFigure}."""
        under: defaultdict[tuple[int, str, int], list[tuple[str, int]]] = defaultdict(list)
        for (force, urgency, month, outcome, days), times in zip(self.people, lots, strict=True):
            under[force, urgency, month] += [(outcome, days)] * times
        agency_of = {f: 1000 + f for f in range(FORCES)} | {500 + a: 2000 + a for a in range(AREAS)}
        cells = [
            self._cell(force, urgency, date(YEAR, month, 1), held)
            for (force, urgency, month), held in under.items()
        ]
        return stage_aggregates(cells, agency_of, until=counted_until_by_level(TODAY), today=TODAY)

    def _cell(
        self, force: int, urgency: str, month: date, held: Sequence[tuple[str, int]]
    ) -> StageCell:
        of = {each: [days for outcome, days in held if outcome == each] for each in OUTCOMES}
        nobodys = [0] * len(of["ENDED"])
        return StageCell(
            month, force, 500 + self.area_of[force], urgency if urgency != "NONE" else "",
            {each: len(of[each]) for each in OUTCOMES}, of["ENDED"], of["ENDED"], nobodys, nobodys,
            of["STOPPED"], [month.toordinal()] * len(of["OPEN"]),
        )  # fmt: skip

    def truth(
        self, attacker: "Attacker", *, lots: Sequence[int] | None = None
    ) -> "Counter[Figure]":
        """{figure, as the attacker names it: number of people, or with lots the number counted}."""
        found: Counter[Figure] = Counter()
        of = dict(zip(OUTCOMES, (1, 2, 3, 4), strict=True))
        times = [1] * len(self.people) if lots is None else lots
        for (force, urgency, month, outcome, _days), n in zip(self.people, times, strict=True):
            places = ["", f"Area {self.area_of[force]}", f"Force {force}"]
            for at in product(
                map(attacker.places.index, places), (0, attacker.urgencies.index(urgency)),
                (0, 1 + (month - 1) // 3, 4 + month), (0, of[outcome]),
            ):  # fmt: skip
                found[at] += n
        return found

    def named(self) -> dict[str, str]:
        """{force: area} by the names in the files."""
        return {f"Force {f}": f"Area {a}" for f, a in self.area_of.items()}
