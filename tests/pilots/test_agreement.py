"""Agreement of panel members, compared with alpha computed from its definition."""

from itertools import permutations
from random import Random

import krippendorff
import numpy as np
import pytest

from pilots.agreement import AgreementNotMeasurable, agreement_of_members, ordinal_alpha

GRADES = ("CONSISTENT", "OBSERVATIONS", "INAPPROPRIATE")


def alpha_by_definition(opinions):
    """Ordinal alpha as 1 - observed / expected disagreement, over all pairs of grades."""
    units = [[GRADES.index(g) for g in given if g in GRADES] for given in opinions]
    units = [given for given in units if len(given) >= 2]
    pooled = [grade for given in units for grade in given]
    totals = [pooled.count(grade) for grade in range(len(GRADES))]

    def apart(a, b):
        low, high = sorted((a, b))
        between = sum(totals[low : high + 1]) - (totals[low] + totals[high]) / 2
        return between**2

    observed = sum(
        apart(a, b) / (len(given) - 1) for given in units for a, b in permutations(given, 2)
    )
    expected = sum(apart(a, b) for a, b in permutations(pooled, 2)) / (len(pooled) - 1)
    return 1 - observed / expected


def random_opinions(cases, agree, seed=7):
    """
    Three members, who give a case's grade with this probability, else a random one; some miss one.
    """
    chance = Random(seed)
    for _ in range(cases):
        true = chance.choice(GRADES)
        given = [true if chance.random() < agree else chance.choice(GRADES) for _ in range(3)]
        yield given[: chance.choice([2, 3])]


def test_alpha_is_what_its_definition_gives():
    opinions = [
        *random_opinions(25, 0.6),
        ["CONSISTENT"],
        ["CANNOT", "CONSISTENT", "INAPPROPRIATE"],
    ]
    found = agreement_of_members(opinions, grades=GRADES)
    assert found.alpha == pytest.approx(alpha_by_definition(opinions))
    assert found.cases == 26


@pytest.mark.parametrize("seed", range(200))
def test_alpha_is_what_the_field_s_own_package_says(seed):
    chance = Random(seed)
    grades = chance.choice([2, 3, 5])
    counts = np.zeros((chance.randint(2, 40), grades), dtype=int)
    for row in counts:
        for _ in range(chance.randint(2, 6)):
            row[chance.randrange(grades)] += 1
    if (counts.sum(axis=0) > 0).sum() < 2:
        counts[0, 0] += 1
        counts[0, 1] += 1
    theirs = krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal")
    assert ordinal_alpha(counts) == pytest.approx(theirs, abs=1e-12)


def test_one_step_apart_is_less_than_two():
    near = [["CONSISTENT", "OBSERVATIONS"]] * 6 + [["INAPPROPRIATE"] * 2] * 6
    far = [["CONSISTENT", "INAPPROPRIATE"]] * 6 + [["OBSERVATIONS"] * 2] * 6
    assert (
        agreement_of_members(near, grades=GRADES).alpha
        > agreement_of_members(far, grades=GRADES).alpha
    )


def test_the_interval_holds_the_estimate_and_narrows_with_more_cases():
    few, many = (
        agreement_of_members(list(random_opinions(n, 0.7)), grades=GRADES) for n in (12, 200)
    )
    for each in (few, many):
        assert each.lower < each.alpha < each.upper
    assert many.upper - many.lower < few.upper - few.lower


def test_the_same_opinions_have_the_same_interval():
    opinions = list(random_opinions(15, 0.5))
    assert agreement_of_members(opinions, grades=GRADES) == agreement_of_members(
        opinions, grades=GRADES
    )


def test_those_who_only_guess_do_not_agree():
    found = agreement_of_members(list(random_opinions(200, 0)), grades=GRADES)
    assert found.lower < 0 < found.upper


def test_nine_cases_are_too_few_and_it_says_so():
    with pytest.raises(AgreementNotMeasurable, match="at least 10 cases .* and there are 9"):
        agreement_of_members(list(random_opinions(9, 0.7)), grades=GRADES)


def test_cases_that_one_member_graded_do_not_count():
    with pytest.raises(AgreementNotMeasurable, match="there are 0"):
        agreement_of_members([["CONSISTENT"], ["CONSISTENT", "CANNOT"]] * 10, grades=GRADES)


def test_where_every_grade_is_the_same_nothing_is_claimed():
    with pytest.raises(AgreementNotMeasurable, match="Every grade was the same"):
        agreement_of_members([["CONSISTENT"] * 3] * 12, grades=GRADES)
