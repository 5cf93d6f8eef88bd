"""Documents: list, upload, download, and the outcome of uploads."""

from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.http import FileResponse
from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action
from cases.documents import file_types, store
from cases.documents.actions import documents as actions
from cases.documents.forms import documents as forms
from cases.models import Case, Document, Upload
from cases.permissions import CASE, DOCUMENT
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.pagination import AFTER_PARAMETER, resource_page, uuid_parameter
from people.api.responses import Answer
from people.api.submit import bound_form
from people.models import Side
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class DocumentShown(s.Serializer):
    """A document of a case.

    is_scanned: the virus scan found nothing. only_police: private to the police.
    """

    id = s.UUIDField()
    title = s.CharField()
    form = s.CharField(allow_blank=True)
    kind = s.CharField()
    size = s.IntegerField()
    sha256 = s.CharField()
    added_at = s.DateTimeField()
    is_current = s.BooleanField()
    is_scanned = s.BooleanField()
    only_police = s.BooleanField(source="only_side")
    version = s.IntegerField()


class DocumentsListed(s.Serializer):
    """A page of documents; `next` is the URL of the next page."""

    documents = DocumentShown(many=True)
    next = s.CharField(allow_null=True)


class UploadShown(s.Serializer):
    """An uploaded file and its outcome."""

    id = s.UUIDField()
    title = s.CharField()
    status = s.CharField()
    why = s.CharField(allow_blank=True)
    document = s.UUIDField(allow_null=True, source="document_id")
    sha256 = s.CharField()
    at = s.DateTimeField()


class UploadsListed(s.Serializer):
    """A page of the uploads of the caller's side."""

    uploads = UploadShown(many=True)
    next = s.CharField(allow_null=True)


@action_endpoint(partial(forms.SendDocumentsForm, side=Side.POLICE), creates=True, files=True)
@guarded("add_document", Case, CASE)
def add_document(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Upload files of one document type.

    Each file is added, waits for the virus scan, or is refused on its own; read the uploads for the
    outcome.
    """
    form = bound_form(request, forms.SendDocumentsForm, side=scope_for(request).side)
    if form.is_valid():
        cleaned = form.cleaned_data
        mg_form = cleaned.pop("mg_form")
        cleaned["documents"] = [(file, mg_form) for file in cleaned["documents"]]
        cleaned["kept_because"] = cleaned.get("kept_because") or ""
        cleaned.pop("only_police", None)
    return run_case_action(
        request, form, _add_sent_documents, more={"sending": form.form_key}, case=case
    )


class SentBatch(NamedTuple):
    """The files uploaded by one call, and the id to find them by."""

    pk: UUID
    version: None = None


def _add_sent_documents(*, sending: UUID, **asked: Any) -> SentBatch:
    actions.add_documents(sending=sending, **asked)
    return SentBatch(sending)


@read_endpoint(
    UploadsListed,
    query_parameters={"sending": "The id that sending them was answered with."} | AFTER_PARAMETER,
)
@guarded("see_uploads", Case, CASE)
def see_uploads(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Files uploaded to a case by the caller's side, with the outcome of each."""
    rows = Upload.objects.for_scope(scope_for(request)).filter(case=case)
    if sending := request.GET.get("sending", ""):
        rows = rows.filter(sending=uuid_parameter(sending))
    page = resource_page(request, rows.order_by("pk"))
    return Answer(UploadsListed({"uploads": page.rows, "next": page.following}).data)


@read_endpoint(DocumentsListed, query_parameters=AFTER_PARAMETER)
@guarded("see_documents", Case, CASE)
def see_documents(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """The documents of a case, each in its newest version."""
    rows = Document.objects.for_scope(scope_for(request)).filter(case=case, is_current=True)
    page = resource_page(request, rows.order_by("pk"))
    request.audit.add_rows(Document, [row.pk for row in page.rows])
    return Answer(DocumentsListed({"documents": page.rows, "next": page.following}).data)


@read_endpoint(bytes)
@guarded("download_document", Document, DOCUMENT)
def download_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> FileResponse:
    """The file. The list of documents says whether it was scanned."""
    file = store.open_for_reader(document)
    request.audit.mark_disclosure(document.sha256)
    return store.StoredFileResponse(
        file,
        as_attachment=True,
        filename=file_types.download_name(document.title),
        content_type=file_types.FILE_TYPES[document.kind].media_type,
        headers={"Content-Length": document.size},
    )
