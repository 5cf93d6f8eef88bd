"""Which charges about a victim ended, by the CPS or in court, for letters."""

from uuid import UUID

from cases.actions.charge_outcomes import outcomes_by_charge, pleaded_guilty
from cases.models import CourtFactKind, Plea, Suspect
from victims.queries.stopped_charges import (
    ChargesOfVictim,
    charges_told_apart,
    newest_charges,
    stops_by_charge,
)

ENDS_IN_COURT = (CourtFactKind.OUTCOME, CourtFactKind.SENTENCE)


def charges_ended_of_victim(victim_id: UUID, suspect: Suspect) -> ChargesOfVictim:
    """
    The charges of a suspect about the victim; also what ended in court has ended, and what the
    suspect admits is decided.
    """
    mine = newest_charges(victim_id, [suspect.pk]).get(suspect.pk, [])
    outcomes = outcomes_by_charge(suspect, kinds=ENDS_IN_COURT)
    for key in pleaded_guilty(suspect):
        outcomes.setdefault(key, set()).add(Plea.GUILTY)
    return charges_told_apart(mine, stops_by_charge([row.pk for row in mine]), outcomes)
