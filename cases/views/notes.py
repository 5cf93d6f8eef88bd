"""The private notes of one side: read, written and corrected by that side alone."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import notes as actions
from cases.forms.notes import CorrectNote, WriteNote
from cases.models import Case, Note
from cases.permissions import CASE, NOTE
from cases.queries.notes import can_be_about, page
from cases.views.asking import ask
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("see_notes", Case, CASE)
def see_notes(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    before = request.GET.get("before", "")
    found = page(case, scope_for(request), request.visit.capacities, before=before)
    shown = {"case": case, "page": found, "allowed": allowed, "is_older": bool(before)}
    return TemplateResponse(request, "cases/notes/see.html", shown)


@guarded("write_note", Case, CASE)
def write_note(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """The page of an action leads here with that action chosen."""
    suspects, items = can_be_about(case, scope_for(request))
    chosen = {"item": request.GET.get("item", "")}
    form = WriteNote(request.POST or None, suspects=suspects, items=items, initial=chosen)
    if acted(request, form, actions.write_note, _("Note saved"), case=case):
        return redirect("see-notes", case.pk)
    return ask(request, "cases/notes/write.html", form, case=case)


@guarded("correct_note", Note, NOTE)
def correct_note(request: Request, note: Note, allowed: frozenset[str]) -> HttpResponse:
    form = CorrectNote(request.POST or None)
    if acted(request, form, actions.correct_note, _("Correction saved"), note=note):
        return redirect("see-notes", note.case_id)
    return ask(request, "cases/notes/correct.html", form, note=note, case=note.case)
