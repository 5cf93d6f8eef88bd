"""What became of the files that one's own side sent to a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.models import Case, Upload, UploadStatus
from cases.queries.documents import mg_form_label
from people.access.scopes import Scope
from people.web.pagination import NewestFirstCursor, newest_first_page

PAGE_SIZE = 25
UPLOAD_COLOURS: dict[str, str] = {
    UploadStatus.WAITING: "yellow",
    UploadStatus.KEPT: "green",
    UploadStatus.REFUSED: "red",
    UploadStatus.HELD: "red",
    UploadStatus.INFECTED: "red",
}


@dataclass(frozen=True)
class UploadRow:
    """One file that was sent."""

    title: str
    form: str
    code: str  # of what it is, so that it can be sent again as the same
    by: str
    at: datetime
    status: str
    colour: str
    why: str
    document: UUID | None
    is_added: bool
    is_waiting: bool


@dataclass(frozen=True)
class UploadsPage:
    """Some files, the last sent first, and the key of the page of older ones; empty at the end."""

    lines: list
    older: str


def uploads_sent_together(sending: Any, scope: Scope) -> list[UploadRow]:
    """The files that the reader sent together. One query."""
    rows = Upload.objects.for_scope(scope).filter(sending=sending, by=scope.user_id)
    return _upload_rows(rows.select_related("by").order_by("title", "pk"))


def count_uploads_waiting(case: Case, scope: Scope) -> int:
    """How many files that one's own side sent to a case wait for the scanner. One query."""
    rows = Upload.objects.for_scope(scope).filter(case=case)
    return rows.filter(status=UploadStatus.WAITING).count()


def uploads_page(case: Case, scope: Scope, *, before: str = "") -> UploadsPage:
    """A page of what one's own side sent to a case. One query."""
    rows = Upload.objects.for_scope(scope).filter(case=case).select_related("by")
    shown, following = newest_first_page(rows, NewestFirstCursor.parse(before), PAGE_SIZE)
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
