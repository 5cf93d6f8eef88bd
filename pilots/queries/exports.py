"""The exports that a person has asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext

from people.access.encryption import decrypt_bytes
from people.access.scopes import Scope
from pilots.models import Export, ExportStatus
from pilots.queries.export_kinds import export_title, may_take, readable_places

MAX_LISTED_EXPORTS = 10  # of those that are over
# Machines' clocks are apart by less. A file made later from now was made by a clock that was ahead,
# which would keep it for longer than its time: it is over.
CLOCKS_APART = timedelta(minutes=5)
FAILURES_SHOWN_FOR = timedelta(days=1)


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


def kept_filter(at: datetime) -> Q:
    """Condition: the file is there, and its time for download is not over."""
    since = at - timedelta(hours=settings.EXPORT_HOURS)
    return Q(status=ExportStatus.MADE, made_at__gt=since, made_at__lte=at + CLOCKS_APART)


def exports_of_person(scope: Scope) -> list[ExportRow]:
    """All exports of a person that wait or can be fetched, then the newest of the others."""
    rows = Export.objects.filter(by=scope.user_id).order_by("-asked_at", "pk").defer("content")
    are_open = Q(status=ExportStatus.WAITING) | kept_filter(scope.at)
    kept = list(rows.filter(are_open))
    over = rows.exclude(pk__in=[row.pk for row in kept])[:MAX_LISTED_EXPORTS]
    found = [*((row, True) for row in kept), *((row, False) for row in over)]
    readable = {kind: readable_places(kind, scope) for kind in {row.kind for row, _open in found}}
    return [_export_row(row, readable[row.kind], is_open=is_open) for row, is_open in found]


def _export_row(row: Export, readable: set[str] | None, *, is_open: bool) -> ExportRow:
    is_kept = row.status == ExportStatus.MADE and is_open
    reads = is_kept and readable is not None and set(row.places) <= readable
    return ExportRow(
        pk=row.pk, title=export_title(row.kind, row.asked), asked_at=row.asked_at,
        reason=row.reason, status=". ".join(_status_texts(row, is_open=is_open)),
        is_waiting=row.status == ExportStatus.WAITING,
        can_be_fetched=reads, is_lost=is_kept and not reads,
        until=_until(row) if is_kept else None, parts=row.parts, made_parts=row.made_parts,
    )  # fmt: skip


def _status_texts(row: Export, *, is_open: bool) -> Iterator[str]:
    """The state of an export, and why none was made where that was refused."""
    is_over = row.status == ExportStatus.MADE and not is_open
    yield str(ExportStatus.DESTROYED.label if is_over else row.get_status_display())
    if row.refusal:
        yield gettext(row.refusal)


def _until(row: Export) -> datetime:
    assert row.made_at is not None  # a file that is made has its moment
    return row.made_at + timedelta(hours=settings.EXPORT_HOURS)


def export_to_fetch(pk: UUID, scope: Scope) -> Export | None:
    """A person's own finished export that they may still read; None where there is none."""
    row = Export.objects.filter(kept_filter(scope.at), pk=pk, by=scope.user_id).first()
    return row if row and may_take(row.kind, row.places, scope) else None


def content_of_export(export: Export) -> bytes | None:
    """The file of an export; None if no key of ours opens it, or it belongs to another one."""
    sealed = export.content or b""
    return decrypt_bytes(sealed, keys=settings.DRAFT_KEYS, belongs_to=sealed_for(export.pk))


def count_failed_exports(*, at: datetime) -> int:
    """How many exports of the last day could not be made, by no fault of who asked. One query."""
    failed = Q(status__in=[ExportStatus.STOPPED, ExportStatus.REFUSED])
    return Export.objects.filter(failed, ended_at__gt=at - FAILURES_SHOWN_FOR).count()
