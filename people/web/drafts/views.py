"""
Requests that save or discard a draft, handled by the guard of the form's page before the view.

A script saves while the user types; without it, a button does. Drafts are private to the author: no
list, count or log has their content. people/web/drafts/form_context.py shows them again.
"""

import re
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access import audit_log
from people.access.pagination import moment_from_url
from people.access.permission_tables import Refused
from people.access.scopes import scope_of
from people.models import Operation
from people.text.dates import format_time
from people.web import idempotency
from people.web.audit_context import GuardedRequest, scope_for
from people.web.drafts import service
from people.web.expired_sessions import user_of_expired_session
from people.web.forms import is_uuid

# Technical fields of a form: how it is sent, and which button was pressed.
FORM_CONTROL_NAMES = {
    "csrfmiddlewaretoken", "form_key", "continues", "save_draft", "discard_draft", "add", "remove",
}  # fmt: skip
SAVED_BY_SCRIPT = "typing"  # what draft.js sends where the button sends 1


# Called by the guards


def is_draft_request(request: HttpRequest) -> bool:
    """Whether a request saves or discards a draft instead of submitting its form."""
    if scope_for(request).system_id is not None:
        return False
    return request.method == "POST" and bool({"save_draft", "discard_draft"} & request.POST.keys())


def save_or_discard_draft(request: GuardedRequest) -> HttpResponse:
    """Save or discard the draft; the response says so."""
    if "discard_draft" in request.POST:
        return _discard_draft(request)
    if request.POST["save_draft"] != SAVED_BY_SCRIPT:
        messages.success(request, _save_draft(request))
        return redirect(f"{request.path}?draft={draft_id_of(request)}{_page_anchor(request)}")
    request.audit.skip_read_entry()
    try:
        return _plain_text_response(_save_draft(request))
    except Refused as refusal:
        return _plain_text_response(str(refusal), status=413)


def _page_anchor(request: HttpRequest) -> str:
    """The anchor to return to, from the button that was pressed, such as #gate; or ""."""
    pressed = request.POST["save_draft"]
    return pressed if re.fullmatch(r"#[a-z]+", pressed) else ""


def _save_draft(request: GuardedRequest) -> str:
    """Save the draft; returns the text to show. Logs the first save only, not every autosave."""
    scope, at, audit = scope_for(request), timezone.now(), request.audit
    draft = draft_id_of(request)
    is_new = service.save_draft(
        draft=draft, key=audit.draft_key, typed=_submitted_text(request), by=scope, at=at,
        continues=continued_draft(request),
    )  # fmt: skip
    if idempotency.is_form_key_claimed(key=draft, verb=audit.verb, by=scope):
        service.discard_draft(draft=draft, by=scope)
        return _("Sent already")  # a late autosave must not restore the draft
    if is_new:
        audit.write_entry(verb="save_draft", operation=Operation.COLLECTION)
    return _("Draft saved at %(time)s") % {"time": format_time(at)}


def _discard_draft(request: GuardedRequest) -> HttpResponse:
    scope = scope_for(request)
    if service.discard_draft(
        draft=draft_id_of(request), by=scope, continues=continued_draft(request)
    ):
        request.audit.write_entry(verb="discard_draft", operation=Operation.ERASURE)
        messages.success(request, _("Draft discarded"))
    return redirect(f"{request.path}?draft=none")


def _plain_text_response(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain")


def _submitted_text(request: HttpRequest) -> dict[str, list[str]]:
    given = {
        name: answers for name, answers in request.POST.lists() if name not in FORM_CONTROL_NAMES
    }
    return {name: [text.replace("\0", "") for text in texts] for name, texts in given.items()}


def draft_id_of(request: HttpRequest) -> UUID:
    """The id of a form's draft: its idempotency key."""
    key = request.POST.get("form_key")
    return UUID(key) if is_uuid(key) else uuid4()


def continued_draft(request: HttpRequest) -> service.SavedDraft | None:
    """The draft that a form started with, as saved then; None if it started with none."""
    draft, _tilde, saved_at = request.POST.get("continues", "").partition("~")
    moment = moment_from_url(saved_at)
    return service.SavedDraft(UUID(draft), moment) if moment and is_uuid(draft) else None


# When the session expired while a person typed


def save_draft_of_expired_session(request: GuardedRequest) -> bool:
    """
    Save the input as a draft of the user whose session expired in this browser. Returns success.

    It may be another person's input, so it is separate from the user's own drafts. Access to the
    row is checked when the user opens the form again.
    """
    owner = user_of_expired_session(request) if "continues" in request.POST else None
    if owner is None:
        return False
    by = scope_of(owner, at=timezone.now(), address=audit_log.client_address(request))
    if by.user_id is None:
        return False
    audit = request.audit
    audit.scope = by
    try:
        with transaction.atomic():
            if service.save_signed_out_draft(
                opened=draft_id_of(request),
                key=audit.draft_key,
                typed=_submitted_text(request),
                by=by,
                at=by.at,
            ):
                audit.write_entry(verb="save_draft", operation=Operation.COLLECTION)
    except Refused:
        return False
    return True


def save_draft_before_confirming(request: GuardedRequest) -> bool:
    """Save a form that is not sent until its person confirms who they are. Returns success."""
    if "continues" not in request.POST:
        return False
    try:
        with transaction.atomic():
            _save_draft(request)
    except Refused:
        return False
    return True


def signed_out_response(is_kept: bool) -> HttpResponse:
    """The text that draft.js shows beside the form after the session has expired."""
    if is_kept:
        return _plain_text_response(
            _("You were signed out. What you typed is kept: sign in again."), status=403
        )
    return _plain_text_response(
        _("You were signed out. Copy what you typed, then sign in again."), status=403
    )


def is_saved_by_script(request: HttpRequest) -> bool:
    """Whether draft.js sent the request, so the response is plain text."""
    return request.POST.get("save_draft") == SAVED_BY_SCRIPT
