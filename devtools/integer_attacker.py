"""
An attacker on disclosure control: derives hidden counts from all published files.

Imports nothing of the project. It reads the files' numbers and what they say about how they are
made. It also knows which force lies in which Area, and that people are whole numbers. It propagates
bounds from sums to parts and back until they no longer change; for the narrowest figures an integer
programme finds the values that are still possible.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_matrix

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
NO_BOUND = 10**6
COLUMNS = ("Suspects", "Completed", "Still open", "Stopped", "Dates contradict")
PERIODS = 17  # one year, four quarters, twelve months
ENOUGH = 3  # the least number of possible values that a count must keep


Figure = tuple[int, ...]  # indexes of place, urgency, period and column
PrintedFile = tuple[str, str, str]  # place, urgency, text
PrintedRows = dict[int, dict[str, str]]  # {period: {column: cell}}


class Attacker:
    """
    The bounds of every figure that follow from the files.

    area_of: {force: area}. files: [(place, urgency, text of a file)]; the first says how figures
    are made. A place is a force, an area, or "" for everywhere; urgency "" stands for any.
    """

    def __init__(
        self, area_of: Mapping[str, str], urgencies: Iterable[str], files: Iterable[PrintedFile]
    ) -> None:
        self.forces, self.areas = sorted(area_of), sorted(set(area_of.values()))
        self.area_of, self.urgencies = area_of, ["", *urgencies]
        self.places = ["", *self.areas, *self.forces]
        about, tables = read_all(files)
        self.rounds = "rounded to the nearest five" in about
        self.by_lot = "left out and about one in ten is counted twice" in about
        cells = [cell for rows in tables.values() for row in rows.values() for cell in row.values()]
        self.says_nought = "0" in cells
        shape = (len(self.places), len(self.urgencies), PERIODS, len(COLUMNS))
        self.low, self.high = np.zeros(shape, int), np.full(shape, NO_BOUND)
        # (place, urgency, period, people, half, nine in ten)
        self.days: list[tuple[int, int, int, str, str, str]] = []
        for (place, urgency), rows in tables.items():
            self._take(self.places.index(place), self.urgencies.index(urgency), rows)
        self.printed = self.low.copy(), self.high.copy()
        self.relations = [*self._relations()]
        self._carry()

    def _take(self, place: int, urgency: int, rows: PrintedRows) -> None:
        for period, row in rows.items():
            for n, column in enumerate(COLUMNS):
                at = place, urgency, period, n
                self.low[at], self.high[at] = self._between(row[column])
            self.days.append((
                place, urgency, period, row["Suspects"], row["Half within (days)"],
                row["9 in 10 within (days)"],
            ))  # fmt: skip

    def _between(self, cell: str) -> tuple[int, int]:
        if cell.isdecimal():
            number = int(cell)
            return (number - 2, number + 2) if self.rounds else (number, number)
        if cell == "Fewer than 5":
            return 0, 4
        return int(self.says_nought), NO_BOUND  # in files that print 0, a hidden count is not 0

    def _relations(self) -> Iterator[tuple[int, int, list[int]]]:
        """(axis, index of the whole, indexes of its parts) of all sums along an axis."""
        yield 0, 0, [self.places.index(each) for each in self.areas]
        for area in self.areas:
            within = [force for force in self.forces if self.area_of[force] == area]
            yield 0, self.places.index(area), [self.places.index(each) for each in within]
        yield 1, 0, [*range(1, len(self.urgencies))]
        yield 2, 0, [1, 2, 3, 4]
        for quarter in range(4):
            yield 2, 1 + quarter, [5 + 3 * quarter + n for n in range(3)]
        yield 3, 0, [*range(1, len(COLUMNS))]

    def _carry(self) -> None:
        """Propagate bounds along all sums until they no longer change."""
        moved = True
        while moved:
            before = self.low.sum() - self.high.sum()
            for axis, whole, parts in self.relations:
                low, high = (np.moveaxis(each, axis, 0) for each in (self.low, self.high))
                lows, highs = low[parts].sum(0), high[parts].sum(0)
                low[whole] = np.maximum(low[whole], lows)
                high[whole] = np.minimum(high[whole], highs)
                for part in parts:
                    low[part] = np.maximum(low[part], low[whole] - (highs - high[part]))
                    high[part] = np.minimum(high[part], high[whole] - (lows - low[part]))
            moved = self.low.sum() - self.high.sum() != before

    def between(self, at: Figure) -> tuple[int, int]:
        """The least and the most people of a figure. With lots, more people may be uncounted."""
        low, high = int(self.low[at]), int(self.high[at])
        return ((low + 1) // 2, NO_BOUND) if self.by_lot else (low, high)

    def narrow(self) -> dict[Figure, tuple[int, int]]:
        """{figure: (least, most)} of the figures with fewer possible values than required."""
        if self.by_lot:
            return {}
        found = np.argwhere(self.high - self.low + 1 < ENOUGH)
        return {tuple(at): self.between(tuple(at)) for at in found}

    def single_people(self) -> list[tuple[int, int, int]]:
        """
        Figures whose number of days reveals few people: fewer than five have longer durations.
        """
        return [
            day[:3] for day in self.days
            if (day[5].isdecimal() and low_of(day[3]) < 50)
            or (day[4].isdecimal() and low_of(day[3]) < 10)
        ]  # fmt: skip

    def closest(self, number: int) -> list[Figure]:
        """
        The finest figures with the narrowest bounds, on which an integer programme may do better.
        """
        least = np.argwhere(np.ones(self.low.shape, bool))
        leaf = (least[:, 0] > len(self.areas)) & (least[:, 1] > 0) & (least[:, 3] > 0)
        leaf &= least[:, 2] > 4
        least = least[leaf]
        width = (self.high - self.low)[tuple(least.T)]
        return [tuple(each) for each in least[np.argsort(width, kind="stable")][:number]]

    def values_left(self, at: Figure, *, whole_area: bool = False) -> list[int]:
        """
        The least three numbers of people that an integer programme allows for a finest figure.

        It uses everything printed of the figure's force, within the propagated bounds; with
        whole_area, of all forces of its Area, which takes longer.
        """
        programme = Programme(self, at, whole_area=whole_area)
        first = programme.least()
        return [first + n for n in range(ENOUGH) if programme.is_possible(first + n)]


class Programme:
    """An integer programme over the finest figures of one force or Area."""

    def __init__(self, known: Attacker, at: Figure, *, whole_area: bool) -> None:
        area = known.area_of[known.places[at[0]]]
        forces = [each for each in known.forces if known.area_of[each] == area]
        ways = range(1, len(known.urgencies)), range(5, PERIODS), range(1, len(COLUMNS))
        places = [known.places.index(each) for each in forces] if whole_area else [at[0]]
        whole = [known.places.index(area)] if whole_area else []
        parts: dict[Figure, int] = {key: n for n, key in enumerate(product(places, *ways))}
        rows: list[list[int]] = []
        low, high = list[int](), list[int]()
        for key in product([*whole, *places], *map(range, known.low.shape[1:])):
            if known.printed[1][key] < NO_BOUND:
                rows.append([n for part, n in parts.items() if self._is_in(part, key, places)])
                low.append(max(known.low[key], known.printed[0][key]))
                high.append(min(known.high[key], known.printed[1][key]))
        number, by_lot = len(parts), known.by_lot
        at_rows = [(r, n) for r, row in enumerate(rows) for n in row]
        self.size, self.by_lot, self.of = number * (1 + by_lot), by_lot, parts[at]
        matrix = coo_matrix(
            (np.ones(len(at_rows)), [*zip(*at_rows, strict=True)]), shape=(len(rows), self.size)
        )
        self.constraints = [LinearConstraint(matrix.tocsr(), low, high)]
        if by_lot:  # nobody counts more than twice: the variables of people follow those of counts
            counted = [(n, n, 1.0) for n in range(number)]
            people = [(n, number + n, -2.0) for n in range(number)]
            r, c, v = zip(*counted, *people, strict=True)
            twice = coo_matrix((v, (r, c)), shape=(number, self.size)).tocsr()
            self.constraints.append(LinearConstraint(twice, -np.inf, 0))
            self.of += number

    @staticmethod
    def _is_in(part: Figure, key: Figure, places: Collection[int]) -> bool:
        place, urgency, month, outcome = part
        quarter = 1 + (month - 5) // 3
        return (
            (key[0] not in places or key[0] == place) and key[1] in (0, urgency)
            and key[2] in (0, quarter, month) and key[3] in (0, outcome)
        )  # fmt: skip

    def _solved(self, low: float, high: float, aim: int) -> OptimizeResult:
        lows, highs = np.zeros(self.size), np.full(self.size, np.inf)
        lows[self.of], highs[self.of] = low, high
        wanted = np.zeros(self.size)
        wanted[self.of] = aim
        return milp(
            wanted, constraints=self.constraints, bounds=Bounds(lows, highs),
            integrality=np.ones(self.size), options={"mip_rel_gap": 0.0},
        )  # fmt: skip

    def least(self) -> int:
        found = self._solved(0, np.inf, 1)
        assert found.success, "what is printed contradicts itself"
        least: int = round(found.fun)
        return least

    def is_possible(self, value: int) -> bool:
        return bool(self._solved(value, value, 0).success)


def low_of(cell: str) -> int:
    return int(cell) if cell.isdecimal() else 0


def read_all(
    files: Iterable[PrintedFile],
) -> tuple[str, dict[tuple[str, str], PrintedRows]]:
    """(how the first file says figures are made, {(place, urgency): {period: {column: cell}}})."""
    about = ""
    tables: dict[tuple[str, str], PrintedRows] = {}
    for n, (place, urgency, text) in enumerate(files):
        lines = [*csv.reader(io.StringIO(text))]
        start = next(i for i, line in enumerate(lines) if not line) + 1
        about = " ".join(" ".join(line) for line in lines[:start]) if n == 0 else about
        heads = lines[start]
        rows = tables.setdefault((place, urgency), {})
        for label, *cells in lines[start + 1 :]:
            rows[period_of(label)] = dict(zip(heads[1:], cells, strict=True))
    return about, tables


def period_of(label: str) -> int:
    """The index of a period: the year, then four quarters, then twelve months."""
    names = [word for word in label.split() if word in MONTHS]
    if not names:
        return 0
    month = MONTHS.index(names[0])
    return 1 + month // 3 if len(names) == 2 else 5 + month
