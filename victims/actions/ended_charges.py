"""Which charges about a victim the CPS or the court stopped, for letters."""

from uuid import UUID

from cases.actions.charge_outcomes import outcomes_by_charge
from cases.models import Suspect, Verdict
from victims.queries.stopped_charges import (
    ChargesOfVictim,
    charges_told_apart,
    newest_charges,
    stops_by_charge,
)


def charges_ended_of_victim(victim_id: UUID, suspect: Suspect) -> ChargesOfVictim:
    """The charges of a suspect about the victim; also what only the court stopped has ended."""
    mine = newest_charges(victim_id, [suspect.pk]).get(suspect.pk, [])
    outcomes = outcomes_by_charge(suspect)
    in_court = {row.pk for row in mine if Verdict.STOPPED in outcomes.get(row.pk, ())}
    return charges_told_apart(mine, stops_by_charge([row.pk for row in mine]), in_court)
