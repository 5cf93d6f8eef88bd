"""Who sees what the police add to the allegations against a suspect, and from when on."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from cases import notices
from cases.case_details.actions.circumstances import send_circumstances
from cases.case_details.queries.allegation_readers import is_sent_at_once
from cases.models import Allegation, Bearing, Gap, Offence, Suspect, Victim
from cases.states import State
from people.access.scopes import Scope
from people.models import Side


def side_of_new_allegation(suspect: Suspect, victim: Victim) -> str:
    """The side that alone sees what is added; "" (both) if the CPS is sent it by this act."""
    return "" if is_sent_at_once(suspect, victim) else Side.POLICE


def send_what_stayed_private(
    suspect: Suspect, victim: Victim, offence: Offence, from_on: date, to_on: date | None, *,
    by: Scope, at: datetime, is_for_lawyer: bool,
) -> Allegation | None:  # fmt: skip
    """
    Send the CPS what the police alleged before the charge and it was never sent, with what they
    recorded of its proof, once they add the same again: no referral follows the charge.

    It is a new version, of this moment: the decision did not have it, and a review from before the
    CPS could read it is not of it. Returns that version, or None where the suspect is not charged
    or none of these facts is private to the police.
    """
    if suspect.state != State.CHARGED:
        return None
    rows = Allegation.objects.unscoped("what stayed private to the police before a charge")
    kept = rows.select_for_update().filter(
        suspect=suspect, victim=victim, offence=offence, from_on=from_on, to_on=to_on,
        is_current=True, only_side=Side.POLICE,
    ).first()  # fmt: skip
    if kept is None:
        return None
    kept.is_current = False
    kept.save(update_fields=["is_current"])
    sent = Allegation(
        case=suspect.case, suspect=suspect, victim=victim, offence=offence, from_on=from_on,
        to_on=to_on, added_by_id=by.actor.id, added_at=at, is_for_lawyer=is_for_lawyer,
        first_id=kept.first_id, number=kept.number + 1, because=_("Sent after the charge."),
        only_side="",
    )  # fmt: skip
    sent.save(force_insert=True)
    _send_proof(sent)
    return sent


def _send_proof(allegation: Allegation) -> None:
    """Show the CPS what the police recorded of the proof of it. What was removed stays private."""
    for model in (Bearing, Gap):
        rows = model.objects.unscoped("sent with its allegation")
        rows = rows.filter(allegation=allegation.first_id, only_side=Side.POLICE, ended_at=None)
        rows.update(only_side="")


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
