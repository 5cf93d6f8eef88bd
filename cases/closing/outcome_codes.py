"""
The outcomes with which the police can close an investigation.

Titles are those of the Home Office. Which codes close an investigation of rape, and for which the
victim is asked, is a local setting: cases/data/police_outcomes.csv marks it as recalled.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

PATH = Path(__file__).parent.parent / "data" / "police_outcomes.csv"
NO_SUSPECT_CODES = frozenset({14, 18})  # their titles say that no suspect was identified
EITHER_WAY_CODES = frozenset({20})  # another body investigates on, whoever did it
SETTING_IS_RECALLED = "(recalled)"
TITLES_READ = _("The titles are those of the Home Office.")
ASKING = _("If the outcome is one of %(codes)s, say further down what the victim said.")
NOT_CONFIRMED = _(
    "The titles are those of the Home Office. That these outcomes close an investigation of rape,"
    " and for which of them the victim is asked, is a local setting that no source confirms."
)


@dataclass(frozen=True)
class OutcomeCode:
    """One outcome. is_confirmed: whether a source says that it closes an investigation of rape."""

    code: int
    title: str
    may_close: bool
    asks_victim: bool
    confidence: str

    def fits(self, *, is_identified: bool) -> bool:
        """Whether it can end the investigation of a suspect who is, or is not, identified."""
        if self.code in EITHER_WAY_CODES:
            return True
        return is_identified is (self.code not in NO_SUSPECT_CODES)

    @property
    def is_confirmed(self) -> bool:
        return SETTING_IS_RECALLED not in self.confidence

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


def _read_codes() -> dict[int, OutcomeCode]:
    with PATH.open(newline="") as file:
        return {
            int(row["code"]): OutcomeCode(
                int(row["code"]),
                row["title"],
                row["closes_rape_investigation"] == "yes",
                row["victim_view_asked"] == "yes",
                row["confidence"],
            )
            for row in csv.DictReader(file)
        }


OUTCOMES_BY_CODE = _read_codes()
CLOSING_OUTCOMES = tuple(each for each in OUTCOMES_BY_CODE.values() if each.may_close)


def outcomes_offered(*, is_identified: bool) -> list[OutcomeCode]:
    """The outcomes that can end the investigation of a suspect who is, or is not, identified."""
    return [each for each in CLOSING_OUTCOMES if each.fits(is_identified=is_identified)]


def outcomes_hint(outcomes: Sequence[OutcomeCode]) -> str:
    """
    What the form says of these outcomes: for which the victim is asked, whose titles they are, and
    what no source confirms.
    """
    asking = ", ".join(str(each.code) for each in outcomes if each.asks_victim)
    titles = TITLES_READ if all(each.is_confirmed for each in outcomes) else NOT_CONFIRMED
    return f"{ASKING % {'codes': asking}} {titles}" if asking else str(titles)
