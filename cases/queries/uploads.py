"""What became of the files that one's own side sent to a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.models import Case, Upload, UploadStatus
from cases.queries.before import Before, older
from cases.queries.documents import form_label
from people.access import Scope

PAGE_SIZE = 25
COLOUR: dict[str, str] = {
    UploadStatus.WAITING: "yellow",
    UploadStatus.KEPT: "green",
    UploadStatus.REFUSED: "red",
    UploadStatus.HELD: "red",
    UploadStatus.INFECTED: "red",
}


@dataclass(frozen=True)
class Line:
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
class Page:
    """Some files, the last sent first, and the key of the page of older ones; empty at the end."""

    lines: list
    older: str


def of_sending(sending: Any, scope: Scope) -> list[Line]:
    """The files that the reader sent together. One query."""
    rows = Upload.objects.for_scope(scope).filter(sending=sending, by=scope.user_id)
    return _lines(rows.select_related("by").order_by("title", "pk"))


def waiting(case: Case, scope: Scope) -> int:
    """How many files that one's own side sent to a case wait for the scanner. One query."""
    rows = Upload.objects.for_scope(scope).filter(case=case)
    return rows.filter(status=UploadStatus.WAITING).count()


def page(case: Case, scope: Scope, *, before: str = "") -> Page:
    """A page of what one's own side sent to a case. One query."""
    rows = Upload.objects.for_scope(scope).filter(case=case).select_related("by")
    shown, following = older(rows, Before.parse(before), PAGE_SIZE)
    return Page(_lines(shown), following)


def _lines(rows: Iterable[Upload]) -> list[Line]:
    return [
        Line(
            title=row.title, form=form_label(row.form), code=row.form, by=row.by.name, at=row.at,
            status=UploadStatus(row.status).label, colour=COLOUR[row.status], why=row.why,
            document=row.document_id, is_added=row.status == UploadStatus.KEPT,
            is_waiting=row.status == UploadStatus.WAITING,
        )
        for row in rows
    ]  # fmt: skip
