"""Counts as a prosecutor states them, what is left out, and counts as the police laid them."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cases.models import Allegation, Offence, Victim, WhyUncharged


@dataclass(frozen=True)
class StatedCount:
    """
    One count of a charge.

    to_on: last day of a range, else None. allegation: of the police, that it comes from; None of
    one that the prosecutor adds. alternative_to: number of the count to which it is the
    alternative, by the place of each in the charge; None of a count of its own. other_act_because:
    of days across 1 May 2004, why no offence of like conduct under the other Act is charged.
    """

    victim: Victim
    offence: Offence
    from_on: date
    to_on: date | None
    particulars: str
    allegation: Allegation | None = None
    alternative_to: int | None = None
    other_act_because: str = ""

    @property
    def offence_id(self) -> str:
        return self.offence.pk

    @property
    def is_for_lawyer(self) -> bool:
        """Whether it is an allegation as the police recorded it, that is for a lawyer."""
        alleged = self.allegation
        return alleged is not None and alleged.is_for_lawyer and self.is_as_alleged

    @property
    def is_as_alleged(self) -> bool:
        """Whether it has the victim, offence and days of its allegation."""
        names = ("victim_id", "offence_id", "from_on", "to_on")
        own = (self.victim.pk, self.offence_id, self.from_on, self.to_on)
        alleged = self.allegation
        return alleged is not None and own == tuple(getattr(alleged, name) for name in names)


def count_as_alleged(
    allegation: Allegation, particulars: str, alternative_to: int | None = None
) -> StatedCount:
    """The count of an allegation as the police recorded it."""
    return StatedCount(
        allegation.victim, allegation.offence, allegation.from_on, allegation.to_on, particulars,
        allegation, alternative_to,
    )  # fmt: skip


@dataclass(frozen=True)
class StatedUncharged:
    """An allegation that no count comes from. why: a stage that is not met, or selection."""

    allegation: Allegation
    why: WhyUncharged
    reason: str


@dataclass(frozen=True)
class ActToCharge:
    """An offence on some days, of which the law is asked."""

    offence: Offence
    from_on: date
    to_on: date | None
    is_for_lawyer: bool = False

    @property
    def offence_id(self) -> str:
        return self.offence.pk


class LaidCount(NamedTuple):
    """
    One count as the police laid it; without days where they are those of a count alike.

    number: of the authorised count that it is the charge of; 0 where it is of none, or where
    it is to be matched. reason: why it is not as stated.
    """

    victim: Victim
    offence: Offence
    from_on: date | None = None
    to_on: date | None = None
    number: int = 0
    reason: str = ""
