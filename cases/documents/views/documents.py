"""Pages of documents: list, detail, new versions, readers and download."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.case_access.queries.who_reads import named_of_own_side, unit_readers
from cases.documents import file_types, store
from cases.documents.actions import documents as actions
from cases.documents.forms import documents as forms
from cases.documents.forms.police_only import MUST_BE_REVEALED
from cases.documents.queries import documents as queries
from cases.documents.queries.document_readers import document_readers
from cases.documents.queries.police_only import markings_of_document
from cases.documents.queries.uploads import count_uploads_waiting
from cases.documents.views.uploads import waiting_for_scan_text
from cases.models import CAUTIONS, Case, Document
from cases.permissions import CASE, DOCUMENT
from cases.verb_labels import VERB_LABELS
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_action, submit_form


@guarded("see_documents", Case, CASE)
def see_documents(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """The documents of a case, filtered by document type."""
    form, after = request.GET.get("form", ""), request.GET.get("after", "")
    listed = queries.documents_of_case(case, scope_for(request), form=form, after=after)
    page = {"case": case, "page": listed, "allowed": allowed, "is_older": bool(after)}
    page["waiting"] = count_uploads_waiting(case, scope_for(request))
    return TemplateResponse(request, "cases/documents/list.html", page)


@guarded("see_document", Document, DOCUMENT)
def see_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    """One document. This page comes before the download and warns of a file not scanned."""
    page = {
        "document": document,
        "versions": queries.document_versions(document, scope_for(request)),
        "form": queries.mg_form_label(document.form),
        "caution": CAUTIONS.get(document.form, ""),
        "kind": file_types.FILE_TYPES[document.kind].label,
        "size": filesizeformat(document.size),
        "added_by": f"{document.added_by.name}, {document.agency.name}",
        "history": queries.document_history(document, request.scope),
        "is_scanned": document.is_scanned,
        "markings": markings_of_document(document, scope_for(request)),
        "duty": MUST_BE_REVEALED,
        "allowed": allowed,
        "to_do": VERB_LABELS,
    }
    return TemplateResponse(request, "cases/documents/see.html", page)


@guarded("classify_document", Document, DOCUMENT)
def classify_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    """Change the document type; the history keeps the previous one."""
    form = forms.ClassifyDocumentForm(
        request.POST or None,
        initial={"mg_form": document.form},
        version=document.version,
        of=document,
    )
    message = _("Type of document corrected")
    if submit_form(request, form, actions.classify_document, message, document=document):
        return redirect("see-document", document.pk)
    return render_form_with_draft(request, "cases/documents/classify.html", form, document=document)


@guarded("replace_document", Document, DOCUMENT)
def replace_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    """Add a newer version; the previous one stays available."""
    form = forms.ReplaceDocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid() and submit_action(
        request, actions.replace_document, verb="replace_document", form=form, document=document,
        sending=form.form_key, **form.cleaned_data,
    ):  # fmt: skip
        if form.result_id == str(document.pk):
            messages.info(request, waiting_for_scan_text(1))
            return redirect("see-uploads", document.case_id)
        messages.success(request, _("The document was replaced"))
        return redirect("see-document", form.result_id)
    page: dict[str, Any] = {"document": document, "taken": forms.accepted_file_text()}
    return render_form_with_draft(request, "cases/documents/replace.html", form, **page)


@guarded("see_document_readers", Document, DOCUMENT)
def see_document_readers(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> HttpResponse:
    """
    Who can see a document and why, who of the reader's side has opened it, and since when the other
    side reads it.
    """
    scope, case = scope_for(request), document.case
    page = {
        "document": document,
        "readers": document_readers(document, scope),
        "named": named_of_own_side(case, scope),
        "of_unit": unit_readers(case, scope),
        "is_restricted": case.is_restricted,
        "is_shared": not document.only_side and case.cps_unit_id is not None,
    }
    return TemplateResponse(request, "cases/documents/readers.html", page)


@guarded("download_document", Document, DOCUMENT)
def download_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> FileResponse:
    """Download the file, always as an attachment, so that the browser does not render it."""
    file = store.open_for_reader(document)
    request.audit.mark_disclosure(document.sha256)
    response = store.StoredFileResponse(
        file,
        as_attachment=True,
        filename=file_types.download_name(document.title),
        content_type=file_types.FILE_TYPES[document.kind].media_type,
        headers={"Content-Length": document.size},
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
