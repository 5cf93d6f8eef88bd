"""Liaison notes: those that a service has sent, and a further one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.guards import acted, guarded, scope_for
from people.visits import Request
from victims.actions import liaison as actions
from victims.forms.liaison import SendLiaisonNote
from victims.models import Support
from victims.permissions import SUPPORT
from victims.queries import liaison as queries
from victims.queries.support import in_full


@guarded("see_liaison_notes", Support, SUPPORT)
def see_liaison_notes(request: Request, support: Support, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    notes = queries.sent(support, scope)
    shown = {"support": in_full(support, scope), "allowed": allowed, "notes": notes}
    return TemplateResponse(request, "victims/liaison/see.html", shown)


@guarded("send_liaison_note", Support, SUPPORT)
def send_liaison_note(request: Request, support: Support, allowed: frozenset[str]) -> HttpResponse:
    form = SendLiaisonNote(request.POST or None)
    if acted(request, form, actions.send_liaison_note, _("Sent"), support=support):
        return redirect("see-liaison-notes", support.pk)
    return ask(request, "victims/liaison/send.html", form, support=support)
