"""Liaison notes, as the service sent them and as each role of police and CPS received them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from people.access.scopes import Scope
from timeliness.queries import unread_notice_times
from victims import encryption, keys
from victims.models import LiaisonNote, LiaisonRole, NoteReceived, Support, VictimRecord
from victims.queries.known_support import consents_still_known

ROLE_BY_CAPACITY = {
    "contact_victims": LiaisonRole.CONTACT_OFFICER,
    "officer_in_case": LiaisonRole.OFFICER_IN_CASE,
    "liaise_with_victims": LiaisonRole.LIAISON_OFFICER,
}
MAX_NOTES_ON_PAGE = 50  # on one page
UNNAMED_SERVICE = gettext_lazy(
    "A support service"
)  # where the consent to name the service was withdrawn


@dataclass(frozen=True)
class LiaisonNoteRow:
    """A note as a page shows it. text: None where it cannot be decrypted."""

    text: str | None
    by: str
    at: datetime
    to: list[str | Promise]  # the roles
    service: str = ""
    note: NoteReceived | None = None  # as it was received
    is_new: bool = False  # the reader's notice of it is unread


def notes_sent_by_service(support: Support, scope: Scope) -> list[LiaisonNoteRow]:
    """The notes that the service sent about a victim it supports, newest first."""
    rows = LiaisonNote.objects.for_scope(scope).filter(support=support).select_related("by")
    return [
        LiaisonNoteRow(
            _decrypted_note_text(row, support.record_id),
            row.by.name,
            row.at,
            [LiaisonRole(r).label for r in row.roles],
        )
        for row in rows.order_by("-at", "-pk")[:MAX_NOTES_ON_PAGE]
    ]


def notes_received_by_roles(
    record: VictimRecord, scope: Scope, *, capacities: Collection[str]
) -> list[LiaisonNoteRow]:
    """
    The notes for the roles in which the reader holds the victim's record, newest first.

    capacities: the reader's capacities on the record, as the guard found them.
    """
    roles = [role for capacity, role in ROLE_BY_CAPACITY.items() if capacity in capacities]
    if not roles:
        return []
    notes = NoteReceived.objects.for_scope(scope).filter(record=record, role__in=roles)
    rows = list(notes.select_related("by", "service").order_by("-at", "-pk")[:MAX_NOTES_ON_PAGE])
    if not rows:
        return []
    known = consents_still_known(record, scope.side, at=scope.at)
    new = unread_notice_times(scope.accounts, "liaison_note", about=record.pk)
    return [
        _received_note_row(row, is_known=row.relied_on[0]["consent"] in known, is_new=row.at in new)
        for row in rows
    ]


def _received_note_row(row: NoteReceived, *, is_known: bool, is_new: bool) -> LiaisonNoteRow:
    """is_known: whether the reader's side may still know the service."""
    by, service = (row.by.name, row.service.name) if is_known else (str(UNNAMED_SERVICE), "")
    role = row.get_role_display()
    return LiaisonNoteRow(
        _decrypted_note_text(row, row.record_id),
        by,
        row.at,
        [role],
        service,
        note=row,
        is_new=is_new,
    )


def _decrypted_note_text(row: LiaisonNote | NoteReceived, record: UUID) -> str | None:
    try:
        return encryption.decrypt_text(row.text, victim=record, bound_to=row.sealed_as)
    except keys.VictimKeyUnavailable:
        return None
