"""Uploaded files of the reader's side and their outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from cases.documents.queries.documents import mg_form_label
from cases.models import Case, Upload, UploadStatus
from people.access.scopes import Scope
from people.web.pagination import newest_first_page

UPLOAD_COLOURS: dict[str, str] = {
    UploadStatus.WAITING: "yellow",
    UploadStatus.KEPT: "green",
    UploadStatus.REFUSED: "red",
    UploadStatus.HELD: "red",
    UploadStatus.INFECTED: "red",
}


@dataclass(frozen=True)
class UploadRow:
    """One uploaded file."""

    title: str
    form: str | Promise
    code: str  # document type, to upload it again as the same
    by: str
    at: datetime
    status: str | Promise
    colour: str
    why: str
    document: UUID | None
    is_added: bool
    is_waiting: bool


@dataclass(frozen=True)
class UploadsPage:
    """A page of uploads, newest first; `older` is the cursor of the next page, "" at the end."""

    lines: list[UploadRow]
    older: str


def uploads_sent_together(sending: Any, scope: Scope) -> list[UploadRow]:
    """The files that the caller uploaded together. One query."""
    rows = Upload.objects.for_scope(scope).filter(sending=sending, by=scope.user_id)
    found = sorted(rows.select_related("by").order_by("pk"), key=lambda each: each.title)
    return _upload_rows(found)


def count_uploads_waiting(case: Case, scope: Scope) -> int:
    """Number of the side's uploads to a case that wait for the virus scan. One query."""
    rows = Upload.objects.for_scope(scope).filter(case=case)
    return rows.filter(status=UploadStatus.WAITING).count()


def uploads_page(case: Case, scope: Scope, *, before: str = "") -> UploadsPage:
    """A page of the side's uploads to a case. One query."""
    rows = Upload.objects.for_scope(scope).filter(case=case).select_related("by")
    shown, following = newest_first_page(rows, before)
    return UploadsPage(_upload_rows(shown), following)


def _upload_rows(rows: Iterable[Upload]) -> list[UploadRow]:
    return [
        UploadRow(
            title=row.title, form=mg_form_label(row.form), code=row.form, by=row.by.name, at=row.at,
            status=UploadStatus(row.status).label, colour=UPLOAD_COLOURS[row.status], why=row.why,
            document=row.document_id, is_added=row.status == UploadStatus.KEPT,
            is_waiting=row.status == UploadStatus.WAITING,
        )
        for row in rows
    ]  # fmt: skip
