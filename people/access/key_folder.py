"""
Keys of their own for rows of one kind, one file each, in a folder that no database backup contains.

A key is stored wrapped with one of the secrets of its kind, which the environment holds. Destroying
a key makes everything encrypted with it unreadable, in every copy of the database. The file stays,
empty, so that no later action creates another key.
"""

import fcntl
import logging
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Bytes: AES-256 in GCM, a fresh nonce for each wrapping (NIST SP 800-38D).
NONCE_BYTES, KEY_BYTES = 12, 32
# Of a process: how many unwrapped keys it holds at once, and how many seconds each.
HELD_KEYS, HELD_SECONDS = 256, 60


class KeyUnavailable(Exception):
    """
    The key is missing, destroyed, or cannot be unwrapped with any secret of its kind, or the disk
    does not give it.
    """


class KeyDestroyed(KeyUnavailable):
    """The key was destroyed: nothing opens what it sealed, ever again."""


class HeldKeys:
    """Unwrapped keys in the memory of a process: HELD_KEYS at most, each for HELD_SECONDS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, str], tuple[object, float, bytes]] = OrderedDict()

    def get(self, kind: str, of: str, state: object) -> bytes | None:
        """The key, if it was put for a file of this state and not too long ago."""
        with self._lock:
            was, until, key = self._held.get((kind, of), (None, 0.0, b""))
            if was == state and time.monotonic() < until:
                return key
            self._held.pop((kind, of), None)
            return None

    def put(self, kind: str, of: str, state: object, key: bytes) -> None:
        """Hold a key; the one that was put longest ago makes room."""
        with self._lock:
            self._held.pop((kind, of), None)
            self._held[kind, of] = (state, time.monotonic() + HELD_SECONDS, key)
            while len(self._held) > HELD_KEYS:
                self._held.popitem(last=False)

    def drop(self, kind: str, of: str) -> None:
        """Hold a key no longer."""
        with self._lock:
            self._held.pop((kind, of), None)


HELD = HeldKeys()


@dataclass(frozen=True)
class KeyFolder:
    """
    The keys of one kind of row.

    kind: in logs, such as "victim". root: name of the setting with the folder; secrets: of the one
    with the wrapping secrets, newest first. log: of the module whose keys they are.
    """

    kind: str
    root: str
    secrets: str
    log: logging.Logger

    def key(self, of: UUID | str) -> bytes:
        """The key of a row. Raises KeyUnavailable; alerts the operator, by the row's id only."""
        return self._unwrapped(of)[0]

    def held_key(self, of: UUID | str) -> bytes:
        """
        As key(), without reading and unwrapping again what this process did in the last minute.

        Each call asks the disk whether the file is still the one that was read, so a key that
        another process destroyed is not used again.
        """
        try:
            with self._reporting_disk(of):
                found = os.stat(self._path(of, is_folder_made=False))
        except FileNotFoundError:
            return self.key(of)
        told = (str(getattr(settings, self.root)), tuple(getattr(settings, self.secrets)))
        state = (*told, found.st_ino, found.st_mtime_ns, found.st_size)
        held = HELD.get(self.kind, str(of), state)
        if held is None:
            held = self.key(of)
            HELD.put(self.kind, str(of), state, held)
        return held

    def _unwrapped(self, of: UUID | str) -> tuple[bytes, bool]:
        """(the key, whether it is wrapped with an older secret). Raises as key() does."""
        try:
            with self._reporting_disk(of):
                kept = self._path(of).read_bytes()
            if kept:
                return self._unwrap(kept, of)
            self.log.warning("The key of %s %s was destroyed", self.kind, of)
            raise KeyDestroyed(str(of))
        except FileNotFoundError:
            self.log.error("The key of %s %s is missing", self.kind, of)
        except InvalidTag:
            self.log.error("No key of the service opens the key of %s %s", self.kind, of)
        raise KeyUnavailable(str(of))

    def is_readable(self, of: UUID) -> bool:
        """Whether the key is there and can be unwrapped; alerts the operator where it cannot."""
        try:
            return bool(self.key(of))
        except KeyUnavailable:
            return False

    def has_file(self, of: UUID) -> bool:
        """
        Whether the row has a key file; it is empty where the key was destroyed.

        Raises KeyUnavailable where the disk does not say.
        """
        with self._reporting_disk(of):
            return self._path(of).exists()

    def get_or_create(self, of: UUID) -> bytes:
        """
        The key, created where there is none. Concurrent callers get the same one.

        Raises KeyUnavailable.
        """
        if not self.has_file(of):
            with self._reporting_disk(of):
                self._write(of, self._wrap(secrets.token_bytes(KEY_BYTES), of), os.link)
        return self.key(of)

    def destroy(self, of: UUID) -> bool:
        """Destroy the key for good; False where there was none. It is never created again."""
        with self._lock():
            had = self._path(of).exists() and self._path(of).stat().st_size > 0
            self._write(of, b"", os.replace)
        HELD.drop(self.kind, str(of))
        return had

    def destroyed(self) -> list[UUID]:
        """Ids of the rows whose key was destroyed, in order."""
        files = (path for path in self.folder().iterdir() if not path.name.startswith("."))
        return sorted(UUID(path.name) for path in files if path.stat().st_size == 0)

    def rewrap(self) -> tuple[int, int]:
        """
        Wrap every key with the first secret. Raises KeyUnavailable.

        Returns their number, and how many were wrapped with an older secret until now.
        """
        older = 0
        with self._lock():
            files = (path for path in self.folder().iterdir() if not path.name.startswith("."))
            names = [path.name for path in files if path.stat().st_size > 0]
            for name in names:
                key, is_older = self._unwrapped(name)
                self._write(name, self._wrap(key, name), os.replace)
                older += is_older
        return len(names), older

    def folder(self) -> Path:
        """The folder, made where there is none, private to our account."""
        root = Path(getattr(settings, self.root))
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return root

    def _path(self, of: UUID | str, *, is_folder_made: bool = True) -> Path:
        folder = self.folder() if is_folder_made else Path(getattr(settings, self.root))
        return folder / str(of)

    @contextmanager
    def _reporting_disk(self, of: UUID | str) -> Iterator[None]:
        """Log an error of the disk and raise KeyUnavailable; a missing file is not one."""
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            self.log.error("The folder of keys failed for %s %s: %s", self.kind, of, error.strerror)
            raise KeyUnavailable(str(of)) from error

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """A lock, so that a key destroyed during rewrapping does not come back."""
        with open(self.folder() / ".lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _wrap(self, key: bytes, of: UUID | str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = self._cipher(getattr(settings, self.secrets)[0])
        return nonce + cipher.encrypt(nonce, key, str(of).encode())

    def _unwrap(self, wrapped: bytes, of: UUID | str) -> tuple[bytes, bool]:
        """The same. Raises InvalidTag where no secret opens it, or the file is cut short."""
        if len(wrapped) < NONCE_BYTES + KEY_BYTES:
            raise InvalidTag
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        for number, secret in enumerate(getattr(settings, self.secrets)):
            with suppress(InvalidTag):
                key = self._cipher(secret).decrypt(nonce, sealed, str(of).encode())
                return key, number > 0
        raise InvalidTag

    def _cipher(self, secret: str) -> AESGCM:
        """The cipher of one of the wrapping secrets, which may be any long random text."""
        info = f"rasso {self.kind} key".encode()
        derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info)
        return AESGCM(derive.derive(secret.encode()))

    def _write(self, of: UUID | str, content: bytes, put: Callable[[Path, Path], None]) -> None:
        """Write a file atomically. put: moves it to its name, replacing or keeping a file there."""
        partial = self.folder() / f".{uuid4()}"
        with open(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            put(partial, self._path(of))
        with suppress(FileNotFoundError):
            partial.unlink()
        self._fsync()

    def _fsync(self) -> None:
        """Make the folder's entries survive a power cut."""
        listing = os.open(self.folder(), os.O_RDONLY)
        try:
            os.fsync(listing)
        finally:
            os.close(listing)
