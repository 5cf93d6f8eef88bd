"""
Published national figures, shown beside ours. They are means; ours are medians.

Read from data/national_figures.csv, as they were reported, each with its source. Never compared by
a rule: they count something else than ours, and the mean of such days is far above their median
(domain note 6.1).
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NATIONAL_FIGURES_CSV = Path(__file__).with_name("data") / "national_figures.csv"
# The published figures about a stage, and what each of them measures.
NATIONAL_FIGURES_BY_STAGE = {
    "recorded-to-referral": ("days_recorded_to_police_decision",),
    "referral-to-decision": ("days_referral_to_charge", "police_and_cps_days_to_charge"),
    "decision-to-charge": (),
    "charge-to-completion": ("days_charge_to_completion",),
}
NATIONAL_FIGURE_LABELS = {
    "days_recorded_to_police_decision": _("From recorded to the police’s decision"),
    "days_referral_to_charge": _("From the police’s referral to the charge"),
    "police_and_cps_days_to_charge": _("Days with police and CPS until the charge"),
    "days_charge_to_completion": _("From the charge to the end in court"),
}
COMPARISON_CAUTION = _(
    "Published figures are means, ours are medians. A few cases that take years lift a mean far "
    "above the median: of all crimes in the year to March 2025, the mean from referral to charge "
    "was 46 days and the median 2. They also count from the first referral of any kind, and may "
    "be of other cases. Read them beside ours, never as a target."
)


@dataclass(frozen=True)
class NationalFigure:
    """One published figure, with its unit, its population, and who reported it."""

    measure: str
    period: str
    value: str
    unit: str
    note: str
    source: str

    @property
    def label(self) -> str | Promise:
        return NATIONAL_FIGURE_LABELS.get(self.measure, self.measure)


@cache
def all_national_figures() -> tuple[NationalFigure, ...]:
    """Every published figure, in the order of the file."""
    with NATIONAL_FIGURES_CSV.open(encoding="utf-8", newline="") as file:
        return tuple(NationalFigure(**row) for row in csv.DictReader(file))


def national_figures_of_stage(stage: str) -> list[NationalFigure]:
    """The published figures about a stage, newest last."""
    names = NATIONAL_FIGURES_BY_STAGE.get(stage, ())
    return [each for each in all_national_figures() if each.measure in names]
