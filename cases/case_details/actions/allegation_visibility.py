"""Who sees what the police add to the allegations against a suspect, and from when on."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases import notices
from cases.actions.send_victim_requests import send_victim_requests
from cases.case_details.actions.circumstances import send_circumstances
from cases.case_details.queries.allegation_readers import is_sent_at_once
from cases.models import Allegation, Bearing, Gap, Suspect, Victim
from cases.states import State
from people.models import Side


def side_of_new_allegation(suspect: Suspect, victim: Victim) -> str:
    """The side that alone sees what is added; "" (both) if the CPS is sent it by this act."""
    return "" if is_sent_at_once(suspect, victim) else Side.POLICE


def replace_what_stayed_private(new: Allegation) -> None:
    """
    Let an allegation that is to be saved after a charge take the place of the same one that the CPS
    was never sent, with what the police recorded of its proof: no referral follows the charge.

    It is the next version of it, of its own moment: the decision did not have it, and a review from
    before the CPS could read it is not of it.
    """
    if new.suspect.state != State.CHARGED:
        return
    rows = Allegation.objects.unscoped("what stayed private to the police before a charge")
    kept = rows.select_for_update().filter(
        suspect=new.suspect, victim=new.victim, offence=new.offence, from_on=new.from_on,
        to_on=new.to_on, is_current=True, only_side=Side.POLICE,
    ).first()  # fmt: skip
    if kept is None:
        return
    kept.is_current = False
    kept.save(update_fields=["is_current"])
    new.first_id, new.number = kept.first_id, kept.number + 1
    new.because = _("Sent after the charge.")
    _send_proof(new)


def _send_proof(allegation: Allegation) -> None:
    """Show the CPS what the police recorded of the proof of it. What was removed stays private."""
    for model in (Bearing, Gap):
        rows = model.objects.unscoped("sent with its allegation")
        rows = rows.filter(allegation=allegation.first_id, only_side=Side.POLICE, ended_at=None)
        rows.update(only_side="")


def make_victim_known(suspect: Suspect, victim: Victim) -> None:
    """
    Make the victim of what comes out after a charge known to the CPS, with their circumstances and
    what the police asked others about them: no referral follows it.
    """
    if suspect.state == State.CHARGED:
        rows = Victim.objects.unscoped("the victim of what comes out after a charge")
        rows.filter(pk=victim.pk).exclude(only_side="").update(only_side="")
        send_circumstances([suspect])
        send_victim_requests({suspect.case_id})


def tell_cps_of_allegation(allegation: Allegation, *, at: datetime) -> None:
    """Notify the prosecutors, or their manager, of what was sent by adding or correcting it."""
    if not allegation.only_side:
        notices.notify_named_roles(
            notices.PROSECUTOR_ROLES, allegation.case, [allegation.suspect],
            notice="allegation_changed", at=at,
        )  # fmt: skip
