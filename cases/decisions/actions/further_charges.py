"""Add a charge to those that the police reported, on a review of what came out since (ADR 140)."""

from datetime import date, datetime

from django.db import transaction

from cases.actions.open_case_action import open_case_action
from cases.decisions.actions.charge_stops import create_stop, pass_or_put_in_force
from cases.decisions.actions.charges_added import (
    check_can_be_added,
    check_day_laid,
    further_counts,
    review_of_further_charge,
)
from cases.decisions.actions.counts import consent_of
from cases.decisions.actions.reopenings import live_decision
from cases.decisions.queries.charge_stops import is_further_read_twice
from cases.models import Allegation, ChargeStop, Offence, StopKind, Suspect, Victim
from people.access.scopes import Scope


@transaction.atomic
def add_charge(
    *, suspect: Suspect, by: Scope, at: datetime, victim: Victim, offence: Offence, from_on: date,
    particulars: str, text: str, to_on: date | None = None, allegation: Allegation | None = None,
    alternative: Offence | None = None, other_particulars: str = "", consent: str = "",
    on: date | None = None, other_act_because: str = "",
) -> ChargeStop:  # fmt: skip
    """
    Charge a suspect who is charged with one count more, or with one and its alternative.

    In force at once, and laid with it; where the decision to charge had a second reader, or charges
    of the unit have one now, it is proposed first. allegation: that the count comes from, if from
    any. alternative: the offence of a second count of these days, with other_particulars. text:
    why. consent: where the consent to prosecute stands, if one needs it. on: the day on which it
    was laid; None where the second reader is to give it. other_act_because: of days across 1 May
    2004, why no offence of like conduct under the other Act is charged. Raises Refused if it cannot
    be charged, is on the record already, or no review came after the decision.
    """
    verb = "add_charge"
    suspect = open_case_action(verb, suspect, by=by, at=at, operation="collection")
    decision = live_decision(suspect)
    if not particulars.strip() or (alternative and not other_particulars.strip()):
        raise ValueError("A count without particulars")
    facts = {
        "kind": StopKind.FURTHER, "reasons": text, "are_told": False, "on": on,
        "new_victim": victim, "new_allegation": allegation, "new_offence": offence,
        "new_from_on": from_on, "new_to_on": to_on, "new_particulars": particulars,
        "new_alternative": alternative, "other_act_because": other_act_because,
        "other_particulars": other_particulars if alternative else "",
    }  # fmt: skip
    counts = further_counts(ChargeStop(**facts))
    check_can_be_added(decision, counts, by=by, at=at, on=on)
    facts["review"] = review = review_of_further_charge(decision, counts)
    if on or not is_further_read_twice(suspect, decision):
        check_day_laid(on, decision, review, at=at)
    facts["consent"] = consent_of(counts, consent)
    stop = create_stop(decision, [], by=by, at=at, **facts)
    pass_or_put_in_force(verb, suspect, stop, by=by, at=at)
    return stop
