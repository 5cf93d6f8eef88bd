"""
Liaison notes and what was answered, as the service sent them and as each role of police and CPS
received them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from people.access.row_security import for_purpose
from people.access.scopes import Scope
from people.models import Side
from timeliness.queries import unread_notice_times
from victims import encryption, keys
from victims.models import (
    POLICE_ROLES,
    AnswerReceived,
    LiaisonNote,
    LiaisonRole,
    NoteReceived,
    Support,
    VictimRecord,
)
from victims.permissions.note_answers import ROLE_BY_CAPACITY
from victims.queries.answerable_notes import (
    answerable_notes,
    answers_to_open,
    sides_whose_answers_are_shown,
)
from victims.queries.consent_sharing import CONSENT_SHARING_PURPOSE
from victims.queries.known_support import consents_still_known
from victims.queries.note_answers import (
    AnswerRow,
    answers_of_service,
    answers_of_side,
    versions_of,
)

MAX_NOTES_ON_PAGE = 50  # on one page
UNNAMED_SERVICE = gettext_lazy(
    "A support service"
)  # where the consent to name the service was withdrawn
NOT_ANSWERED = {
    Side.POLICE: gettext_lazy("The police have not answered yet."),
    Side.CPS: gettext_lazy("The CPS has not answered yet."),
}
NOT_SHOWN = {
    Side.POLICE: gettext_lazy("Answers of the police are not shown to you now."),
    Side.CPS: gettext_lazy("Answers of the CPS are not shown to you now."),
}


@dataclass(frozen=True)
class LiaisonNoteRow:
    """
    A note as a page shows it. text: None where it cannot be decrypted.

    answers: in order of time, as far as the reader may be shown them. unanswered: what is said of
    the sides that have none to show. may_answer: the reader, in a role to which it was sent, now.
    """

    text: str | None
    by: str
    at: datetime
    to: list[str | Promise]  # the roles
    service: str = ""
    note: NoteReceived | None = None  # as it was received
    is_new: bool = False  # the reader's notice of it is unread
    answers: tuple[AnswerRow, ...] = ()
    unanswered: tuple[str | Promise, ...] = ()
    may_answer: bool = False

    @property
    def may_reply(self) -> bool:
        """Whether there is an answer to which the service can reply, by another note."""
        return self.note is None and bool(self.answers)


def notes_sent_by_service(support: Support, scope: Scope) -> list[LiaisonNoteRow]:
    """
    The notes that the service sent about a victim it supports, newest first, with answers: the
    newest, and older ones with an answer that the reader has not opened.
    """
    rows = _notes_on_page(support, scope)
    if not rows:
        return []
    shown = sides_whose_answers_are_shown(support, at=scope.at)
    answers = answers_of_service(support, scope, sides=shown)
    return [
        LiaisonNoteRow(
            _decrypted_note_text(row, support.record_id), row.by.name, row.at,
            [LiaisonRole(r).label for r in row.roles],
            answers=tuple(answers.get(row.pk, ())),
            unanswered=tuple(_unanswered(row, answers.get(row.pk, ()), shown)),
        )
        for row in rows
    ]  # fmt: skip


@for_purpose(CONSENT_SHARING_PURPOSE)
def _notes_on_page(support: Support, scope: Scope) -> list[LiaisonNote]:
    notes = LiaisonNote.objects.for_scope(scope).filter(support=support)
    newest = notes.order_by("-at", "-pk")[:MAX_NOTES_ON_PAGE].values("pk")
    to_open = answers_to_open(scope.accounts, at=scope.at, support="support")
    shown = notes.filter(Q(pk__in=newest) | Q(Exists(to_open.filter(note=OuterRef("pk")))))
    return list(shown.select_related("by").order_by("-at", "-pk"))


def answers_opened(notes: Iterable[LiaisonNoteRow]) -> list[AnswerReceived]:
    """Each version of the answers to these notes whose text their service is shown."""
    return [
        each.answer for note in notes for each in versions_of(note.answers)
        if each.text is not None and isinstance(each.answer, AnswerReceived)
    ]  # fmt: skip


def _unanswered(
    note: LiaisonNote, answers: Collection[AnswerRow], shown: Collection[str]
) -> list[Promise]:
    """
    Of each side that the note was sent to: not answered yet, where an answer is wanted, or not
    shown, answered or not.
    """
    answered = {_side_of(each.answer.role) for each in answers}
    left = [side for side in dict.fromkeys(map(_side_of, note.roles)) if side not in answered]
    hidden = [NOT_SHOWN[side] for side in left if side not in shown]
    waiting = [NOT_ANSWERED[side] for side in left if side in shown and note.wants_answer]
    return [*waiting, *hidden]


def _side_of(role: str) -> Side:
    return Side.POLICE if role in POLICE_ROLES else Side.CPS


def notes_received_by_roles(
    record: VictimRecord, scope: Scope, *, capacities: Collection[str]
) -> list[LiaisonNoteRow]:
    """
    The notes for the roles in which the reader holds the victim's record, newest first.

    capacities: the reader's capacities on the record, as the guard found them.
    """
    notes = NoteReceived.objects.for_scope(scope).filter(record=record)
    notes = notes.order_by("-at", "-pk")
    roles = [role for capacity, role in ROLE_BY_CAPACITY.items() if capacity in capacities]
    if not roles:
        return []
    received = notes.filter(role__in=roles).select_related("by", "service")
    return _received_note_rows(list(received[:MAX_NOTES_ON_PAGE]), record, scope, roles=roles)


def note_received(
    note: NoteReceived, scope: Scope, *, capacities: Collection[str]
) -> LiaisonNoteRow:
    """One note with its answers, which the guard has found: see notes_received_by_roles."""
    roles = [role for capacity, role in ROLE_BY_CAPACITY.items() if capacity in capacities]
    rows = NoteReceived.objects.for_scope(scope).select_related("by", "service", "record__case")
    row = rows.get(pk=note.pk)
    return _received_note_rows([row], row.record, scope, roles=roles)[0]


def _received_note_rows(
    rows: Collection[NoteReceived], record: VictimRecord, scope: Scope, *, roles: Collection[str]
) -> list[LiaisonNoteRow]:
    if not rows:
        return []
    known = consents_still_known(record, scope.side, at=scope.at)
    new = unread_notice_times(scope.accounts, "liaison_note", about=record.pk)
    answers = answers_of_side(rows, scope, roles=roles)
    answerable = answerable_notes([row.pk for row in rows], at=scope.at)
    return [
        _received_note_row(
            row, is_known=row.relied_on[0]["consent"] in known, is_new=row.at in new,
            answers=answers.get(row.sent_id, ()), may_answer=row.pk in answerable,
        )
        for row in rows
    ]  # fmt: skip


def _received_note_row(
    row: NoteReceived, *, is_known: bool, is_new: bool, answers: Iterable[AnswerRow],
    may_answer: bool,
) -> LiaisonNoteRow:  # fmt: skip
    """is_known: whether the reader's side may still know the service."""
    by, service = (row.by.name, row.service.name) if is_known else (str(UNNAMED_SERVICE), "")
    return LiaisonNoteRow(
        _decrypted_note_text(row, row.record_id), by, row.at, [row.get_role_display()], service,
        note=row, is_new=is_new, answers=tuple(answers), may_answer=may_answer,
    )  # fmt: skip


def _decrypted_note_text(row: LiaisonNote | NoteReceived, record: UUID) -> str | None:
    try:
        return encryption.decrypt_text(row.text, victim=record, bound_to=row.sealed_as)
    except keys.VictimKeyUnavailable:
        return None
