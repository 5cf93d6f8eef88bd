"""What sums tell of their parts, compared with ranks of matrices."""

import random

import numpy
import pytest

from pilots.unknowns import Unknowns

PARTS = 12


def mask_of(parts):
    return sum(1 << part for part in parts)


def row_of(parts):
    return [1 if part in parts else 0 for part in range(PARTS)]


def tells(sums, wanted):
    """Whether some sum of these, each times anything, comes to the wanted parts."""
    rank = numpy.linalg.matrix_rank
    return rank([*map(row_of, sums), row_of(wanted)]) == rank(list(map(row_of, sums)))


def some_parts(chance):
    return frozenset(chance.sample(range(PARTS), chance.randint(1, 6)))


@pytest.mark.parametrize("seed", range(40))
def test_what_follows_from_sums_is_told_and_nothing_else(seed):
    chance = random.Random(seed)
    sums = list({some_parts(chance) for _ in range(chance.randint(2, 11))})
    unknowns = Unknowns([mask_of(each) for each in sums])
    for wanted in [*(some_parts(chance) for _ in range(30)), sums[0] - sums[1], *sums]:
        if wanted:
            found = unknowns.of(mask_of(wanted))
            told = bool(found and unknowns.worked_out([found]))
            assert told == tells(sums, wanted), (sorted(map(sorted, sums)), sorted(wanted))


def test_one_sum_less_another_names_both_as_what_tells_it():
    unknowns = Unknowns([mask_of({0, 1, 2}), mask_of({0, 1}), mask_of({5})])
    assert unknowns.worked_out([unknowns.of(mask_of({2}))]) == [{0, 1}]


def test_parts_that_are_in_no_sum_are_told_by_nothing():
    assert Unknowns([mask_of({0, 1})]).of(mask_of({7})) is None


def test_half_of_what_no_sum_tells_apart_is_told_by_nothing():
    assert Unknowns([mask_of({0, 1}), mask_of({0, 1, 2})]).of(mask_of({0})) is None
