"""Liaison notes: as the service has sent them, and as each role of police and CPS has them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from people.access import Scope
from timeliness.queries import told_unread
from victims import keys, sealing
from victims.models import LiaisonNote, NoteReceived, Role, Support, VictimRecord
from victims.queries.support_known import consents_still_known

HELD_AS = {
    "contact_victims": Role.CONTACT_OFFICER,
    "officer_in_case": Role.OFFICER_IN_CASE,
    "liaise_with_victims": Role.LIAISON_OFFICER,
}
LATEST = 50  # on one page
A_SERVICE = gettext_lazy("A support service")  # where the victim no longer agrees that it is named


@dataclass(frozen=True)
class Line:
    """A note as a page shows it; text is None where it opens no more."""

    text: str | None
    by: str
    at: datetime
    to: list[str | Promise]  # the roles
    service: str = ""
    note: NoteReceived | None = None  # as it was received
    is_new: bool = False  # the reader's notice of it has not been marked as read


def sent(support: Support, scope: Scope) -> list[Line]:
    """The notes that the service has sent about one whom it supports, newest first."""
    rows = LiaisonNote.objects.for_scope(scope).filter(support=support).select_related("by")
    return [
        Line(_text(row, support.record_id), row.by.name, row.at, [Role(r).label for r in row.roles])
        for row in rows.order_by("-at", "-pk")[:LATEST]
    ]


def received(record: VictimRecord, scope: Scope, *, held: Collection[str]) -> list[Line]:
    """
    The notes for the roles in which the reader holds the victim's record, newest first.

    held: her capacities on it, as the door of the page has found them.
    """
    roles = [role for capacity, role in HELD_AS.items() if capacity in held]
    if not roles:
        return []
    rows = NoteReceived.objects.for_scope(scope).filter(record=record, role__in=roles)
    rows = list(rows.select_related("by", "service").order_by("-at", "-pk")[:LATEST])
    if not rows:
        return []
    known = consents_still_known(record, scope.side, at=scope.at)
    new = told_unread({scope.user_id, *scope.accounts}, "liaison_note", about=record.pk)
    return [
        _received(row, is_known=row.relied_on[0]["consent"] in known, is_new=row.at in new)
        for row in rows
    ]


def _received(row: NoteReceived, *, is_known: bool, is_new: bool) -> Line:
    """is_known: whether the reader's side may still know who supports the victim."""
    by, service = (row.by.name, row.service.name) if is_known else (str(A_SERVICE), "")
    role = row.get_role_display()
    return Line(_text(row, row.record_id), by, row.at, [role], service, note=row, is_new=is_new)


def _text(row: LiaisonNote | NoteReceived, record: UUID) -> str | None:
    try:
        return sealing.opened(row.text, of=record, what=row.sealed_as)
    except keys.NoKey:
        return None
