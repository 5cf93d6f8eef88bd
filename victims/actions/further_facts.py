"""What letters tell a victim of a further charge (ADR 140)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.models import ChargeStop, LaidCharge, StopKind, Suspect
from victims.actions.duty_facts_sql import duties_owed_on_case
from victims.actions.ended_charges import charges_ended_of_victim
from victims.duty_rules import NewsOwed
from victims.models import VictimRecord
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
    added = _further_charges_laid(victim_id, suspect)
    if not added:
        return None
    last = max((by for by, _row in added), key=lambda by: by.number)
    known = charges_ended_of_victim(victim_id, suspect)
    if any(stop.number > last.number for stop in known.stops):
        return None
    charges = [
        charge_title(row.offence.title, is_alternative(row))
        for by, row in added if by.pk == last.pk
    ]  # fmt: skip
    beside = Counter(known.going_on) - Counter(charges)
    return FurtherChargeTold(last.ended_on, sorted(charges), sorted(beside.elements()))


def charged_by_further(record: VictimRecord, suspect: Suspect) -> tuple[date, list[str]] | None:
    """
    (day of the last, what they charge) of the further charges about a victim since the last that
    is told as a charge authorised, not as a change; None where no further charge is told so.

    As the police laid them: what ended or was replaced since is told by the letter about that.
    """
    added = _further_charges_laid(record.victim_id, suspect)
    if not added:
        return None
    about = (record.pk, suspect.pk, NewsOwed.CHARGE_AUTHORISED)
    owed = {source for *key, source in duties_owed_on_case(record.case_id) if tuple(key) == about}
    first = max((by.number for by, _row in added if str(by.pk) in owed), default=None)
    if first is None:
        return None
    since = [(by, row) for by, row in added if by.number >= first]
    charges = sorted(charge_title(row.offence.title, is_alternative(row)) for _by, row in since)
    return max(by.ended_on for by, _row in since), charges


def _further_charges_laid(victim_id: UUID, suspect: Suspect) -> list[tuple[ChargeStop, LaidCharge]]:
    """(by which, charge) of each further charge about the victim in the newest report."""
    if not suspect.has_stopped_charges:  # it is set with each charge that is added
        return []
    mine = newest_charges(victim_id, [suspect.pk]).get(suspect.pk, [])
    return [
        (row.altered_by, row)
        for row in mine if row.altered_by and row.altered_by.kind == StopKind.FURTHER
    ]  # fmt: skip
