"""Seal the files that were stored before the service sealed any."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.documents import store
from cases.documents.actions.keys_to_seal import key_to_seal_with
from cases.models import Case, Document, Upload
from people.access import audit_log
from people.access.key_folder import KeyUnavailable
from people.access.row_security import acting, for_purpose

CHUNK_BYTES = 64 * 1024
MODELS = (Document, Upload)


class WrongFile(Exception):
    """The file is not what its rows say was sent."""


def seal_files(*, at: datetime) -> tuple[int, list[UUID]]:
    """
    Seal each file that is not, one transaction a file, so that it may be ended at any time.

    Returns how many were sealed, and the names of files that cannot be read, are not what was sent,
    or whose case has lost its key: they stay as they are. Raises OSError where none can be written.
    """
    sealed, wrong = 0, []
    for case, name in _unsealed_files():
        try:
            sealed += _seal_file(case, name, at)
        except (FileNotFoundError, WrongFile, KeyUnavailable):
            wrong.append(name)
    return sealed, wrong


@for_purpose("which files are not sealed")
def _unsealed_files() -> list[tuple[UUID, UUID]]:
    """(case, name) of stored files that are not sealed; an upload and its document have one."""
    found = set()
    for model in MODELS:
        rows = model.objects.unscoped("which files are not sealed").filter(is_sealed=False)
        found |= {(case, name) for case, name in rows.values_list("case", "stored_as") if name}
    return sorted(found)


def _seal_file(case: UUID, name: UUID, at: datetime) -> bool:
    """
    Write the file sealed under another name and let its rows name that; False if it was done.

    The case is locked, so that no upload of it becomes a document meanwhile. The file as it was
    goes once the rows have committed.
    """
    with transaction.atomic(durable=True), store.remove_files_on_failure(), acting("seal a file"):
        Case.objects.unscoped("seal a file").select_for_update(no_key=True).get(pk=case)
        rows = list(_rows_of_file(name))
        if not rows:  # sealed meanwhile
            return False
        with store.open_stored(rows[0]) as file:
            chunks = iter(lambda: file.read(CHUNK_BYTES), b"")
            made = store.store_file(chunks, key_to_seal_with(case))
        if (made.size, made.sha256) != (rows[0].size, rows[0].sha256):
            raise WrongFile
        for row in rows:
            type(row).objects.unscoped("seal a file").filter(pk=row.pk).update(
                stored_as=made.name, is_sealed=made.is_sealed
            )
            audit_log.record_entry(
                operation="alteration", verb="seal_file", by=None, kind=row._meta.label,
                ids=[row.pk, name, made.name], case_id=case, at=at,
            )  # fmt: skip
    store.remove_file(name)
    return True


def _rows_of_file(name: UUID) -> Iterator[Document | Upload]:
    for model in MODELS:
        rows = model.objects.unscoped("seal a file").filter(stored_as=name, is_sealed=False)
        yield from rows
