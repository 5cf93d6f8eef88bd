"""
Drafts of what a person types, kept by the door of the form's page before the form itself is asked.

Script saves as one types; without it a button does. They are the writer's alone: no list, count
or log tells what they hold. people/unsent.py shows them again.
"""

import re
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from people import audit
from people.access import scope_of
from people.actions import drafts, posted
from people.lapsed import whose_session_ran_out
from people.models import Operation
from people.moments import clock
from people.questions import well_formed
from people.rules import Refused
from people.visits import Request, scope_for
from people.worklists import moment_in

# What a form carries besides what was typed: how it is sent, and which button was pressed.
NOT_TYPED = {
    "csrfmiddlewaretoken", "form_key", "continues", "save_draft", "discard_draft", "add", "remove",
}  # fmt: skip
BY_SCRIPT = "typing"  # what draft.js sends where the button sends 1


# At the door


def is_about(request: HttpRequest) -> bool:
    """Whether a page's request keeps or discards a draft, and does nothing that its form asks."""
    if scope_for(request).system_id is not None:
        return False
    return request.method == "POST" and bool({"save_draft", "discard_draft"} & request.POST.keys())


def answer(request: Request) -> HttpResponse:
    """Keep the draft or throw it away, and say so."""
    if "discard_draft" in request.POST:
        return _discard(request)
    if request.POST["save_draft"] != BY_SCRIPT:
        messages.success(request, _save(request))
        return redirect(f"{request.path}?draft={id_of(request)}{_part(request)}")
    request.visit.shows_nothing()
    try:
        return _told(_save(request))
    except Refused as refusal:
        return _told(str(refusal), status=413)


def _part(request: HttpRequest) -> str:
    """Where on its page to go on, as the button that was pressed says: #gate."""
    pressed = request.POST["save_draft"]
    return pressed if re.fullmatch(r"#[a-z]+", pressed) else ""


def _save(request: Request) -> str:
    """The log is told when a draft is begun, not of every pause in typing."""
    scope, at, visit = scope_for(request), timezone.now(), request.visit
    draft = id_of(request)
    is_new = drafts.save(
        draft=draft, key=visit.draft_key, typed=_typed(request), by=scope, at=at,
        continues=continued(request),
    )  # fmt: skip
    if posted.is_claimed(key=draft, verb=visit.verb, by=scope):
        drafts.discard(draft=draft, by=scope)
        return _("Sent already")  # a save that was still on its way brings no draft back
    if is_new:
        visit.record(verb="save_draft", operation=Operation.COLLECTION)
    return _("Draft saved at %(time)s") % {"time": clock(at)}


def _discard(request: Request) -> HttpResponse:
    scope = scope_for(request)
    if drafts.discard(draft=id_of(request), by=scope, continues=continued(request)):
        request.visit.record(verb="discard_draft", operation=Operation.ERASURE)
        messages.success(request, _("Draft discarded"))
    return redirect(f"{request.path}?draft=none")


def _told(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain")


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    given = {name: answers for name, answers in request.POST.lists() if name not in NOT_TYPED}
    return {name: [text.replace("\0", "") for text in texts] for name, texts in given.items()}


def id_of(request: HttpRequest) -> UUID:
    """A form keeps its draft under its one-time key."""
    key = request.POST.get("form_key")
    return UUID(key) if well_formed(key) else uuid4()


def continued(request: HttpRequest) -> drafts.Kept | None:
    """The draft that a form started with, as it was then; None where it started with none."""
    draft, _tilde, saved_at = request.POST.get("continues", "").partition("~")
    moment = moment_in(saved_at)
    return drafts.Kept(UUID(draft), moment) if moment and well_formed(draft) else None


# Where the session ran out while a person typed


def kept_for_whoever_it_was(request: Request) -> bool:
    """
    Keep what was typed for the person whose session ran out in this browser; whether that was done.
    Whose words they are nobody can know, so they are kept apart from the person's own.

    Whether the row is still theirs to see is asked when they open the form again.
    """
    owner = whose_session_ran_out(request) if "continues" in request.POST else None
    if owner is None:
        return False
    by = scope_of(owner, at=timezone.now(), address=audit.address_of(request))
    if by.user_id is None:
        return False
    visit = request.visit
    visit.scope = by
    try:
        with transaction.atomic():
            if drafts.save_signed_out(
                opened=id_of(request), key=visit.draft_key, typed=_typed(request), by=by, at=by.at
            ):
                visit.record(verb="save_draft", operation=Operation.COLLECTION)
    except Refused:
        return False
    return True


def answer_signed_out(kept: bool) -> HttpResponse:
    """What draft.js shows beside the form of somebody whose session ran out."""
    if kept:
        return _told(_("You were signed out. What you typed is kept: sign in again."), status=403)
    return _told(_("You were signed out. Copy what you typed, then sign in again."), status=403)


def is_saved_by_script(request: HttpRequest) -> bool:
    """Whether no person reads the answer, but draft.js."""
    return request.POST.get("save_draft") == BY_SCRIPT
