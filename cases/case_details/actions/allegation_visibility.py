"""Who sees what the police add to the allegations against a suspect, and from when on."""

from datetime import datetime

from cases import notices
from cases.case_details.actions.circumstances import send_circumstances
from cases.case_details.queries.allegation_readers import is_sent_at_once
from cases.models import Allegation, Suspect, Victim
from cases.states import State
from people.models import Side


def side_of_new_allegation(suspect: Suspect, victim: Victim) -> str:
    """The side that alone sees what is added; "" (both) if the CPS is sent it by this act."""
    return "" if is_sent_at_once(suspect, victim) else Side.POLICE


def make_victim_known(suspect: Suspect, victim: Victim) -> None:
    """
    Make the victim of what comes out after a charge known to the CPS, with their circumstances: no
    referral follows it.
    """
    if suspect.state == State.CHARGED:
        rows = Victim.objects.unscoped("the victim of what comes out after a charge")
        rows.filter(pk=victim.pk).exclude(only_side="").update(only_side="")
        send_circumstances([suspect])


def tell_cps_of_allegation(allegation: Allegation, *, at: datetime) -> None:
    """Notify the prosecutors, or their manager, of what was sent by adding or correcting it."""
    if not allegation.only_side:
        notices.notify_named_roles(
            notices.PROSECUTOR_ROLES, allegation.case, [allegation.suspect],
            notice="allegation_changed", at=at,
        )  # fmt: skip
