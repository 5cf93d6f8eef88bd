"""
Agreement of panel members before they read each other's opinions.

Krippendorff's alpha over the three ordered grades, because members may miss cases and their number
varies; "cannot conclude" is not ordered and counts as missing. The interval is a percentile
bootstrap over cases. Source: Krippendorff, Content Analysis, 4th edition, chapter 12. The minimum
number of cases is our setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import numpy as np

MIN_GRADED_CASES = 10  # graded by two members or more: our setting, stated on the page
BOOTSTRAP_RESAMPLES = 2000
BOOTSTRAP_SEED = 1992  # any constant, so that the same opinions always have the same interval
TOO_FEW_GRADED_CASES = _(
    "Too few to say: at least %(wanted)s cases that two members or more have graded are needed, "
    "and there are %(found)s."
)
ALL_GRADES_EQUAL = _("Every grade was the same, so there is nothing to measure agreement against.")


class AgreementNotMeasurable(Exception):
    """Agreement cannot be measured; str() gives the reason."""


@dataclass(frozen=True)
class Agreement:
    """alpha: 1 is perfect, 0 is what chance gives. lower, upper: its 95% interval."""

    alpha: float
    lower: float
    upper: float
    cases: int


def agreement_of_members(opinions: Sequence[Sequence[str]], *, grades: Sequence[str]) -> Agreement:
    """
    The agreement of members. Raises AgreementNotMeasurable.

    opinions: for each case the list of its members' grades. grades: the ordered ones, from one end
    to the other; any other grade counts as missing.
    """
    import numpy as np

    by_case = [[given.count(grade) for grade in grades] for given in opinions]
    counts = np.array([row for row in by_case if sum(row) >= 2])
    if len(counts) < MIN_GRADED_CASES:
        raise AgreementNotMeasurable(
            TOO_FEW_GRADED_CASES % {"wanted": MIN_GRADED_CASES, "found": len(counts)}
        )
    if (counts.sum(axis=0) > 0).sum() < 2:
        raise AgreementNotMeasurable(ALL_GRADES_EQUAL)

    def alpha(places: "np.ndarray") -> float:
        chosen = counts[places]
        if (chosen.sum(axis=0) > 0).sum() < 2:
            return np.nan  # undefined: the resample has one grade only
        return ordinal_alpha(chosen)

    chance = np.random.default_rng(BOOTSTRAP_SEED)
    places = np.arange(len(counts))
    drawn = [alpha(chance.choice(places, len(places))) for _ in range(BOOTSTRAP_RESAMPLES)]
    lower, upper = np.nanpercentile(drawn, [2.5, 97.5])
    return Agreement(float(alpha(places)), float(lower), float(upper), len(counts))


def ordinal_alpha(counts: "np.ndarray") -> float:
    """
    Krippendorff's alpha for ordered grades; 1 is perfect, 0 is what chance gives.

    counts: a row for each case with the number of members who gave each grade, in order of the
    grades. Each row sums to two or more, and at least two grades occur. Source: Krippendorff,
    Content Analysis, 4th edition, 12.3: coincidences of grades, and the ordinal difference.
    """
    import numpy as np

    raters = counts.sum(axis=1)
    pairs = (counts / (raters - 1)[:, None]).T @ counts - np.diag(
        (counts / (raters - 1)[:, None]).sum(axis=0)
    )
    totals = pairs.sum(axis=0)
    up_to = np.cumsum(totals) - totals / 2  # number of grades below the middle of each
    difference = (up_to[:, None] - up_to[None, :]) ** 2
    observed = (pairs * difference).sum()
    expected = (np.outer(totals, totals) * difference).sum() / (totals.sum() - 1)
    return float(1 - observed / expected)
