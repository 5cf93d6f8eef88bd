"""Pages to ask about a contact with a victim, and to answer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, submit_form
from victims.actions import follow_ups as actions
from victims.forms.follow_ups import AnswerFollowUpForm, AskFollowUpForm
from victims.models import Contact, FollowUp
from victims.permissions import CONTACT, FOLLOW_UP


@guarded("ask_follow_up", Contact, CONTACT)
def ask_follow_up(
    request: GuardedRequest, contact: Contact, allowed: frozenset[str]
) -> HttpResponse:
    form = AskFollowUpForm(request.POST or None)
    if submit_form(request, form, actions.ask_follow_up, _("Asked"), contact=contact):
        return redirect("see-contacts", contact.record_id)
    context: dict[str, Any] = {"contact": contact, "record": contact.record}
    return render_form_with_draft(request, "victims/follow_ups/ask.html", form, **context)


@guarded("answer_follow_up", FollowUp, FOLLOW_UP)
def answer_follow_up(
    request: GuardedRequest, follow_up: FollowUp, allowed: frozenset[str]
) -> HttpResponse:
    form = AnswerFollowUpForm(request.POST or None)
    if submit_form(request, form, actions.answer_follow_up, _("Answered"), follow_up=follow_up):
        return redirect("see-contacts", follow_up.record_id)
    context: dict[str, Any] = {"follow_up": follow_up, "record": follow_up.record}
    return render_form_with_draft(request, "victims/follow_ups/answer.html", form, **context)
