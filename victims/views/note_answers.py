"""Pages on which police and CPS answer the notes of support services."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, is_response_read, scope_for, submit_form
from timeliness.actions.notices import mark_one_read
from victims.actions import note_answers as actions
from victims.actions.shown_facts import record_support_shown
from victims.forms.note_answers import AnswerNoteForm, CorrectNoteAnswerForm
from victims.models import NoteAnswer, NoteReceived, VictimRecord
from victims.permissions import NOTE, NOTE_ANSWER
from victims.queries.liaison_notes import LiaisonNoteRow, note_received
from victims.queries.note_answers import answer_now, versions_of


@guarded("answer_note", NoteReceived, NOTE)
def answer_note(
    request: GuardedRequest, note: NoteReceived, allowed: frozenset[str]
) -> HttpResponse:
    """The note, what the reader's side has answered, and the form where it can be answered now."""
    form = AnswerNoteForm(request.POST or None)
    if submit_form(request, form, actions.answer_note, _("Answer sent"), note=note):
        return redirect(_notes_page(note))
    row = _note_shown(request, note)
    if not form.is_bound:
        form = AnswerNoteForm(version=len(versions_of(row.answers)))
    return _form_page(request, "victims/liaison_notes/answer.html", form, row)


@guarded("correct_note_answer", NoteAnswer, NOTE_ANSWER)
def correct_note_answer(
    request: GuardedRequest, answer: NoteAnswer, allowed: frozenset[str]
) -> HttpResponse:
    """The form of a correction. It begins with what the answer says now."""
    rows = NoteReceived.objects.for_scope(scope_for(request))
    note = rows.select_related("case").get(pk=answer.note_id)
    form = CorrectNoteAnswerForm(request.POST or None)
    action, message = actions.correct_note_answer, _("Correction sent")
    if submit_form(request, form, action, message, answer=answer):
        return redirect(_notes_page(note))
    row = _note_shown(request, note)
    if not form.is_bound:
        now = answer_now(row.answers, answer.pk)
        form = CorrectNoteAnswerForm(version=now.answer.number, initial={"text": now.text or ""})
    return _form_page(request, "victims/liaison_notes/correct.html", form, row)


def _note_shown(request: GuardedRequest, note: NoteReceived) -> LiaisonNoteRow:
    """
    The note as the page shows it. Where the response is read, it is recorded as shown, and the
    reader's notice of it is read.
    """
    scope = scope_for(request)
    row = note_received(note, scope, capacities=request.audit.capacities)
    request.audit.add_rows_beside(VictimRecord._meta.label, [note.record_id])
    if is_response_read(request) and row.text is not None:
        # nosemgrep: write-behind-a-read-verb - records what was shown
        record_support_shown(supports=[], notes=[note], by=scope)
        mark_one_read(by=scope, notice="liaison_note", about=note.record_id, created_at=note.at)
    return row


def _notes_page(note: NoteReceived) -> str:
    """Where the notes about the victim are read."""
    return reverse("see-contacts", args=[note.record_id]) + "#notes"


def _form_page(
    request: GuardedRequest, template: str, form: Form, row: LiaisonNoteRow
) -> HttpResponse:
    """may_send: a form that was sent stays, so that nothing typed is lost."""
    assert row.note is not None
    page: dict[str, Any] = {
        "note": row, "record": row.note.record, "notes_page": _notes_page(row.note),
        "may_send": form.is_bound or row.may_answer,
    }  # fmt: skip
    return render_form_with_draft(request, template, form, **page)
