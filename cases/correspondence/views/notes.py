"""Private notes of one side: list, write and correct."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.correspondence.actions import notes as actions
from cases.correspondence.forms.notes import CorrectNoteForm, WriteNoteForm
from cases.correspondence.queries.notes import note_subjects, notes_page
from cases.models import Case, Note
from cases.permissions import CASE, NOTE
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("see_notes", Case, CASE)
def see_notes(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    before = request.GET.get("before", "")
    found = notes_page(case, scope_for(request), request.audit.capacities, before=before)
    context = {"case": case, "page": found, "allowed": allowed, "is_older": bool(before)}
    return TemplateResponse(request, "cases/notes/see.html", context)


@guarded("write_note", Case, CASE)
def write_note(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Write a note; a link from an action item's page preselects that item."""
    suspects, items = note_subjects(case, scope_for(request))
    chosen = {"item": request.GET.get("item", "")}
    form = WriteNoteForm(request.POST or None, suspects=suspects, items=items, initial=chosen)
    if submit_form(request, form, actions.write_note, _("Note saved"), case=case):
        return redirect("see-notes", case.pk)
    return render_form_with_draft(request, "cases/notes/write.html", form, case=case)


@guarded("correct_note", Note, NOTE)
def correct_note(request: GuardedRequest, note: Note, allowed: frozenset[str]) -> HttpResponse:
    form = CorrectNoteForm(request.POST or None)
    if submit_form(request, form, actions.correct_note, _("Correction saved"), note=note):
        return redirect("see-notes", note.case_id)
    return render_form_with_draft(
        request, "cases/notes/correct.html", form, note=note, case=note.case
    )
