"""The page of a document as it is read in a frame beside a form."""

from csp.constants import NONE, SELF
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from cases.documents import drawn_pages, file_types, store
from cases.models import Document
from cases.permissions import DOCUMENT
from people.web.audit_context import GuardedRequest, scope_for
from people.web.guards import guarded

# Nothing runs, nothing is sent, and only our own pages can frame it. Its origin is kept, or the
# links to its other pages would reach us without the session (ADR 136).
FRAMED_POLICY = {
    "sandbox": ["allow-same-origin"],
    "script-src": None,
    "connect-src": None,
    "frame-src": None,
    "img-src": ["data:"],
    "style-src": [SELF],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}


@guarded("read_document", Document, DOCUMENT)
@xframe_options_sameorigin
def read_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    """Some pages of a document, drawn anew; of one that cannot be drawn, what to do instead."""
    part = None
    if is_shown := drawn_pages.is_shown(document.kind, document.scan):
        request.audit.content = document.sha256
        with store.open_for_reader(document) as file:
            account = scope_for(request).user_id
            part = drawn_pages.draw_part(file, document.kind, _page_asked_for(request), account)
    page = {
        "document": document,
        "part": part,
        "kind": file_types.FILE_TYPES[document.kind].label,
        "is_shown": is_shown,
        "is_kind_shown": document.kind in drawn_pages.SHOWN_KINDS,
    }
    response = TemplateResponse(request, "cases/documents/read.html", page)
    response._csp_replace = FRAMED_POLICY  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store, private"
    return response


def _page_asked_for(request: GuardedRequest) -> int:
    """The page in the address; 1 if there is none."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1
