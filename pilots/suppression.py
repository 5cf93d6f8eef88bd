"""
Which figures may be shown so that nobody can work out one about fewer than five people.

Not a figure under five; and not one which leaves fewer than five when others are taken from it.
The figures of all filters are weighed together, for somebody may ask for all of them. Source: the
practice of official statistics, cells under five suppressed (domain note 6), and LK-05. Pure: the
same counts give the same answer, in whatever order they come.

What this keeps is exact counts: that a hidden figure lies between one and four may be guessed.
"""

from collections import defaultdict
from itertools import permutations, product

LEAST = 5
NOTHING = 1e-7  # a number that is zero but for rounding


def may_show(parts):
    """
    The figures that may be shown.

    parts: [(number of people, [{level: label}, one for each dimension])]. A figure is a label of
    each dimension, as a tuple; one that nobody is in is not among them.
    """
    counted = [part for part in parts if part[0]]
    figures = Figures(sorted(counted, key=lambda each: [sorted(d.items()) for d in each[1]]))
    while figures.hide_what_is_left_over() or figures.hide_what_can_be_worked_out():
        pass
    return {labels for labels, mask in figures.masks.items() if mask in figures.shown}


class Figures:
    """
    The figures that some parts make, each the set of its parts, as the bits of a number.

    Two figures of the same parts are one, shown or hidden together. masks: {labels: parts}. shown:
    {parts: people}, which only shrinks. guarded: what nobody may work out.
    """

    def __init__(self, parts):
        self.people = [people for people, _ in parts]
        self.masks = {}
        self.levels = {}  # {(dimension, label): its level}
        for n, (_, dimensions) in enumerate(parts):
            for d, labels in enumerate(dimensions):
                self.levels |= {(d, label): level for level, label in labels.items()}
            for figure in product(*(labels.values() for labels in dimensions)):
                self.masks[figure] = self.masks.get(figure, 0) | 1 << n
        self.splits = self._splits()
        counts = {mask: sum(self.people[n] for n in bits(mask)) for mask in self.masks.values()}
        self.shown = {mask: n for mask, n in counts.items() if n >= LEAST}
        self.guarded = sorted(mask for mask, n in counts.items() if n < LEAST)

    def _splits(self):
        """[(parts of a figure, those of the figures of another level that lie in it)]."""
        lines = defaultdict(lambda: defaultdict(set))
        for labels, mask in self.masks.items():
            for d, label in enumerate(labels):
                rest = labels[:d] + labels[d + 1 :]
                lines[d, rest][self.levels[d, label]].add(mask)
        return [
            (mask, within)
            for levels in lines.values()
            for wholes, others in permutations(levels.values(), 2)
            for mask in sorted(wholes)
            if len(within := sorted(each for each in others if each & ~mask == 0)) > 1
        ]

    def hide_what_is_left_over(self):
        """Hide what, taken from another figure, leaves fewer than five; whether anything was."""
        before = len(self.shown)
        for mask, within in self.splits:
            if mask in self.shown:
                self._take_away(self.shown[mask], [each for each in within if each in self.shown])
        by_people = defaultdict(list)
        for mask, people in sorted(self.shown.items()):
            by_people[people].append(mask)
        for mask, people in sorted(self.shown.items(), key=lambda each: (-each[1], each[0])):
            near = (each for n in range(people - LEAST + 1, people) for each in by_people[n])
            if mask in self.shown:
                for each in near:
                    if each & ~mask == 0:
                        self.shown.pop(each, None)
        return len(self.shown) < before

    def _take_away(self, people, within):
        """Hide the least of a figure's parts until nobody, or enough, are in the rest."""
        within = sorted(within, key=lambda each: (-self.shown[each], each))
        while 0 < people - sum(self.shown[each] for each in within) < LEAST:
            del self.shown[within.pop()]

    def hide_what_can_be_worked_out(self):
        """
        Hide of every sum that comes to a guarded figure the least; whether anything was hidden.

        A figure can be worked out when it stays the same however the parts may differ that leave
        all that is shown as it is: those ways are the null space of the shown figures.
        """
        import numpy

        shown = sorted(self.shown)
        if not shown or not self.guarded:
            return False
        matrix, guarded = (rows_of(masks, len(self.people)) for masks in (shown, self.guarded))
        sizes, ways = numpy.linalg.eigh(matrix.T @ matrix)
        free, bound = ways[:, sizes < NOTHING], ways[:, sizes >= NOTHING]
        told = guarded[numpy.abs(guarded @ free).max(axis=1, initial=0) < NOTHING]
        sums = matrix @ (bound / sizes[sizes >= NOTHING]) @ (bound.T @ told.T)
        for factors in numpy.abs(sums.T):
            used = [shown[n] for n in numpy.flatnonzero(factors > factors.max() / 2)]
            if all(mask in self.shown for mask in used):
                del self.shown[min(used, key=lambda mask: (self.shown[mask], mask))]
        return len(told) > 0


def bits(mask):
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def rows_of(masks, width):
    """A row for each figure and a column for each part: 1 where it is in it."""
    import numpy

    rows = numpy.zeros((len(masks), width))
    for row, mask in enumerate(masks):
        rows[row, list(bits(mask))] = 1
    return rows
