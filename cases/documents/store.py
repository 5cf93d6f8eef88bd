"""
Document store: files under random names, outside every served folder, private to our account.

A file is on disk before its row commits, so no row is ever without its file; a crash leaves at most
a file without a row, which cases.documents.actions.documents.clear_orphans removes.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Unreadable

UNREADABLE = _("This file cannot be read now. Try again later, or contact your IT service desk.")
FILES_PUT: ContextVar[list[UUID] | None] = ContextVar(
    "the files put by the action that is running", default=None
)


class StoredFile(NamedTuple):
    """A stored file: name, size and hash."""

    name: UUID
    size: int
    sha256: str


@contextmanager
def remove_files_on_failure() -> Iterator[None]:
    """
    Remove the files stored within the block if it raises, because their rows then do not commit.

    A failure at the commit itself leaves the files: whether the rows exist is then in doubt, and a
    file without a row is better than a row without its file.
    """
    names: list[UUID] = []
    token = FILES_PUT.set(names)
    try:
        yield
    except BaseException:
        for name in names:
            remove_file(name)
        raise
    finally:
        FILES_PUT.reset(token)


def store_file(chunks: Iterable[bytes]) -> StoredFile:
    """
    Write chunks of bytes to disk, with fsync, and return what was stored.

    A partly written file is removed.
    """
    stored_as = uuid4()
    names = FILES_PUT.get()
    if names is not None:
        names.append(stored_as)
    try:
        return _write_file(chunks, stored_as)
    except BaseException:
        remove_file(stored_as)
        raise


def _write_file(chunks: Iterable[bytes], stored_as: UUID) -> StoredFile:
    hashed, size, path = hashlib.sha256(), 0, stored_file_path(stored_as)
    _make_folders(path.parent)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
            hashed.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    _fsync_folder(path.parent)
    return StoredFile(stored_as, size, hashed.hexdigest())


def open_stored(name: UUID) -> BufferedReader:
    """The file under a name, open for reading."""
    return stored_file_path(name).open("rb")


def open_for_reader(name: UUID) -> BufferedReader:
    """Open a stored file for a permitted reader. Raises Unreadable if the disk fails."""
    try:
        return open_stored(name)
    except OSError as error:
        raise Unreadable(UNREADABLE) from error


def remove_file(name: UUID) -> None:
    """Remove a file if it exists."""
    stored_file_path(name).unlink(missing_ok=True)


def file_names_stored_before(moment: datetime) -> Iterator[UUID]:
    """Names of the files last written before a moment."""
    for path in Path(settings.DOCUMENT_ROOT).glob("??/*"):
        if path.stat().st_mtime < moment.timestamp():
            yield UUID(path.name)


def stored_file_path(name: UUID) -> Path:
    """Path of a file, in one of 256 folders, so that none grows too long to list."""
    return Path(settings.DOCUMENT_ROOT) / str(name)[:2] / str(name)


def _make_folders(folder: Path) -> None:
    """Create the folder and its parent, private to our account."""
    for each in (folder.parent, folder):
        if not each.is_dir():
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            _fsync_folder(each.parent)


def _fsync_folder(folder: Path) -> None:
    """Flush a folder's own list of names to disk."""
    listing = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(listing)
    finally:
        os.close(listing)
