"""Nobody works out a figure about fewer than five people, whatever filters they put together."""

import random
from collections import Counter, defaultdict
from datetime import date
from itertools import product

import numpy
import pytest

from pilots.lattice import outcomes_of, periods_of, places_of, urgencies_of
from pilots.suppression import may_show

AGENCY_OF = {1: 100, 2: 100, 3: 101, 11: 200, 12: 201}
UNITS = ((1, 11), (2, 11), (3, 11), (3, 12))


def people(seed, n, months=5):
    """Suspects in a stage, each with all that they are counted under."""
    chance = random.Random(seed)
    return [
        (
            places_of(*chance.choices(UNITS, [6, 3, 2, 1])[0], AGENCY_OF),
            urgencies_of(chance.choice(["RED", "GREEN", "GREEN"])),
            periods_of(date(2026, chance.randint(1, months), 1)),
            outcomes_of(chance.choice(["OPEN", "ENDED", "ENDED"])),
        )
        for _ in range(n)
    ]


def released(suspects):
    parts = Counter(tuple(tuple(sorted(each.items())) for each in one) for one in suspects)
    return may_show([(n, [dict(each) for each in part]) for part, n in parts.items()])


def everything(suspects):
    """{figure: who is in it}, of every filter that anybody could choose."""
    found = defaultdict(set)
    for n, one in enumerate(suspects):
        for labels in product(*(each.values() for each in one)):
            found[labels].add(n)
    return found


@pytest.mark.parametrize(("seed", "n"), [(1, 40), (2, 90), (3, 160)])
def test_differencing_recovers_no_figure_under_five(seed, n):
    suspects = people(seed, n)
    every, shown = everything(suspects), released(suspects)
    small = [who for who in every.values() if len(who) < 5]
    assert small and len(shown) > 20
    assert all(len(every[figure]) >= 5 for figure in shown)
    for one, other in product({frozenset(every[figure]) for figure in shown}, repeat=2):
        assert not (one < other and len(other - one) < 5)
    for figure in shown:  # what is left when all its shown parts of one kind are taken away
        for kind in kinds(suspects):
            rest = every[figure] - set().union(
                *(every[each] for each in shown & kind if every[each] <= every[figure])
            )
            assert not 0 < len(rest) < 5
    assert not recovered(every, shown, small, n)


def kinds(suspects):
    """The figures by level, of each dimension."""
    found = defaultdict(set)
    for one in suspects:
        for chosen in product(*(each.items() for each in one)):
            found[tuple(level for level, _ in chosen)].add(tuple(label for _, label in chosen))
    return found.values()


def recovered(every, shown, small, n):
    """The small figures that some sum of shown ones, each times anything, comes to."""
    parts = {}  # those who are in exactly the same figures are one unknown
    of = [parts.setdefault(frozenset(f for f in every if who in every[f]), len(parts))
          for who in range(n)]  # fmt: skip
    rows = numpy.zeros((len(shown), len(parts)))
    for row, figure in enumerate(sorted(shown)):
        rows[row, [of[who] for who in every[figure]]] = 1
    _u, sizes, right = numpy.linalg.svd(rows)
    free = right[(sizes > 1e-9).sum() :]  # the ways in which the unknowns may still differ
    wanted = numpy.zeros((len(small), len(parts)))
    for row, who in enumerate(small):
        wanted[row, [of[each] for each in who]] = 1
    fixed = numpy.abs(wanted @ free.T).max(axis=1, initial=0) < 1e-7
    return [small[row] for row in numpy.flatnonzero(fixed)]


def test_what_is_left_of_a_figure_tells_of_nobody_either():
    parts = [(n, [{"whole": "ALL", "one": place}]) for place, n in (("A", 10), ("B", 2), ("C", 2))]
    assert may_show(parts) == {("ALL",)}  # with A too, four would be left for B and C


def test_what_several_figures_leave_together_tells_of_nobody_either():
    of = (("A", 12), ("B", 10), ("C", 2), ("D", 2))
    parts = [(n, [{"whole": "ALL", "one": place}]) for place, n in of]
    assert may_show(parts) == {("ALL",), ("A",)}  # with B too, four would be left for C and D


def test_what_is_left_across_two_filters_is_of_enough_cases_however_often_each_was_sent():
    def part(place, outcome, times, cases):
        dimensions = [{"all": "ALL", "unit": place}, {"all": "ALL", "outcome": outcome}]
        return times, dimensions, set(cases)

    twelve = [  # six occasions outside of unit-1 and ENDED together, about two cases
        part("unit-1", "ENDED", 10, range(10)),
        part("unit-1", "OPEN", 3, {10, 11}),
        part("unit-2", "ENDED", 3, {10, 11}),
    ]
    assert may_show(twelve) == {("ALL", "ALL")}


def test_the_order_of_the_parts_makes_no_difference():
    suspects = people(4, 60)
    assert released(suspects) == released(suspects[::-1])


def test_large_figures_are_all_shown():
    suspects = people(5, 400, months=1) * 5
    assert released(suspects) == set(everything(suspects))


def test_of_nobody_nothing_is_said():
    assert may_show([]) == set()
