"""What is asked about a contact with a victim, and answered."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.guards import acted, guarded
from people.visits import Request
from victims.actions import follow_ups as actions
from victims.forms.follow_ups import AnswerFollowUp, AskFollowUp
from victims.models import Contact, FollowUp
from victims.permissions import CONTACT, FOLLOW_UP


@guarded("ask_follow_up", Contact, CONTACT)
def ask_follow_up(request: Request, contact: Contact, allowed: frozenset[str]) -> HttpResponse:
    form = AskFollowUp(request.POST or None)
    if acted(request, form, actions.ask_follow_up, _("Asked"), contact=contact):
        return redirect("see-contacts", contact.record_id)
    shown: dict[str, Any] = {"contact": contact, "record": contact.record}
    return ask(request, "victims/follow_ups/ask.html", form, **shown)


@guarded("answer_follow_up", FollowUp, FOLLOW_UP)
def answer_follow_up(
    request: Request, follow_up: FollowUp, allowed: frozenset[str]
) -> HttpResponse:
    form = AnswerFollowUp(request.POST or None)
    if acted(request, form, actions.answer_follow_up, _("Answered"), follow_up=follow_up):
        return redirect("see-contacts", follow_up.record_id)
    shown: dict[str, Any] = {"follow_up": follow_up, "record": follow_up.record}
    return ask(request, "victims/follow_ups/answer.html", form, **shown)
