"""The exports of figures that a person has asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from people.access.scopes import Scope
from pilots.models import Export, ExportStatus
from pilots.permissions import SITE
from pilots.queries.places import reporting_places

MAX_LISTED_EXPORTS = 10


@dataclass(frozen=True)
class ExportRow:
    """One export and its progress. is_lost: the reader may no longer read all that is in it."""

    pk: UUID
    asked_at: datetime
    status: str
    is_waiting: bool
    can_be_fetched: bool
    is_lost: bool
    parts: int
    made_parts: int


def may_read_places(told_of: Iterable[str], scope: Scope) -> bool:
    """Whether a person may still read figures of all these places."""
    reads = "fetch_export" in SITE.allowed_verbs(scope)
    return reads and set(told_of) <= {place.key for place in reporting_places(scope)}


def exports_of_person(scope: Scope) -> list[ExportRow]:
    """The newest exports of a person. One query more than reporting_places()."""
    rows = Export.objects.filter(by=scope.user_id).order_by("-asked_at", "pk")
    own = {place.key for place in reporting_places(scope)}
    return [_export_row(row, own) for row in rows.defer("content")[:MAX_LISTED_EXPORTS]]


def _export_row(row: Export, own: set[str]) -> ExportRow:
    is_made, reads = row.status == ExportStatus.MADE, set(row.places) <= own
    return ExportRow(
        row.pk, row.asked_at, row.get_status_display(), row.status == ExportStatus.WAITING,
        is_made and reads, is_made and not reads, row.parts, row.made_parts,
    )  # fmt: skip


def export_to_fetch(pk: UUID, scope: Scope) -> Export | None:
    """A person's own finished export that they may still read; None where there is none."""
    row = Export.objects.filter(pk=pk, by=scope.user_id, status=ExportStatus.MADE).first()
    return row if row and may_read_places(row.places, scope) else None


def count_failed_exports() -> int:
    """How many exports failed after every retry. One query."""
    return Export.objects.filter(status=ExportStatus.STOPPED).count()
