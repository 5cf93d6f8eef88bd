"""Keeping a document to the police, and revealing it again."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import markings as actions
from cases.forms.markings import MUST_BE_REVEALED, KeepDocument, RevealDocument
from cases.models import Document
from cases.permissions import DOCUMENT, KNOWN_TO_CPS
from cases.queries.markings import known_to_cps
from cases.views.asking import ask
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("keep_document_to_police", Document, DOCUMENT)
def keep_document_to_police(
    request: Request, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    """The page says before anything is typed if the CPS has met the document already."""
    form = KeepDocument(request.POST or None)
    told = _("Only the police can read it now")
    if acted(request, form, actions.keep_document_to_police, told, document=document):
        return redirect("see-document", document.pk)
    known = "" if form.is_bound else known_to_cps(document, scope_for(request))
    page: dict[str, Any] = {
        "document": document,
        "known": KNOWN_TO_CPS.get(known),
        "duty": MUST_BE_REVEALED,
    }
    return ask(request, "cases/markings/keep.html", form, **page)


@guarded("reveal_document", Document, DOCUMENT)
def reveal_document(request: Request, document: Document, allowed: frozenset[str]) -> HttpResponse:
    form = RevealDocument(request.POST or None)
    told = _("The CPS can read it from now on")
    if acted(request, form, actions.reveal_document, told, document=document):
        return redirect("see-document", document.pk)
    return ask(request, "cases/markings/reveal.html", form, document=document)
