"""
The key of each victim, one file each, in a folder that no database backup contains.

A key is stored wrapped with one of VICTIM_KEYS, which the environment holds. Destroying a victim's
key makes everything encrypted with it unreadable, in every copy. The file stays, empty, so that no
later action creates another key.
"""

import fcntl
import logging
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES, KEY_BYTES = (
    12,
    32,
)  # bytes: AES-256 in GCM, a fresh nonce for each wrapping (NIST SP 800-38D)
log = logging.getLogger(__name__)


class VictimKeyUnavailable(Exception):
    """The victim's key is missing, destroyed, or cannot be unwrapped with any of VICTIM_KEYS."""


def victim_key(victim: UUID | str) -> bytes:
    """
    The victim's key. Raises VictimKeyUnavailable; alerts the operator, by the victim's id only.
    """
    try:
        if kept := _key_path(victim).read_bytes():
            return _unwrap_key(kept, victim)
        log.warning("The key of victim %s was destroyed", victim)
    except FileNotFoundError:
        log.error("The key of victim %s is missing", victim)
    except InvalidTag:
        log.error("No key of the service opens the key of victim %s", victim)
    raise VictimKeyUnavailable(str(victim))


def is_victim_key_readable(victim: UUID) -> bool:
    """Whether the key is there and can be unwrapped; alerts the operator where it cannot."""
    try:
        return bool(victim_key(victim))
    except VictimKeyUnavailable:
        return False


def has_victim_key_file(victim: UUID) -> bool:
    """Whether the victim has a key file; it is empty where the key was destroyed."""
    return _key_path(victim).exists()


def get_or_create_victim_key(victim: UUID) -> bytes:
    """The victim's key, created where there is none. Concurrent callers get the same one."""
    if not _key_path(victim).exists():
        _write_key_file(victim, _wrap_key(secrets.token_bytes(KEY_BYTES), victim), os.link)
    return victim_key(victim)


def destroy_victim_key(victim: UUID) -> bool:
    """Destroy the key for good; False where there was none. It is never created again."""
    with _key_folder_lock():
        had = _key_path(victim).exists() and _key_path(victim).stat().st_size > 0
        _write_key_file(victim, b"", os.replace)
    return had


def rewrap_victim_keys() -> int:
    """Wrap every key with the first of VICTIM_KEYS; their number. Raises VictimKeyUnavailable."""
    with _key_folder_lock():
        files = (path for path in _key_folder().iterdir() if not path.name.startswith("."))
        names = [path.name for path in files if path.stat().st_size > 0]
        for victim in names:
            _write_key_file(victim, _wrap_key(victim_key(victim), victim), os.replace)
    return len(names)


@contextmanager
def _key_folder_lock() -> Iterator[None]:
    """A lock, so that a key destroyed during rewrapping does not come back."""
    with open(_key_folder() / ".lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _wrap_key(key: bytes, victim: UUID | str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _wrapping_cipher(settings.VICTIM_KEYS[0]).encrypt(
        nonce, key, str(victim).encode()
    )


def _unwrap_key(wrapped: bytes, victim: UUID | str) -> bytes:
    """The key. Raises InvalidTag where none of VICTIM_KEYS opens it, or the file is cut short."""
    if len(wrapped) < NONCE_BYTES + KEY_BYTES:
        raise InvalidTag
    for secret in settings.VICTIM_KEYS:
        with suppress(InvalidTag):
            cipher = _wrapping_cipher(secret)
            return cipher.decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], str(victim).encode()
            )
    raise InvalidTag


def _wrapping_cipher(secret: str) -> AESGCM:
    """The cipher of one of VICTIM_KEYS, which may be any long random text."""
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"rasso victim key")
    return AESGCM(derive.derive(secret.encode()))


def _write_key_file(victim: UUID | str, content: bytes, put: Callable[[Path, Path], None]) -> None:
    """Write a file atomically. put: moves it to its name, replacing or keeping an existing file."""
    partial = _key_folder() / f".{uuid4()}"
    with open(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        put(partial, _key_path(victim))
    with suppress(FileNotFoundError):
        partial.unlink()
    _fsync_key_folder()


def _fsync_key_folder() -> None:
    """Make the folder's entries survive a power cut."""
    folder = os.open(_key_folder(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _key_path(victim: UUID | str) -> Path:
    return _key_folder() / str(victim)


def _key_folder() -> Path:
    root = Path(settings.VICTIM_KEY_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root
