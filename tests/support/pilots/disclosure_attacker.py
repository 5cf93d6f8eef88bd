"""
An attacker who knows every published table and all cells of one panel or area.

It imports nothing of the project. It uses exact fractions, and tests whether a sum lies in the row
space of what is known.
"""

from fractions import Fraction
from itertools import combinations, product


class Attacker:
    """Tries to derive counts under five from published tables.

    A published zero is zero in each of its cells; otherwise it is unknown which cells are empty.

    Args:
        cells: {(area, panel, answer): people}.
        tables: [{area or None: {answers: people}}], as published.
    """

    def __init__(self, cells, tables):
        sat = {cell[:2] for cell in cells}
        self.answers = sorted({cell[2] for cell in cells})
        self.cells = {
            (*who, answer): cells.get((*who, answer), 0) for who in sat for answer in self.answers
        }
        self.told = [
            (place, answers)
            for table in tables
            for place, counts in table.items()
            for answers in counts
        ]

    def works_out(self):
        """(known cells, place, answers) of a derived count of one to four, or None."""
        areas, panels = ({cell[n] for cell in self.cells} for n in (0, 1))
        knowing = [set()]
        knowing += [{cell for cell in self.cells if cell[0] == area} for area in areas]
        knowing += [{cell for cell in self.cells if cell[1] == panel} for panel in panels]
        places = [set(some) for n in range(1, len(areas) + 1) for some in combinations(areas, n)]
        groups = [*((answer,) for answer in self.answers), tuple(self.answers)]
        for known in knowing:
            unknown = self._unknown(known)
            space = VectorSpace(
                [membership_row(unknown, {place}, answers) for place, answers in self.told]
            )
            for place, group in product(places, groups):
                people = sum(self.cells[cell] for cell in unknown if is_cell_in(cell, place, group))
                if 0 < people < 5 and space.has(membership_row(unknown, place, group)):
                    return known, place, group
        return None

    def _unknown(self, known):
        """The cells whose counts cannot be read directly."""
        unknown = [cell for cell in self.cells if cell not in known]
        for place, answers in self.told:
            within = [cell for cell in unknown if is_cell_in(cell, {place}, answers)]
            if not sum(self.cells[cell] for cell in within):
                unknown = [cell for cell in unknown if cell not in within]
        return unknown


def is_cell_in(cell, places, answers):
    """Whether a cell is of one of these places, and has one of these answers."""
    return bool({None, cell[0]} & places) and cell[2] in answers


def membership_row(cells, places, answers):
    """One equation: 1 for each cell that a published number counts, else 0."""
    return [int(is_cell_in(cell, places, answers)) for cell in cells]


class VectorSpace:
    """The space spanned by some rows: all their linear combinations."""

    def __init__(self, rows):
        self.basis = []
        for row in rows:
            left = self._reduced(row)
            if any(left):
                self.basis.append(left)

    def has(self, row):
        return not any(self._reduced(row))

    def _reduced(self, row):
        row = [Fraction(each) for each in row]
        for each in self.basis:
            first = next(n for n, value in enumerate(each) if value)
            if row[first]:
                factor = row[first] / each[first]
                row = [a - factor * b for a, b in zip(row, each, strict=True)]
        return row
