"""Days until a share has completed a stage, compared with fractions and with statsmodels."""

from collections import Counter
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilots.disclosure_control.rounding import median_of
from pilots.measures.kaplan_meier import HALF, NINE_IN_TEN, StageDays

# Many on one day, and shares that are reached exactly.
FEW = st.lists(st.integers(0, 12), max_size=40)
MANY = st.lists(st.integers(0, 3000), max_size=200)
ANY = st.one_of(FEW, MANY)


def counts_of(values):
    return sorted(Counter(values).items())


def compute_by_hand(share, ended, left):
    """The first day by whose end at most 1 - share remain, in exact fractions."""
    remaining = Fraction(1)
    for day in sorted(set(ended)):
        remaining *= 1 - Fraction(ended.count(day), sum(each >= day for each in [*ended, *left]))
        if remaining <= 1 - share:
            return day
    return None


@given(ANY, ANY)
def test_each_share_is_reached_on_the_day_that_exact_fractions_say(ended, left):
    found = StageDays(counts_of(ended), counts_of(left)).days_to_complete(HALF, NINE_IN_TEN)
    assert found == [compute_by_hand(share, ended, left) for share in (HALF, NINE_IN_TEN)]
    assert StageDays(counts_of(ended), counts_of(left)).days_to_complete(HALF) == found[:1]


@pytest.mark.parametrize("seed", range(200))
def test_the_quantile_is_that_of_statsmodels(seed):
    from statsmodels.duration.survfunc import SurvfuncRight  # a second, in this process alone

    chance = numpy.random.default_rng(seed)
    days = chance.integers(1, 60, chance.integers(10, 150))
    ended = chance.random(len(days)) < chance.uniform(0.4, 1)
    fitted = SurvfuncRight(days, ended.astype(int))
    found = StageDays(counts_of(days[ended].tolist()), counts_of(days[~ended].tolist()))
    for share, said in zip((0.5, 0.9), found.days_to_complete(HALF, NINE_IN_TEN), strict=True):
        assert said in first_day(fitted, 1 - share)


def first_day(fitted, bound):
    """
    The first day with at most this many remaining; both candidates where rounding could decide.
    """
    return {
        next((int(day) for day, remain in zip(fitted.surv_times, fitted.surv_prob, strict=True)
              if remain <= near), None)
        for near in (bound - 1e-9, bound + 1e-9)
    }  # fmt: skip


def test_a_day_on_which_just_half_are_done_is_the_median():
    assert StageDays([(1, 5), (9, 5)], []).days_to_complete(HALF) == [1]
    assert StageDays([(1, 5), (9, 1)], [(30, 4)]).days_to_complete(HALF) == [1]
    assert StageDays([(1, 5)], [(30, 5)]).days_to_complete(HALF) == [1]
    assert StageDays([(1, 5)], [(30, 6)]).days_to_complete(HALF) == [None]
    thirds = [(day, 3) for day in range(1, 21)]  # a product that rounding would leave above a half
    assert StageDays(thirds, []).days_to_complete(HALF) == [10]


def test_where_all_have_completed_nine_in_ten_is_the_day_of_the_ninth_of_ten():
    days = [12, 12, 31, 33, 35, 45, 45, 51, 54, 56]
    assert StageDays(counts_of(days), []).days_to_complete(HALF, NINE_IN_TEN) == [35, 54]


def test_one_who_left_counts_until_the_day_on_which_they_did():
    assert StageDays([(5, 1), (8, 1)], [(5, 2)]).days_to_complete(HALF) == [8]
    assert StageDays([(5, 1), (8, 1)], [(4, 2)]).days_to_complete(HALF) == [5]
    assert StageDays([(5, 1), (8, 1)], [(8, 3)]).days_to_complete(HALF) == [None]


def test_a_period_that_has_not_begun_has_no_suspects_yet():
    assert StageDays([(5, 2)], [(-3, 4)]).days_to_complete(HALF) == [5]


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=60))
def test_the_median_is_that_of_numpy(values):
    assert median_of(values) == numpy.median(values)


def test_the_median_of_two_in_the_middle_is_their_mean_and_of_none_there_is_none():
    assert median_of([12, 12, 31, 33, 35, 45, 45, 51, 54, 56]) == 40
    assert median_of([]) is None
