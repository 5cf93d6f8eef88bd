"""A support service's note to every role, and an answer of each, in the permission matrix."""

from datetime import timedelta

from devtools.case_builder import MONDAY
from victims import encryption
from victims.models import Consent, LiaisonNote, NoteAnswer, NoteReceived, Support

SIDE = {"CONTACT_OFFICER": "POLICE", "OFFICER_IN_CASE": "POLICE", "LIAISON_OFFICER": "CPS"}


def note_rows(record, service):
    """{(model, role): row} of one note to every role about a victim, who agrees to it."""
    case, by = record.case, record.case.officer_id
    support = Support.objects.unscoped("test").create(
        case=case, record=record, service=service, side="POLICE", status="SUPPORTED", isva_id=by,
        listed_at=MONDAY,
    )  # fmt: skip
    for recipient in ("POLICE", "CPS"):
        Consent.objects.unscoped("test").create(
            case=case, support=support, recipient=recipient, category="LIAISON", side="SUPPORT",
            purpose="SUPPORT", how="PHONE", given_on=MONDAY.date() - timedelta(days=9), by_id=by,
            at=MONDAY,
        )  # fmt: skip
    consent = Consent.objects.unscoped("test").filter(support=support).first()
    text = encryption.encrypt_text("Zq", victim=record.pk, bound_to="liaison note")
    answer = encryption.encrypt_text("Zq", victim=record.pk, bound_to="answer to a note")
    facts = {"case": case, "by_id": by, "at": MONDAY}
    relied_on = [{"consent": str(consent.pk)}]
    sent = LiaisonNote.objects.unscoped("test").create(
        support=support, text=text, roles=list(SIDE), relied_on=relied_on, **facts
    )
    found = {}
    for role, side in SIDE.items():
        of = {"record": record, "role": role, "only_side": side}
        found["NoteReceived", role] = note = NoteReceived.objects.unscoped("test").create(
            service=service, sent=sent, text=text, relied_on=relied_on, **of, **facts
        )
        found["NoteAnswer", role] = NoteAnswer.objects.unscoped("test").create(
            note=note, text=answer, **of, **facts
        )
    return found
