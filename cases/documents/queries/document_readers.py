"""Who opened a document, as its readers may know it."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Document
from people.access import audit_queries
from people.access.scopes import Scope


@dataclass(frozen=True)
class DocumentReader:
    """A person who opened a document."""

    name: str
    agency: str
    first_at: datetime
    last_at: datetime
    copies: int  # downloads


@dataclass(frozen=True)
class DocumentReaders:
    """Readers of a document on the caller's side; for the other side only the first time."""

    own_side: list[DocumentReader]
    other_side_since: datetime | None


def document_readers(document: Document, scope: Scope) -> DocumentReaders:
    """Who opened one version of a document. One query of the audit log."""
    found = audit_queries.readers_of_row(
        document.pk, case_id=document.case_id, seen=("see_document", "read_document"),
        taken="download_document",
    )  # fmt: skip
    ours = [
        DocumentReader(name, agency, first, last, copies)
        for name, agency, side, first, last, copies in found
        if side == scope.side
    ]
    theirs = [first for _name, _agency, side, first, *_rest in found if side != scope.side]
    return DocumentReaders(ours, min(theirs, default=None))
