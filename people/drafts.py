"""Keeping a draft while a person types. The door of the row guards the page that calls this."""

from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from people.actions import drafts
from people.guards import scope_for
from people.rules import Refused


def keep(request, key, form):
    """
    Save what has been typed into a form, unjudged, as the person's draft under a key.

    Answers with the sentence that the page shows beside the form; 413 where it is too long.
    """
    at = timezone.now()
    try:
        drafts.save(key=key, data=form.answers(), by=scope_for(request), at=at)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=413, content_type="text/plain")
    time = formats.date_format(timezone.localtime(at), "H:i")
    saved = _("Draft saved at %(time)s") % {"time": time}
    return HttpResponse(saved, content_type="text/plain")
