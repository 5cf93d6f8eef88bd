"""What is recorded of a decision for which a victim could ask for a review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from cases.models import ChargeStop, Decision

DatedTuple = TypeVar("DatedTuple", tuple[date], tuple[date, bool], tuple[date, datetime])


@dataclass(frozen=True)
class DecisionFacts:
    """
    What is recorded of one decision. What is missing is asked for in the form.

    decided_at: the moment, where it is known. told: (day, by letter only) of each time the victim
    is known to have been told of such a decision about the suspect, earliest first; it may be an
    earlier decision. sent: (day,) of each thing sent that tells it and is not known to have
    arrived. entered: (day, when it was recorded) of each time told by a contact or a letter; the
    contact that a VRR request records is left out. is_interviewed: whether the suspect was
    interviewed under caution; None where no one has recorded it. stop: the last by which charges
    about the victim ended in this way, of a decision to stop them.
    """

    decision: Decision | None = None
    decided_on: date | None = None
    decided_at: datetime | None = None
    deciders: tuple[int, ...] = ()
    told: tuple[tuple[date, bool], ...] = ()
    sent: tuple[tuple[date], ...] = ()
    is_interviewed: bool | None = None
    entered: tuple[tuple[date, datetime], ...] = ()
    stop: ChargeStop | None = None

    @property
    def told_on(self) -> date | None:
        """The first day on which the victim knew of this decision; None if none is known."""
        return next((day for day, _is_letter in self._since(self.told)), None)

    @property
    def sent_on(self) -> date | None:
        """
        The first day on which something was sent that tells this decision; None if nothing is out.
        """
        return next((day for (day,) in self._since(self.sent)), None)

    @property
    def is_told_in_person(self) -> bool:
        """Whether the victim was told by more than a letter, which may still come back."""
        return any(not is_letter for _day, is_letter in self._since(self.told))

    def told_after(self, asked_on: date, at: datetime) -> date | None:
        """
        The first day told, if every telling recorded by `at` is later than `asked_on`; else None.
        """
        days = [day for day, entered_at in self._since(self.entered) if entered_at <= at]
        return min(days) if days and min(days) > asked_on else None

    def _since(self, days: Iterable[DatedTuple]) -> list[DatedTuple]:
        return [each for each in days if each[0] >= (self.decided_on or date.min)]
