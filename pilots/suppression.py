"""
Which figures may be shown so that nobody can work out one about fewer than five people.

Not a figure under five; and not one which leaves fewer than five when others are taken from it.
The figures of all filters are weighed together, for somebody may ask for all of them. Source: the
practice of official statistics, cells under five suppressed (domain note 6), and LK-05. Pure: the
same counts give the same answer, in whatever order they come.

Where somebody can be counted more than once, as a case is that was sent three times, the figures
are numbers of occasions, and what decides is how many different cases they are about.

What this keeps is exact counts: that a hidden figure lies between one and four may be guessed.
"""

from collections import defaultdict
from functools import reduce
from itertools import permutations, product
from operator import or_

from pilots.unknowns import Unknowns, bits

LEAST = 5


def may_show(parts):
    """
    The figures that may be shown.

    parts: [(count, [{level: label}, one for each dimension], whose)]. whose: the cases that the
    count is about, a set; left out where each part is about as many people as it counts, and none
    of them is in another. A figure is a label of each dimension, as a tuple; one that nobody is in
    is not among them.
    """
    counted = [part for part in parts if part[0]]
    figures = Figures(sorted(counted, key=lambda each: [sorted(d.items()) for d in each[1]]))
    figures.hide_what_is_left_over()
    while figures.hide_what_can_be_worked_out():
        pass
    return {labels for labels, mask in figures.masks.items() if mask in figures.shown}


class Figures:
    """
    The figures that some parts make, each the set of its parts, as the bits of a number.

    Two figures of the same parts are one, shown or hidden together. masks: {labels: parts}. shown:
    {parts: count}, which only shrinks. guarded: what nobody may work out.
    """

    def __init__(self, parts):
        self.counts = [part[0] for part in parts]
        self.masks = {}
        self.levels = {}  # {(dimension, label): its level}
        for n, (_, dimensions, *_whose) in enumerate(parts):
            for d, labels in enumerate(dimensions):
                self.levels |= {(d, label): level for level, label in labels.items()}
            for figure in product(*(labels.values() for labels in dimensions)):
                self.masks[figure] = self.masks.get(figure, 0) | 1 << n
        self.whose, self.most = told_apart([set().union(*part[2:]) for part in parts], self.counts)
        self.splits = self._splits()
        counts = {mask: self._count(mask) for mask in self.masks.values()}
        self.shown = {mask: n for mask, n in counts.items() if self._people(mask, n) >= LEAST}
        self.guarded = sorted(set(counts) - set(self.shown))

    def _count(self, mask):
        return sum(self.counts[n] for n in bits(mask))

    def _people(self, mask, count):
        """About how many people these parts are; or LEAST, where it is that many or more."""
        if self.whose is None or count > self.most * (LEAST - 1):
            return min(count, LEAST)
        return min(reduce(or_, (self.whose[n] for n in bits(mask)), 0).bit_count(), LEAST)

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
        """
        Hide what, taken from another figure, leaves fewer than five.

        Once is enough: what is hidden later is about five or more, and so is then what is left.
        """
        reach = self.most * (LEAST - 1)
        for mask, within in self.splits:
            if mask in self.shown:
                self._take_away(mask, [each for each in within if each in self.shown])
        by_count = defaultdict(list)
        for mask, count in sorted(self.shown.items()):
            by_count[count].append(mask)
        for mask, count in sorted(self.shown.items(), key=lambda each: (-each[1], each[0])):
            if mask not in self.shown:
                continue
            for less in range(max(count - reach, 0), count):
                for each in by_count[less]:
                    if each & ~mask or each not in self.shown:
                        continue
                    if self._people(mask & ~each, count - less) < LEAST:
                        del self.shown[each]

    def _take_away(self, mask, within):
        """Hide the least of a figure's parts until nobody, or enough, are in the rest."""
        within = sorted(within, key=lambda each: (-self.shown[each], each))
        rest = mask & ~reduce(or_, within, 0)
        count = self.shown[mask] - sum(self.shown[each] for each in within)
        while 0 < self._people(rest, count) < LEAST:
            rest, count = rest | within[-1], count + self.shown[within[-1]]
            del self.shown[within.pop()]

    def hide_what_can_be_worked_out(self):
        """
        Hide of every sum that comes to a guarded figure the least; whether anything was hidden.

        A figure can be worked out when it stays the same however the parts may differ that leave
        all that is shown as it is: those ways are the null space of the shown figures.
        """
        shown = sorted(self.shown)
        unknowns = Unknowns(shown)
        guarded = [found for mask in self.guarded if (found := unknowns.of(mask))]
        told = unknowns.worked_out(guarded) if guarded else []
        for used in told:
            if all(shown[row] in self.shown for row in used):
                del self.shown[min((shown[row] for row in used), key=self._least)]
        return len(told) > 0

    def _least(self, mask):
        return self.shown[mask], mask


def told_apart(whose, counts):
    """
    (the cases of each part as the bits of a number, how often one case is counted at most).

    (None, 1) where nothing is said of whose they are.
    """
    if not any(whose):
        return None, 1
    numbers: dict = {}
    masks = [sum(1 << numbers.setdefault(one, len(numbers)) for one in sorted(each))
             for each in whose]  # fmt: skip
    often: dict = defaultdict(int)
    for each, count in zip(whose, counts, strict=True):
        for one in each:
            often[one] += count - len(each) + 1
    return masks, max(often.values())
