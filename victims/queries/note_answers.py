"""Answers to notes, in order of time: as the side that wrote them reads them, and the service."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from people.access.scopes import Scope
from victims import encryption, keys
from victims.models import AnswerReceived, NoteAnswer, NoteReceived, Support


@dataclass(frozen=True)
class AnswerRow:
    """
    An answer to a note, as its last version says. text: None where it cannot be decrypted.

    by: who wrote it, on their own side; "" for the service, which is told the role alone. why: it
    was corrected. earlier: its other versions, the newest first. may_correct: the reader has the
    role in which it was written.
    """

    answer: NoteAnswer | AnswerReceived
    text: str | None
    by: str
    earlier: tuple["AnswerRow", ...] = ()
    may_correct: bool = False

    @property
    def versions(self) -> tuple["AnswerRow", ...]:
        """All versions, the newest first."""
        return (self, *self.earlier)


def answers_of_side(
    notes: Iterable[NoteReceived], scope: Scope, *, roles: Collection[str]
) -> dict[UUID, list[AnswerRow]]:
    """
    {id of the note as it was sent: its answers by the reader's side}, oldest first. One query.

    notes: which the reader was let in to, so that whoever got one reads how another answered it.
    roles: the reader's.
    """
    sent = {note.sent_id for note in notes}
    rows = NoteAnswer.objects.for_scope(scope).filter(note__sent__in=sent)
    found = list(rows.select_related("by", "note").order_by("at", "number"))
    answers = _by_note((row.note.sent_id, row) for row in found)
    return {
        note: [replace(each, may_correct=each.answer.role in roles) for each in theirs]
        for note, theirs in answers.items()
    }


def answers_of_service(
    support: Support, scope: Scope, *, sides: Collection[str]
) -> dict[UUID, list[AnswerRow]]:
    """
    {id of the note: its answers}, oldest first. One query.

    sides: those whose answers the service may be shown now.
    """
    rows = AnswerReceived.objects.for_scope(scope).filter(support=support, side__in=sides)
    rows = rows.select_related("support")
    return _by_note((row.note_id, row) for row in rows.order_by("at", "number"))


def _by_note(
    rows: Iterable[tuple[UUID, NoteAnswer | AnswerReceived]],
) -> dict[UUID, list[AnswerRow]]:
    """{note: answers with their versions}, in the order of the first versions."""
    versions: dict[UUID, list[AnswerRow]] = {}
    notes: dict[UUID, UUID] = {}
    for note, row in rows:
        first = row.first_id or row.pk
        notes.setdefault(first, note)
        versions.setdefault(first, []).insert(0, _answer_row(row))
    found: dict[UUID, list[AnswerRow]] = {}
    for first, (newest, *earlier) in versions.items():
        found.setdefault(notes[first], []).append(replace(newest, earlier=tuple(earlier)))
    return found


def _answer_row(row: NoteAnswer | AnswerReceived) -> AnswerRow:
    victim, by = (
        (row.record_id, row.by.name) if isinstance(row, NoteAnswer) else (row.support.record_id, "")
    )
    try:
        text = encryption.decrypt_text(row.text, victim=victim, bound_to=row.sealed_as)
    except keys.VictimKeyUnavailable:
        return AnswerRow(row, None, by)
    return AnswerRow(row, text, by)


def versions_of(answers: Iterable[AnswerRow]) -> list[AnswerRow]:
    """All versions of these answers."""
    return [version for each in answers for version in each.versions]


def answer_now(answers: Iterable[AnswerRow], version: UUID) -> AnswerRow:
    """What the answer says now of which one version has this id."""
    return next(each for each in answers if version in {one.answer.pk for one in each.versions})
