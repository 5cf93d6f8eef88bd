"""The exports that a person has asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from people.access.encryption import decrypt_bytes
from people.access.scopes import Scope
from pilots.models import Export, ExportStatus
from pilots.queries.export_kinds import export_title, may_take, readable_places

MAX_LISTED_EXPORTS = 10


@dataclass(frozen=True)
class ExportRow:
    """One export and its progress. is_lost: the reader may no longer read all that is in it."""

    pk: UUID
    title: str
    asked_at: datetime
    reason: str
    status: str
    is_waiting: bool
    can_be_fetched: bool
    is_lost: bool
    until: datetime | None  # when the file is destroyed
    parts: int
    made_parts: int


def sealed_for(pk: UUID) -> tuple[str, UUID]:
    """What the encrypted file of an export is bound to."""
    return "export", pk


def exports_of_person(scope: Scope) -> list[ExportRow]:
    """The newest exports of a person."""
    rows = Export.objects.filter(by=scope.user_id).order_by("-asked_at", "pk")
    found = list(rows.defer("content")[:MAX_LISTED_EXPORTS])
    readable = {kind: readable_places(kind, scope) for kind in {row.kind for row in found}}
    return [_export_row(row, readable[row.kind], at=scope.at) for row in found]


def _export_row(row: Export, readable: set[str] | None, *, at: datetime) -> ExportRow:
    is_kept = row.status == ExportStatus.MADE and _until(row) > at
    reads = is_kept and readable is not None and set(row.places) <= readable
    is_over = row.status == ExportStatus.MADE and not is_kept
    status = ExportStatus.DESTROYED.label if is_over else row.get_status_display()
    return ExportRow(
        pk=row.pk, title=export_title(row.kind, row.asked), asked_at=row.asked_at,
        reason=row.reason, status=str(status), is_waiting=row.status == ExportStatus.WAITING,
        can_be_fetched=reads, is_lost=is_kept and not reads,
        until=_until(row) if is_kept else None, parts=row.parts, made_parts=row.made_parts,
    )  # fmt: skip


def _until(row: Export) -> datetime:
    assert row.made_at is not None  # a file that is made has its moment
    return row.made_at + timedelta(hours=settings.EXPORT_HOURS)


def export_to_fetch(pk: UUID, scope: Scope) -> Export | None:
    """A person's own finished export that they may still read; None where there is none."""
    since = scope.at - timedelta(hours=settings.EXPORT_HOURS)
    is_kept = Q(status=ExportStatus.MADE, made_at__gt=since)
    row = Export.objects.filter(is_kept, pk=pk, by=scope.user_id).first()
    return row if row and may_take(row.kind, row.places, scope) else None


def content_of_export(export: Export) -> bytes | None:
    """The file of an export; None if no key of ours opens it, or it belongs to another one."""
    sealed = export.content or b""
    return decrypt_bytes(sealed, keys=settings.DRAFT_KEYS, belongs_to=sealed_for(export.pk))


def count_failed_exports() -> int:
    """How many exports failed after every retry. One query."""
    return Export.objects.filter(status=ExportStatus.STOPPED).count()
