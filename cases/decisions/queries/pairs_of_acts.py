"""Charges of which the alternative under the other Act is proposed to be stopped."""

from cases.decisions.queries.charge_stops import charges_going_on, stop_awaiting_reader
from cases.models import LaidCharge, Suspect
from cases.models.charge_stop import STOPS_THAT_LAY
from cases.offences.both_acts import are_of_both_acts
from cases.offences.queries.offence_table import judge
from cases.queries.same_charges import alternatives_together
from people.access.scopes import Scope


def charges_left_without_other_act(suspect: Suspect, scope: Scope) -> list[str]:
    """
    The charges that go on alone, once the proposal that waits stops the alternative to each: their
    days cross 1 May 2004, and the alternative is of the other Act (Violent Crime Reduction Act 2006
    s.55). None where a charge takes its place, which is judged beside it.
    """
    stop = stop_awaiting_reader(suspect, scope)
    if stop is None or stop.kind in STOPS_THAT_LAY:
        return []
    ended = list(LaidCharge.objects.filter(stopped__stop=stop))
    shared = alternatives_together(suspect)
    return [
        each.text
        for each in charges_going_on(suspect, scope)
        if any(
            shared[row.pk] == shared[each.laid.pk] and _are_of_both_acts(row, each.laid)
            for row in ended
        )
    ]


def _are_of_both_acts(one: LaidCharge, other: LaidCharge) -> bool:
    if one.from_on is None or other.from_on is None:
        return False
    judged = [judge(row.offence_id, row.from_on, row.to_on) for row in (one, other) if row.from_on]
    same_days = (one.from_on, one.to_on) == (other.from_on, other.to_on)
    return same_days and are_of_both_acts(*judged)
