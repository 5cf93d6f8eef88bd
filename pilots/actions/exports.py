"""
Exports: what a person takes away as a file, made by the worker and kept for a day (ADR 90).

PostgreSQL is the queue. A lease commits before the file is begun, so that a worker that dies loses
nothing and two do not make the same file. The reader's rights are checked when it is asked for, at
the start, at the end and at the download.
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import override

from cases.quality_reports.queries.export_header import FileMark
from people.access import audit_log
from people.access.encryption import encrypt_bytes
from people.access.file_marks import person_named
from people.access.permission_tables import Refused
from people.access.reading_limits import HOUR, check_limits
from people.access.scopes import Scope, scope_of
from people.administration.actions.open_admin_action import log_admin_action as record
from people.models import Operation, ReadingLimit
from pilots.models import Export, ExportStatus
from pilots.permissions import SITE
from pilots.queries.export_kinds import KINDS, Asked, DrawnFile, may_take, places_asked
from pilots.queries.exports import CLOCKS_APART, sealed_for
from timeliness.actions.leases import take_lease
from timeliness.leases import wait_over_filter

log = logging.getLogger(__name__)
PROGRESS_EVERY_TABLES = 20  # tables after which the progress is recorded


@transaction.atomic
def ask_export(*, by: Scope, at: datetime, kind: str, asked: Asked, reason: str) -> Export:
    """
    Queue an export, or return the same one in progress.

    Raises Refused without the right, and LimitReached above EXPORTS_AN_HOUR under all accounts.
    """
    SITE.check(by, KINDS[kind].verb)
    facts = {"by_id": by.user_id, "kind": kind, "asked": dict(asked)}
    same = Export.objects.filter(**facts, status=ExportStatus.WAITING).first()
    if same is not None:
        return same

    def count() -> dict[ReadingLimit, tuple[int, int]]:
        within = Q(asked_at__gt=at - HOUR, asked_at__lte=at + CLOCKS_APART)
        rows = Export.objects.filter(within, by__in=by.accounts)
        had = rows.count()
        return {ReadingLimit.EXPORTS: (had, had + 1)}

    check_limits(by, count)
    export, is_new = Export.objects.get_or_create(
        **facts, status=ExportStatus.WAITING, defaults={"asked_at": at, "reason": reason}
    )
    if is_new:
        record("ask_export", export, by=by, at=at, operation=Operation.COLLECTION)
    return export


def make_next_export(*, at: datetime) -> bool:
    """
    Make the export that has waited longest; False where none waits.

    What refuses to make it closes it, and is told to whoever asked. After an error it is begun
    again, EXPORT_TRIES times at most.
    """
    export = _lease_next_export(at)
    if export is None:
        return False
    scope = scope_of(export.by, at=at)
    if export.tries > settings.EXPORT_TRIES:
        _close_export(export, ExportStatus.STOPPED, scope, at=at)
        log.error("Export %s has failed %s times", export.pk, settings.EXPORT_TRIES)
        return True
    try:
        _make_export(export, scope, at=at)
    except Refused as refusal:
        log.error("Export %s was refused: %s", export.pk, refusal.reason)
        _close_export(export, ExportStatus.REFUSED, scope, at=at, refusal=refusal.reason)
    except Exception:
        again = at + timedelta(seconds=settings.EXPORT_AGAIN_SECONDS)
        _leased_export(export).update(leased_until=again)
        raise
    return True


def _make_export(export: Export, scope: Scope, *, at: datetime) -> None:
    if may_take(export.kind, places_asked(export.kind, export.asked), scope):
        _store_file(export, _draw_file(export, scope), at=at)
    else:
        _close_export(export, ExportStatus.LOST, scope, at=at)


def _lease_next_export(at: datetime) -> Export | None:
    longest = settings.EXPORT_LEASE_SECONDS
    is_free = Q(leased_until=None) | wait_over_filter("leased_until", at=at, longest=longest)
    return take_lease(
        Export.objects.filter(is_free, status=ExportStatus.WAITING).select_related("by__agency"),
        "leased_until", at=at, first_by=("asked_at",), seconds=settings.EXPORT_LEASE_SECONDS,
        change=lambda export: {"tries": export.tries + 1},
    )  # fmt: skip


def _draw_file(export: Export, scope: Scope) -> DrawnFile:
    """The file. Records its progress."""

    def progress(made: int, parts: int) -> None:
        if made % PROGRESS_EVERY_TABLES == 0:
            _leased_export(export).update(parts=parts, made_parts=made)

    mark = FileMark(scope, person_named(export.by), export.pk)
    return KINDS[export.kind].draw(export.asked, mark, progress)


@transaction.atomic
def _store_file(export: Export, file: DrawnFile, *, at: datetime) -> None:
    """Store the file, unless another worker has begun it since or the access was lost."""
    mine = _leased_export(export).select_for_update().first()
    if mine is None:
        return
    scope = scope_of(export.by, at=at)
    if not may_take(export.kind, file.places, scope):
        _close_export(export, ExportStatus.LOST, scope, at=at)
    elif file.rows > settings.EXPORT_MOST_ROWS:
        _close_export(export, ExportStatus.TOO_LONG, scope, at=at)
    else:
        _keep_file(export, file, scope, parts=mine.parts, at=at)


def _keep_file(export: Export, file: DrawnFile, scope: Scope, *, parts: int, at: datetime) -> None:
    """Encrypt the file into its row, and log that it was made and for whom."""
    digest = sha256(file.content).hexdigest()
    sealed = encrypt_bytes(file.content, keys=settings.DRAFT_KEYS, belongs_to=sealed_for(export.pk))
    _leased_export(export).update(
        status=ExportStatus.MADE, content=sealed, sha256=digest, places=file.places,
        made_parts=parts, made_at=at, leased_until=None,
    )  # fmt: skip
    audit_log.record_entry(
        operation=Operation.COLLECTION, verb="make_export", by=scope,
        capacities=scope.all_capacities, kind=Export._meta.label, ids=[export.pk], content=digest,
        at=at,
    )  # fmt: skip


def _leased_export(export: Export) -> QuerySet[Export]:
    """The row, as long as no other worker has leased it since."""
    return Export.objects.filter(pk=export.pk, status=ExportStatus.WAITING, tries=export.tries)


@transaction.atomic
def _close_export(
    export: Export, status: ExportStatus, scope: Scope, *, at: datetime, refusal: str | Promise = ""
) -> None:
    """End it without a file, and log why. refusal: what whoever asked is told besides."""
    with override(settings.LANGUAGE_CODE):
        told = str(refusal)[:300]
    closed = _leased_export(export).update(
        status=status, leased_until=None, ended_at=at, refusal=told
    )
    if closed:
        audit_log.record_entry(
            operation=Operation.COLLECTION, verb="make_export", by=scope,
            kind=Export._meta.label, ids=[export.pk], refused=refusal or status.label, at=at,
        )  # fmt: skip


@transaction.atomic
def destroy_expired_exports(*, at: datetime, looked_at: datetime | None = None) -> None:
    """
    Destroy the files whose time for download is over; what was asked, by whom and why stays.

    looked_at: the earlier moment by which their time was over, so that a clock that is ahead
    destroys nothing. Files made by a clock that is ahead are destroyed too.
    """
    over = (looked_at or at) - timedelta(hours=settings.EXPORT_HOURS)
    is_over = Q(made_at__lte=over) | Q(made_at__gt=at + CLOCKS_APART)
    rows = Export.objects.filter(is_over, status=ExportStatus.MADE)
    ids = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not ids:
        return
    Export.objects.filter(pk__in=ids).update(status=ExportStatus.DESTROYED, content=None)
    audit_log.record_entry(
        operation=Operation.ERASURE, verb="destroy_export", by=None, kind=Export._meta.label,
        ids=ids, at=at,
    )  # fmt: skip
