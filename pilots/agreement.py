"""
How far panel members agreed before they spoke to each other.

Krippendorff's alpha over the three grades that have an order, because members can miss cases and
there may be any number of them; "cannot conclude" is no grade on that order and counts as none. The
interval is a percentile bootstrap over cases. Source: Krippendorff, Content Analysis, 4th edition,
chapter 12. How many cases are enough is a product setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import numpy as np

MIN_GRADED_CASES = 10  # that two members or more have graded: a product setting, said on the page
BOOTSTRAP_RESAMPLES = 2000
BOOTSTRAP_SEED = 1992  # any number: the same opinions always have the same interval
TOO_FEW_GRADED_CASES = _(
    "Too few to say: at least %(wanted)s cases that two members or more have graded are needed, "
    "and there are %(found)s."
)
ALL_GRADES_EQUAL = _("Every grade was the same, so there is nothing to measure agreement against.")


class AgreementNotMeasurable(Exception):
    """Agreement cannot be said; str() is why."""


@dataclass(frozen=True)
class Agreement:
    """alpha: 1 is perfect, 0 is what chance alone would give. lower, upper: its 95% interval."""

    alpha: float
    lower: float
    upper: float
    cases: int


def agreement_of_members(opinions: Sequence[Sequence[str]], *, grades: Sequence[str]) -> Agreement:
    """
    How far the members agreed. Raises Unmeasured.

    opinions: for each case the list of grades that its members gave. grades: those that have an
    order, from one end to the other; any other grade counts as none.
    """
    import numpy as np

    counts = [[given.count(grade) for grade in grades] for given in opinions]
    counts = np.array([row for row in counts if sum(row) >= 2])
    if len(counts) < MIN_GRADED_CASES:
        raise AgreementNotMeasurable(
            TOO_FEW_GRADED_CASES % {"wanted": MIN_GRADED_CASES, "found": len(counts)}
        )
    if (counts.sum(axis=0) > 0).sum() < 2:
        raise AgreementNotMeasurable(ALL_GRADES_EQUAL)

    def alpha(places: "np.ndarray") -> float:
        chosen = counts[places]
        if (chosen.sum(axis=0) > 0).sum() < 2:
            return np.nan  # a resample without a difference says nothing
        return ordinal_alpha(chosen)

    chance = np.random.default_rng(BOOTSTRAP_SEED)
    places = np.arange(len(counts))
    drawn = [alpha(chance.choice(places, len(places))) for _ in range(BOOTSTRAP_RESAMPLES)]
    lower, upper = np.nanpercentile(drawn, [2.5, 97.5])
    return Agreement(float(alpha(places)), float(lower), float(upper), len(counts))


def ordinal_alpha(counts: "np.ndarray") -> float:
    """
    Krippendorff's alpha for grades that have an order; 1 is perfect, 0 is what chance would give.

    counts: a row for each case, of how many members gave each grade, in the order of the grades.
    Each row sums to two or more, and two grades or more were given in all. Source: Krippendorff,
    Content Analysis, 4th edition, 12.3: coincidences of grades, and the ordinal difference.
    """
    import numpy as np

    raters = counts.sum(axis=1)
    pairs = (counts / (raters - 1)[:, None]).T @ counts - np.diag(
        (counts / (raters - 1)[:, None]).sum(axis=0)
    )
    totals = pairs.sum(axis=0)
    up_to = np.cumsum(totals) - totals / 2  # as many grades as stand below the middle of each
    difference = (up_to[:, None] - up_to[None, :]) ** 2
    observed = (pairs * difference).sum()
    expected = (np.outer(totals, totals) * difference).sum() / (totals.sum() - 1)
    return float(1 - observed / expected)
