"""Keeping a draft while a person types. The door of the row guards the page that calls this."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from people import queries
from people.actions import drafts, posted
from people.guards import scope_for
from people.models import Operation
from people.rules import Refused


def keep(request, key, form):
    """
    Save what has been typed into a form, unjudged, as the person's draft under a key.

    Answers with the sentence that the page shows beside the form; 413 where it is too long. The
    log is told when a draft is begun, not of every pause in typing.
    """
    request.visit.shows_nothing()
    try:
        return _answer(_save(request, key, form))
    except Refused as refusal:
        return _answer(str(refusal), status=413)


def keep_pressed(request, key, form):
    """
    The same for the "Save draft" button, which a page without script sends to itself.

    Leaves a message for the next page; False where the form must be shown again.
    """
    try:
        messages.success(request, _save(request, key, form))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _save(request, key, form):
    scope, at = scope_for(request), timezone.now()
    if posted.is_claimed(key=form["form_key"].value(), verb=request.visit.verb, by=scope):
        return _("Sent already")  # a save that was still on its way brings no draft back
    is_first = queries.draft(scope, key) is None
    drafts.save(key=key, data=form.answers(), by=scope, at=at)
    if is_first:
        request.visit.record(verb="save_draft", operation=Operation.COLLECTION)
    time = formats.date_format(timezone.localtime(at), "H:i")
    return _("Draft saved at %(time)s") % {"time": time}


def _answer(text, status=200):
    return HttpResponse(text, status=status, content_type="text/plain")


def restored(request, key, kind, *, initial=None, draft_url="", **about):
    """
    A form of this kind as it was sent, else as the person's draft left it, else new.

    initial: what a new one starts with. draft_url: the page that keeps its draft.
    """
    draft = queries.draft(scope_for(request), key)
    form = kind(request.POST or None, initial=draft.data if draft else initial, **about)
    form.draft_url = draft_url
    form.draft_saved_at = draft and draft.saved_at
    return form
