"""
Remove the rows and files of cases whose destruction two people approved (ADR 106).

Only the owner's role may delete such rows, so an operator's command does it. The keys were
destroyed at the approval; they are destroyed again first, so that an interruption in between leaves
none.
"""

import logging
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from cases.case_keys import CASE_KEYS
from cases.documents.store import remove_file
from cases.models import Case, DestroyedCase, Document, Upload
from cases.retention.actions.retention import keys_of_case
from cases.retention.queries.rows_of_case import TableOfCase, tables_of_case
from people.access import audit_log
from people.models import Operation

log = logging.getLogger(__name__)
# Without it the triggers of append-only tables refuse (cases/sql/retention.sql).
BEING_REMOVED_SQL = "SELECT set_config('rasso.destroyed_case', %s, true)"
AS_OWNER_SQL = "SELECT set_config('role', 'none', true)"  # the role that the session signed in with
# What refers to a row of a case by its id alone.
BY_ID_SQL = {
    "timeliness_delivery": """
        DELETE FROM timeliness_delivery WHERE about = ANY (%(ids)s) OR reminder_id IN (
            SELECT id FROM timeliness_reminder WHERE clock_id = ANY (%(clocks)s)
        )
    """,
    "timeliness_reminder": "DELETE FROM timeliness_reminder WHERE clock_id = ANY (%(clocks)s)",
    "timeliness_clock": "DELETE FROM timeliness_clock WHERE id = ANY (%(clocks)s)",
    "people_draft": "DELETE FROM people_draft WHERE split_part(key, ':', 2) = ANY (%(texts)s)",
}


def remove_destroyed_cases(*, at: datetime) -> tuple[int, int]:
    """
    Remove what is left of every case that is to be destroyed.

    Returns how many were removed, and how many could not be: one does not keep the others.
    """
    waiting = DestroyedCase.objects.filter(removed_at=None).order_by("approved_at", "pk")
    removed = failed = 0
    for case_id in list(waiting.values_list("pk", flat=True)):
        try:
            remove_destroyed_case(case_id, at=at)
            removed += 1
        except DatabaseError:
            log.exception("The destroyed case %s could not be removed", case_id)
            failed += 1
    return removed, failed


@transaction.atomic
def remove_destroyed_case(case_id: UUID, *, at: datetime) -> None:
    """
    Remove the rows of one case, in every app, and its files; then complete its certificate.

    Files go after the commit: one that is left by an interruption is an orphan, which clear_orphans
    removes, and cannot be opened. Does nothing where it was removed meanwhile.
    """
    certificate = DestroyedCase.objects.select_for_update(no_key=True).get(pk=case_id)
    if certificate.removed_at is not None:
        return
    with connection.cursor() as cursor:
        cursor.execute(AS_OWNER_SQL)
        cursor.execute("SELECT FROM cases_case WHERE id = %s FOR UPDATE", [case_id])
    for folder, of in keys_of_case(case_id):
        folder.destroy(of)
    files = _stored_files(case_id)
    with connection.cursor() as cursor:
        cursor.execute(BEING_REMOVED_SQL, [str(case_id)])
        removed = _remove_rows(cursor, case_id)
        cursor.execute(BEING_REMOVED_SQL, [""])
    certificate.removed, certificate.files, certificate.removed_at = removed, len(files), at
    certificate.keys_destroyed_at = certificate.keys_destroyed_at or at
    certificate.save(update_fields=["removed", "files", "removed_at", "keys_destroyed_at"])
    audit_log.record_entry(
        operation=Operation.ERASURE, verb="remove_destroyed_case", by=None,
        kind=DestroyedCase._meta.label, ids=[case_id], case_id=case_id, at=at,
    )  # fmt: skip
    for name in files:
        transaction.on_commit(partial(remove_file, name))


def restored_although_destroyed() -> QuerySet[Case]:
    """Cases that are here although their key was destroyed, and no certificate says why."""
    cases = Case.objects.unscoped("cases that a restore brought back")
    certified = DestroyedCase.objects.values("pk")
    return cases.filter(pk__in=CASE_KEYS.destroyed()).exclude(pk__in=certified).order_by("pk")


def _stored_files(case_id: UUID) -> list[UUID]:
    why = "files of a destroyed case"
    documents = Document.objects.unscoped(why).filter(case=case_id)
    uploads = Upload.objects.unscoped(why).filter(case=case_id)
    names = [*documents.values_list("stored_as", flat=True)]
    names += [name for name in uploads.values_list("stored_as", flat=True) if name]
    return sorted(set(names))


def _remove_rows(cursor: CursorWrapper, case_id: UUID) -> dict[str, int]:
    """
    Remove all that is found by the case, or by the id of one of its rows.

    Returns {table: rows removed} of the tables that are counted.
    """
    ids, clocks = {case_id}, set[UUID]()
    removed: dict[str, int] = {}
    for table in tables_of_case():
        for key, *refers in _removed_from(cursor, table, case_id):
            if table.is_counted:
                removed[table.name] = removed.get(table.name, 0) + 1
            ids |= {key} - {None}
            clocks |= set(refers) - {None}
    cursor.execute("SELECT id FROM timeliness_clock WHERE about = ANY (%s)", [list(ids)])
    clocks |= {pk for (pk,) in cursor.fetchall()}
    found: dict[str, Any] = {
        "ids": list(ids),
        "clocks": list(clocks),
        "texts": [str(pk) for pk in ids],
    }
    for name, text in BY_ID_SQL.items():
        cursor.execute(text, found)
        if cursor.rowcount:
            removed[name] = cursor.rowcount
    return removed


def _removed_from(cursor: CursorWrapper, table: TableOfCase, case_id: UUID) -> list[Any]:
    """Remove the rows of a case from a table. Returns (key or None, clocks...) of each."""
    columns = ", ".join([table.key or "NULL::uuid", *table.clocks])
    cursor.execute(
        f"DELETE FROM {table.name} WHERE {table.where} RETURNING {columns}",  # noqa: S608 - names
        {"case": case_id},
    )
    rows: list[Any] = cursor.fetchall()
    return rows
