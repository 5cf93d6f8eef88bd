"""An ISVA sends a liaison note to police or CPS, with the victim's consent."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Refused, Scope
from people.models import Operation, Side
from victims import notices
from victims.actions.encrypted_words import encrypt_note_text
from victims.actions.open_victim_action import open_victim_action
from victims.models import (
    POLICE_ROLES,
    Consent,
    ConsentCategory,
    ConsentRecipient,
    LiaisonNote,
    NoteReceived,
    Support,
)
from victims.queries.consent_sharing import active_consent_for

NOTES_NOT_AGREED = {
    Side.POLICE: _(
        "The victim has not agreed that the police get notes from you, or has "
        "withdrawn that. Ask first, and record the consent; or leave the police out."
    ),
    Side.CPS: _(
        "The victim has not agreed that the CPS gets notes from you, or has withdrawn "
        "that. Ask first, and record the consent; or leave the CPS out."
    ),
}
RECIPIENT_BY_SIDE = {Side.POLICE: ConsentRecipient.POLICE, Side.CPS: ConsentRecipient.CPS}


@transaction.atomic
def send_liaison_note(
    *, support: Support, by: Scope, at: datetime, text: str, roles: Collection[str],
    wants_answer: bool = True,
) -> LiaisonNote:  # fmt: skip
    """
    Send a short text to named roles, all or none, under the consents active now.

    wants_answer: it then waits for each side until that side has answered it.

    Raises Refused where the victim has not consented that one of the sides gets notes, or has
    withdrawn that.
    """
    support = open_victim_action(
        "send_liaison_note", support, by=by, at=at, operation=Operation.DISCLOSURE
    )
    consents = {
        side: _active_note_consent(support, side, at)
        for side in {_side_of_role(role) for role in roles}
    }
    relied_on = [_consent_snapshot(each) for each in consents.values()]
    encrypted = encrypt_note_text(text, victim=support.record_id, bound_to=LiaisonNote.sealed_as)
    facts = {
        "case_id": support.case_id, "text": encrypted, "wants_answer": wants_answer,
        "by_id": by.user_id, "at": at,
    }  # fmt: skip
    note = LiaisonNote.objects.unscoped("an ISVA tells something").create(
        support=support, roles=list(roles), relied_on=relied_on, **facts
    )
    NoteReceived.objects.unscoped("an ISVA tells something").bulk_create(
        NoteReceived(
            record_id=support.record_id, service_id=support.service_id, sent=note, role=role,
            only_side=_side_of_role(role),
            relied_on=[_consent_snapshot(consents[_side_of_role(role)])], **facts,
        )
        for role in roles
    )  # fmt: skip
    notices.notify_roles(support.record, roles, notice="liaison_note", at=at)
    return note


def _side_of_role(role: str) -> Side:
    return Side.POLICE if role in POLICE_ROLES else Side.CPS


def _active_note_consent(support: Support, side: Side, at: datetime) -> Consent:
    consent = active_consent_for(support, RECIPIENT_BY_SIDE[side], ConsentCategory.LIAISON, at=at)
    if consent is None:
        raise Refused(NOTES_NOT_AGREED[side], is_stage=True)
    return consent


def _consent_snapshot(consent: Consent) -> dict[str, str | None]:
    """The facts of a consent, stored with the note that relies on it."""
    until = consent.expires_at
    return {
        "consent": str(consent.pk), "recipient": consent.recipient, "purpose": consent.purpose,
        "how": consent.how, "given_on": consent.given_on.isoformat(),
        "expires_at": until.isoformat() if until else None,
    }  # fmt: skip
