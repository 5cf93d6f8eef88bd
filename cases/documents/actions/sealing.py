"""Seal the files that were stored before the service sealed any."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.documents import store
from cases.models import Document, Upload
from people.access import audit_log
from people.access.row_security import for_purpose

CHUNK_BYTES = 64 * 1024


@for_purpose("files are sealed")
def seal_files(*, at: datetime) -> tuple[int, list[UUID]]:
    """
    Seal each file that is not, one transaction a file, so that it may be ended at any time.

    Returns how many were sealed, and the names of files that are missing or not what was sent: they
    stay as they are.
    """
    sealed, wrong = 0, []
    for name in list(_unsealed_names()):
        if _seal_file(name, at):
            sealed += 1
        else:
            wrong.append(name)
    return sealed, wrong


def _unsealed_names() -> Iterator[UUID]:
    """Names of stored files that are not sealed; an upload and its document have one file."""
    names: set[UUID | None] = set()
    for model in (Document, Upload):
        rows = model.objects.unscoped("which files are not sealed").filter(is_sealed=False)
        names |= set(rows.values_list("stored_as", flat=True))
    yield from sorted(name for name in names if name)


def _seal_file(name: UUID, at: datetime) -> bool:
    """Write the file sealed under another name, for its rows to name that. False if it is wrong."""
    with transaction.atomic(), store.remove_files_on_failure():
        rows = [
            row
            for model in (Document, Upload)
            for row in model.objects.unscoped("seal a file").select_for_update().filter(
                stored_as=name, is_sealed=False
            )
        ]  # fmt: skip
        if not rows:  # sealed meanwhile
            return True
        try:
            with store.open_stored(rows[0]) as file:
                made = store.store_file(iter(lambda: file.read(CHUNK_BYTES), b""), rows[0].case_id)
        except FileNotFoundError:
            return False
        if (made.size, made.sha256) != (rows[0].size, rows[0].sha256):
            store.remove_file(made.name)
            return False
        for row in rows:
            row.stored_as, row.is_sealed = made.name, made.is_sealed
            type(row).objects.unscoped("seal a file").filter(pk=row.pk).update(
                stored_as=made.name, is_sealed=made.is_sealed
            )
        audit_log.record_entry(
            operation="alteration", verb="seal_file", by=None, kind=Document._meta.label,
            ids=[row.pk for row in rows], case_id=rows[0].case_id, at=at,
        )  # fmt: skip
    store.remove_file(name)
    return True
