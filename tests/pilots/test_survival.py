"""In how many days a share have completed a stage, against the product of Kaplan and Meier."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pilots.survival import HALF, NINE_IN_TEN, Days, packed, unpacked

FEW = st.lists(st.integers(0, 12), max_size=40)  # many on one day, and shares met exactly
MANY = st.lists(st.integers(0, 3000), max_size=200)
ANY = st.one_of(FEW, MANY)


def counted(values):
    return sorted(Counter(values).items())


def by_hand(share, ended, left):
    """The first day by whose end fewer than the rest of the share remain; nothing is rounded."""
    remaining = Fraction(1)
    for day in sorted(set(ended)):
        remaining *= 1 - Fraction(ended.count(day), sum(each >= day for each in [*ended, *left]))
        if remaining < 1 - share:
            return day
    return None


@given(ANY, ANY)
def test_each_share_is_reached_on_the_day_that_exact_fractions_say(ended, left):
    found = Days(counted(ended), counted(left)).within(HALF, NINE_IN_TEN)
    assert found == [by_hand(share, ended, left) for share in (HALF, NINE_IN_TEN)]
    assert Days(counted(ended), counted(left)).within(HALF) == found[:1]


def test_just_half_is_not_more_than_half():
    assert Days([(1, 5), (9, 5)], []).within(HALF) == [9]
    assert Days([(1, 5), (9, 1)], [(30, 4)]).within(HALF) == [9]
    assert Days([(1, 5)], [(30, 5)]).within(HALF) == [None]
    thirds = [(day, 3) for day in range(1, 21)]  # a product that rounding would leave above a half
    assert Days(thirds, []).within(HALF) == [11]


def test_one_who_left_counts_until_the_day_on_which_she_did():
    assert Days([(5, 1), (8, 1)], [(5, 2)]).within(HALF) == [8]
    assert Days([(5, 1), (8, 1)], [(4, 2)]).within(HALF) == [8]
    assert Days([(5, 1), (8, 1)], [(8, 2)]).within(HALF) == [None]


def test_of_a_period_that_has_not_begun_nobody_is_in_it_yet():
    assert Days([(5, 2)], [(-3, 4)]).within(HALF) == [5]


@given(ANY, ANY, ANY)
def test_what_was_packed_is_there_again(ended, stopped, began):
    lists = [counted(each) for each in (ended, stopped, began)]
    assert unpacked(packed(*lists), lists=3) == lists
