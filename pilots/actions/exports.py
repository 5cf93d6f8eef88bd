"""
Export of all figures that a person may read, as a file made by the worker.

PostgreSQL is the queue. A lease commits before the file is begun, so that a worker that dies loses
nothing and two do not make the same file. The reader's access is checked at the start, at the end
and at the download.
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from people.access.scopes import Scope, scope_of
from people.administration.actions.open_admin_action import log_admin_action as record
from people.models import Operation
from pilots.models import Export, ExportStatus
from pilots.permissions import SITE
from pilots.queries.exports import may_read_places
from pilots.queries.workbooks import sheets_of_table, workbook_tables, write_workbook
from timeliness.actions.leases import take_lease
from timeliness.leases import wait_over_filter

log = logging.getLogger(__name__)
PROGRESS_EVERY_TABLES = 20  # tables after which the progress is recorded


@transaction.atomic
def ask_export(*, by: Scope, at: datetime) -> Export:
    """Queue an export, or return the one in progress."""
    SITE.check(by, "ask_export")
    export, is_new = Export.objects.get_or_create(
        by_id=by.user_id, status=ExportStatus.WAITING, defaults={"asked_at": at}
    )
    if is_new:
        record("ask_export", export, by=by, at=at, operation=Operation.COLLECTION)
    return export


def make_next_export(*, at: datetime) -> bool:
    """Make the export that has waited longest; False where none waits."""
    export = _lease_next_export(at)
    if export is None:
        return False
    if export.tries > settings.EXPORT_TRIES:
        _close_export(export, ExportStatus.STOPPED)
        log.error("Export %s has failed %s times", export.pk, settings.EXPORT_TRIES)
        return True
    scope = scope_of(export.by, at=at)
    if "ask_export" not in SITE.allowed_verbs(scope):
        _close_export(export, ExportStatus.LOST)
        return True
    _store_file(export, *_build_file(export, scope), at=at)
    return True


def _lease_next_export(at: datetime) -> Export | None:
    longest = settings.EXPORT_LEASE_SECONDS
    is_free = Q(leased_until=None) | wait_over_filter("leased_until", at=at, longest=longest)
    return take_lease(
        Export.objects.filter(is_free, status=ExportStatus.WAITING).select_related("by"),
        "leased_until", at=at, first_by=("asked_at",), seconds=settings.EXPORT_LEASE_SECONDS,
        change=lambda export: {"tries": export.tries + 1},
    )  # fmt: skip


def _build_file(export: Export, scope: Scope) -> tuple[bytes, list[str]]:
    """(the file, the places in it). Records its progress."""
    every, tables = workbook_tables(scope), []
    _leased_export(export).update(parts=len(every), made_parts=0)
    for n, part in enumerate(every, 1):
        tables += sheets_of_table(part, scope)
        if n % PROGRESS_EVERY_TABLES == 0:
            _leased_export(export).update(made_parts=n)
    return write_workbook(scope, tables), sorted({part.place.key for part in every})


@transaction.atomic
def _store_file(export: Export, content: bytes, told_of: list[str], *, at: datetime) -> None:
    """Store the file, unless another worker has begun it since or the access was lost."""
    mine = _leased_export(export).select_for_update().first()
    if mine is None:
        return
    if not may_read_places(told_of, scope_of(export.by, at=at)):
        _close_export(export, ExportStatus.LOST)
        return
    _leased_export(export).update(
        status=ExportStatus.MADE, content=content, sha256=sha256(content).hexdigest(),
        places=told_of, made_parts=mine.parts, made_at=at, leased_until=None,
    )  # fmt: skip


def _leased_export(export: Export) -> QuerySet[Export]:
    """The row, as long as no other worker has leased it since."""
    return Export.objects.filter(pk=export.pk, status=ExportStatus.WAITING, tries=export.tries)


def _close_export(export: Export, status: str) -> None:
    _leased_export(export).update(status=status, leased_until=None)


@transaction.atomic
def delete_expired_exports(*, at: datetime) -> None:
    """Delete files whose time for download is over."""
    Export.objects.filter(asked_at__lt=at - timedelta(days=settings.EXPORT_DAYS)).delete()
