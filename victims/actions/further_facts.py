"""What letters tell a victim of a further charge (ADR 140)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.models import StopKind, Suspect
from victims.actions.ended_charges import charges_ended_of_victim
from victims.queries.stopped_charges import charge_title, is_alternative, newest_charges


@dataclass(frozen=True)
class FurtherChargeTold:
    """
    The further charge about a victim by which the charges about them changed last: its day, what
    it charges, and what else goes on about them.
    """

    on: date
    charges: list[str]
    beside: list[str]

    @property
    def going_on(self) -> list[str]:
        """All that goes on about the victim."""
        return sorted([*self.charges, *self.beside])


def last_further_charge(victim_id: UUID, suspect: Suspect) -> FurtherChargeTold | None:
    """That of a suspect; None where there is none, or charges about the victim ended since."""
    mine = newest_charges(victim_id, [suspect.pk]).get(suspect.pk, [])
    added = [row for row in mine if row.altered_by and row.altered_by.kind == StopKind.FURTHER]
    if not added:
        return None
    last = max((row.altered_by for row in added if row.altered_by), key=lambda by: by.number)
    known = charges_ended_of_victim(victim_id, suspect)
    if any(stop.number > last.number for stop in known.stops):
        return None
    charges = [
        charge_title(row.offence.title, is_alternative(row))
        for row in added if row.altered_by_id == last.pk
    ]  # fmt: skip
    beside = Counter(known.going_on) - Counter(charges)
    return FurtherChargeTold(last.ended_on, sorted(charges), sorted(beside.elements()))
