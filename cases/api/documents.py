"""Documents: listed, sent, fetched; and what became of what was sent."""

from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.http import FileResponse
from rest_framework import serializers as s

from cases import files, store
from cases.actions import documents as actions
from cases.api.base import done
from cases.forms import documents as forms
from cases.models import Case, Document, Upload
from cases.permissions import CASE, DOCUMENT
from people.api.acts import filled
from people.api.answers import Answer
from people.api.doors import acts, reads
from people.api.paging import AFTER, key_of, page_of
from people.guards import guarded, scope_for
from people.models import Side
from people.visits import Request


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


@acts(partial(forms.SendDocuments, side=Side.POLICE), creates=True, files=True)
@guarded("add_document", Case, CASE)
def add_document(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """
    Send files that are all the same kind of paper. Each is added, or waits for the virus scan, or
    is refused by itself: ask what became of it.
    """
    form = filled(request, forms.SendDocuments, side=scope_for(request).side)
    if form.is_valid():
        told = form.cleaned_data
        mg_form = told.pop("mg_form")
        told["documents"] = [(file, mg_form) for file in told["documents"]]
        told["kept_because"] = told.get("kept_because") or ""
        told.pop("only_police", None)
    return done(request, form, _send, more={"sending": form.form_key}, case=case)


class Sending(NamedTuple):
    """What was sent together, by which it is found again."""

    pk: UUID
    version: None = None


def _send(*, sending: UUID, **asked: Any) -> Sending:
    actions.add_documents(sending=sending, **asked)
    return Sending(sending)


@reads(
    UploadsListed,
    asks={"sending": "The id that sending them was answered with."} | AFTER,
)
@guarded("see_uploads", Case, CASE)
def see_uploads(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """What one's own side sent to a case, and what became of each file."""
    rows = Upload.objects.for_scope(scope_for(request)).filter(case=case)
    if sending := request.GET.get("sending", ""):
        rows = rows.filter(sending=key_of(sending))
    page = page_of(request, rows.order_by("pk"))
    return Answer(UploadsListed({"uploads": page.rows, "next": page.following}).data)


@reads(DocumentsListed, asks=AFTER)
@guarded("see_documents", Case, CASE)
def see_documents(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """The documents of a case, each in its newest version."""
    rows = Document.objects.for_scope(scope_for(request)).filter(case=case, is_current=True)
    page = page_of(request, rows.order_by("pk"))
    request.visit.shows(Document, [row.pk for row in page.rows])
    return Answer(DocumentsListed({"documents": page.rows, "next": page.following}).data)


@reads(bytes)
@guarded("download_document", Document, DOCUMENT)
def download_document(
    request: Request, document: Document, allowed: frozenset[str]
) -> FileResponse:
    """The file itself. Whether it was scanned is what the list of documents says."""
    file = store.open_for_reader(document.stored_as)
    request.visit.discloses(document.sha256)
    return FileResponse(
        file,
        as_attachment=True,
        filename=files.download_name(document.title),
        content_type=files.KINDS[document.kind].media_type,
    )
