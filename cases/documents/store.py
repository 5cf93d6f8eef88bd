"""
Document store: files under random names, outside every served folder, private to our account, and
sealed with the key of their case (sealed_files.py).

A file is on disk before its row commits, so no row is ever without its file; a crash leaves at most
a file without a row, which cases.documents.actions.documents.clear_orphans removes.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from cases.case_keys import CASE_KEYS
from cases.documents.sealed_files import BLOCK, BrokenSeal, open_sealed, seal_chunks
from people.access.key_folder import KeyUnavailable
from people.access.permission_tables import Unreadable
from people.models.nullable import not_null

log = logging.getLogger(__name__)
UNREADABLE = _("This file cannot be read now. Try again later, or contact your IT service desk.")
FILES_PUT: ContextVar[list[UUID] | None] = ContextVar(
    "the files put by the action that is running", default=None
)


class StoredFile(NamedTuple):
    """A stored file: its name, whether it is sealed, and the size and hash of its content."""

    name: UUID
    is_sealed: bool
    size: int
    sha256: str


class FileOfCase(Protocol):
    """A row with a stored file."""

    @property
    def case_id(self) -> UUID: ...

    @property
    def stored_as(self) -> UUID | None: ...

    @property
    def is_sealed(self) -> bool: ...

    @property
    def sha256(self) -> str: ...


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


def store_file(chunks: Iterable[bytes], key: bytes | None) -> StoredFile:
    """
    Write the chunks of a file to disk, with fsync, and return what was stored.

    A partly written file is removed. key: that the file is sealed with; None: it is not sealed.
    """
    stored_as = uuid4()
    names = FILES_PUT.get()
    if names is not None:
        names.append(stored_as)
    try:
        content = _Measured(chunks)
        sealed = content if key is None else seal_chunks(content, key=key, name=stored_as)
        _write_file(sealed, stored_as)
    except BaseException:
        remove_file(stored_as)
        raise
    return StoredFile(stored_as, key is not None, content.size, content.hashed.hexdigest())


class _Measured:
    """Chunks of a file, measured as they go by."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks, self.size, self.hashed = chunks, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.hashed.update(chunk)
            self.size += len(chunk)
            yield chunk


def _write_file(chunks: Iterable[bytes], stored_as: UUID) -> None:
    path = stored_file_path(stored_as)
    _make_folders(path.parent)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    _fsync_folder(path.parent)


def open_stored(row: FileOfCase) -> BufferedReader:
    """
    The content of a row's file, open for reading.

    Raises OSError; BrokenSeal, also while it is read, if the file is not as it was sealed; and
    KeyUnavailable where the key of the case is lost or destroyed. A file that was sealed is never
    read as if it was not.
    """
    name = not_null(row.stored_as)
    file = stored_file_path(name).open("rb")
    if not row.is_sealed:
        return file
    try:
        key = CASE_KEYS.key(row.case_id)
    except KeyUnavailable:
        file.close()
        raise
    return open_sealed(file, key=key, name=name)


def open_for_reader(row: FileOfCase) -> BufferedReader:
    """
    Open a row's file for a permitted reader.

    All of it is read and compared with its hash before, so that nobody is handed half a file, and
    the log says of none that it was handed out whole. Raises Unreadable if it cannot be read.
    """
    try:
        with open_stored(row) as file:
            read = hashlib.file_digest(file, "sha256").hexdigest()
        if read != row.sha256:
            raise BrokenSeal("A stored file is not what was sent")
        return open_stored(row)
    except (OSError, BrokenSeal, KeyUnavailable) as error:
        log.error("The file of a document cannot be read: %s", type(error).__name__)
        raise Unreadable(UNREADABLE) from error


class StoredFileResponse(FileResponse):
    """A stored file as it is handed out, in pieces as it is opened."""

    block_size = BLOCK


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
