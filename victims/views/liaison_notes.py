"""Pages on liaison notes: those a service sent, and the form of a new one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, is_response_read, scope_for, submit_form
from victims.actions import liaison_notes as actions
from victims.actions.shown_facts import record_answers_shown
from victims.forms.liaison_notes import SendLiaisonNoteForm
from victims.models import Support
from victims.permissions import SUPPORT
from victims.queries import liaison_notes as queries
from victims.queries.support import support_detail


@guarded("see_liaison_notes", Support, SUPPORT)
def see_liaison_notes(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    support = support_detail(support, scope)
    notes = queries.notes_sent_by_service(support, scope)
    if is_response_read(request):
        # nosemgrep: write-behind-a-read-verb - records what was shown
        record_answers_shown(answers=queries.answers_opened(notes), by=scope)
    context = {"support": support, "allowed": allowed, "notes": notes}
    return TemplateResponse(request, "victims/liaison_notes/see.html", context)


@guarded("send_liaison_note", Support, SUPPORT)
def send_liaison_note(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    form = SendLiaisonNoteForm(request.POST or None)
    if submit_form(request, form, actions.send_liaison_note, _("Sent"), support=support):
        return redirect("see-liaison-notes", support.pk)
    return render_form_with_draft(request, "victims/liaison_notes/send.html", form, support=support)
