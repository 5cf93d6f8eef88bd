"""Documents: listed, sent, fetched; and what became of what was sent."""

from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.http import FileResponse
from rest_framework import serializers as s

from cases.actions import documents as actions
from cases.api.case_endpoint import run_case_action
from cases.documents import file_types, store
from cases.forms import documents as forms
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
    """
    A document of a case. is_scanned: a virus scanner found nothing in it; only_police: it is kept
    to the police.
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
    """A page of documents; `next` is the address of the one after it."""

    documents = DocumentShown(many=True)
    next = s.CharField(allow_null=True)


class UploadShown(s.Serializer):
    """A file that was sent, and what became of it."""

    id = s.UUIDField()
    title = s.CharField()
    status = s.CharField()
    why = s.CharField(allow_blank=True)
    document = s.UUIDField(allow_null=True, source="document_id")
    sha256 = s.CharField()
    at = s.DateTimeField()


class UploadsListed(s.Serializer):
    """A page of what one's own side sent."""

    uploads = UploadShown(many=True)
    next = s.CharField(allow_null=True)


@action_endpoint(partial(forms.SendDocumentsForm, side=Side.POLICE), creates=True, files=True)
@guarded("add_document", Case, CASE)
def add_document(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """
    Send files that are all the same kind of paper. Each is added, or waits for the virus scan, or
    is refused by itself: ask what became of it.
    """
    form = bound_form(request, forms.SendDocumentsForm, side=scope_for(request).side)
    if form.is_valid():
        told = form.cleaned_data
        mg_form = told.pop("mg_form")
        told["documents"] = [(file, mg_form) for file in told["documents"]]
        told["kept_because"] = told.get("kept_because") or ""
        told.pop("only_police", None)
    return run_case_action(
        request, form, _add_sent_documents, more={"sending": form.form_key}, case=case
    )


class SentBatch(NamedTuple):
    """What was sent together, by which it is found again."""

    pk: UUID
    version: None = None


def _add_sent_documents(*, sending: UUID, **asked: Any) -> SentBatch:
    actions.add_documents(sending=sending, **asked)
    return SentBatch(sending)


@read_endpoint(
    UploadsListed,
    asks={"sending": "The id that sending them was answered with."} | AFTER_PARAMETER,
)
@guarded("see_uploads", Case, CASE)
def see_uploads(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """What one's own side sent to a case, and what became of each file."""
    rows = Upload.objects.for_scope(scope_for(request)).filter(case=case)
    if sending := request.GET.get("sending", ""):
        rows = rows.filter(sending=uuid_parameter(sending))
    page = resource_page(request, rows.order_by("pk"))
    return Answer(UploadsListed({"uploads": page.rows, "next": page.following}).data)


@read_endpoint(DocumentsListed, asks=AFTER_PARAMETER)
@guarded("see_documents", Case, CASE)
def see_documents(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """The documents of a case, each in its newest version."""
    rows = Document.objects.for_scope(scope_for(request)).filter(case=case, is_current=True)
    page = resource_page(request, rows.order_by("pk"))
    request.visit.shows(Document, [row.pk for row in page.rows])
    return Answer(DocumentsListed({"documents": page.rows, "next": page.following}).data)


@read_endpoint(bytes)
@guarded("download_document", Document, DOCUMENT)
def download_document(
    request: GuardedRequest, document: Document, allowed: frozenset[str]
) -> FileResponse:
    """The file itself. Whether it was scanned is what the list of documents says."""
    file = store.open_for_reader(document.stored_as)
    request.visit.discloses(document.sha256)
    return FileResponse(
        file,
        as_attachment=True,
        filename=file_types.download_name(document.title),
        content_type=file_types.FILE_TYPES[document.kind].media_type,
    )
