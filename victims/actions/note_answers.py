"""The role of police or CPS to which a note was sent answers it, and corrects the answer."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Refused, Scope
from people.models import Operation
from timeliness.actions import outbox
from timeliness.actions.notices import mark_one_read
from victims import encryption, keys, notices
from victims.actions.encrypted_words import VICTIM_WORDS_UNREADABLE, encrypt_note_text
from victims.actions.open_victim_action import open_victim_action
from victims.models import (
    AnswerReceived,
    Consent,
    ConsentCategory,
    LiaisonNote,
    NoteAnswer,
    NoteReceived,
)
from victims.queries.answerable_notes import answerable_notes

ANSWER_PURPOSE = "a note is answered"
NOTE_ANSWERED = "note_answered"
# One sentence for both: a side does not learn from it that the support has ended.
CANNOT_BE_ANSWERED = _(
    "Nothing was sent: this note cannot be answered now. Either the victim does not agree now that "
    "you get notes from the service, or the service does not support them now."
)
ANSWERED_SINCE = _(
    "Someone of your side has answered this note since you opened the page. Read what they wrote, "
    "then send yours if it is still needed."
)
ANSWER_CORRECTED_SINCE = _(
    "Someone has corrected this answer since you opened the page. Read what it says now, then send "
    "yours if it is still needed."
)
SAME_ANSWER = _("This is what the answer says already. Change it, or go back.")


@transaction.atomic
def answer_note(
    *, note: NoteReceived, by: Scope, at: datetime, version: int, text: str
) -> NoteAnswer:
    """
    Answer a liaison note in words, in the role to which it was sent, and notify the ISVA. The note
    is new to whoever answers it no more.

    version: how many answers and corrections of its side the note had when the page was shown.
    Raises Refused where another was written since, or where nothing may be sent to the service now.
    """
    note = open_victim_action("answer_note", note, by=by, at=at, operation=Operation.DISCLOSURE)
    _check_can_be_answered(note, at=at)
    written = _answers_of_side(note)
    if version != written:
        raise Refused(ANSWERED_SINCE, is_stage=True, version=written)
    mark_one_read(by=by, notice="liaison_note", about=note.record_id, created_at=note.at)
    return _send_answer(note, by=by, at=at, text=text)


@transaction.atomic
def correct_note_answer(
    *, answer: NoteAnswer, by: Scope, at: datetime, version: int, text: str, why: str
) -> NoteAnswer:
    """
    Correct an answer by another version, and notify the ISVA. All versions are kept and sent.

    answer: any version. version: number of the one that the page showed. Raises Refused where it
    was corrected since, where the text is the same, or where nothing may be sent now.
    """
    answer = open_victim_action(
        "correct_note_answer", answer, by=by, at=at, operation=Operation.DISCLOSURE
    )
    note = NoteReceived.objects.for_scope(by).select_related("record__case").get(pk=answer.note_id)
    _check_can_be_answered(note, at=at)
    first = answer.first_id or answer.pk
    newest = _newest_version(first)
    if version != newest.number:
        raise Refused(ANSWER_CORRECTED_SINCE, is_stage=True, version=newest.number)
    if text == _decrypted_answer(newest):
        raise Refused(SAME_ANSWER, is_stage=True)
    return _send_answer(note, by=by, at=at, text=text, first=first, number=version + 1, why=why)


def _check_can_be_answered(note: NoteReceived, *, at: datetime) -> None:
    """Raises Refused unless the service may be sent an answer now."""
    if note.pk not in answerable_notes([note.pk], at=at):
        raise Refused(CANNOT_BE_ANSWERED, is_stage=True)


def _answers_of_side(note: NoteReceived) -> int:
    rows = NoteAnswer.objects.unscoped(ANSWER_PURPOSE)
    return rows.filter(note__sent=note.sent_id, only_side=note.only_side).count()


def _newest_version(first: UUID) -> NoteAnswer:
    rows = NoteAnswer.objects.unscoped(ANSWER_PURPOSE).filter(Q(pk=first) | Q(first=first))
    return rows.order_by("-number")[0]


def _decrypted_answer(answer: NoteAnswer) -> str:
    victim, bound_to = answer.record_id, answer.sealed_as
    try:
        return encryption.decrypt_text(answer.text, victim=victim, bound_to=bound_to)
    except keys.VictimKeyUnavailable:
        raise Refused(VICTIM_WORDS_UNREADABLE, is_stage=True) from None


def _send_answer(
    note: NoteReceived, *, by: Scope, at: datetime, text: str, first: UUID | None = None,
    number: int = 1, why: str = "",
) -> NoteAnswer:  # fmt: skip
    """Save a version for the side that answers and one for the service, under one id."""
    sent = LiaisonNote.objects.unscoped(ANSWER_PURPOSE).select_related("support__record__case")
    support = sent.get(pk=note.sent_id).support
    bound_to = NoteAnswer.sealed_as
    facts = {
        "text": encrypt_note_text(text, victim=note.record_id, bound_to=bound_to),
        "case_id": note.case_id, "role": note.role, "first_id": first, "number": number, "why": why,
        "at": at,
    }  # fmt: skip
    answer = NoteAnswer.objects.unscoped(ANSWER_PURPOSE).create(
        record_id=note.record_id, note=note, only_side=note.only_side, by_id=by.actor.id, **facts
    )
    AnswerReceived.objects.unscoped(ANSWER_PURPOSE).create(
        pk=answer.pk, support=support, note_id=note.sent_id, side=note.only_side, **facts
    )
    notices.notify_isva_or_managers(support, notice=NOTE_ANSWERED, at=at)
    return answer


def drop_mails_of_answers(ended: Iterable[Consent], *, at: datetime) -> None:
    """
    Drop the mails that wait about answers that may not be shown any more.

    ended: consents that the victim takes back. Those of the other side go out.
    """
    rows = AnswerReceived.objects.unscoped(ANSWER_PURPOSE)
    for each in ended:
        if each.category == ConsentCategory.LIAISON:  # a recipient has the code of its side
            answers = rows.filter(support=each.support_id, side=each.recipient)
            outbox.drop_unsent_mails(
                notice=NOTE_ANSWERED, about=each.support_id, why="the victim agrees no longer",
                written=answers.values_list("at", flat=True), at=at,
            )  # fmt: skip
