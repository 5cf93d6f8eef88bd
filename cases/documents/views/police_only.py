"""Keeping a document private to the police, and revealing it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.documents.actions import police_only as actions
from cases.documents.forms.police_only import (
    MUST_BE_REVEALED,
    KeepDocumentToPoliceForm,
    RevealDocumentForm,
)
from cases.documents.queries.police_only import how_known_to_cps
from cases.models import Document
from cases.permissions import DOCUMENT, KNOWN_TO_CPS
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("keep_document_to_police", Document, DOCUMENT)
def keep_document_to_police(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    """Make a document private; the page warns first if the CPS has already seen it."""
    form = KeepDocumentToPoliceForm(request.POST or None)
    message = _("Only the police can read it now")
    if submit_form(request, form, actions.keep_document_to_police, message, document=document):
        return redirect("see-document", document.pk)
    how_known = "" if form.is_bound else how_known_to_cps(document, scope_for(request))
    page: dict[str, Any] = {
        "document": document,
        "known": KNOWN_TO_CPS.get(how_known),
        "duty": MUST_BE_REVEALED,
    }
    return render_form_with_draft(request, "cases/police_only/keep.html", form, **page)


@guarded("reveal_document", Document, DOCUMENT)
def reveal_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    form = RevealDocumentForm(request.POST or None)
    message = _("The CPS can read it from now on")
    if submit_form(request, form, actions.reveal_document, message, document=document):
        return redirect("see-document", document.pk)
    return render_form_with_draft(request, "cases/police_only/reveal.html", form, document=document)
