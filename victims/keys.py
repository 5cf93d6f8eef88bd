"""
The key of each victim, in a folder of its own that no backup of the database contains.

A key is kept wrapped: it opens only with one of VICTIM_KEYS, which the environment holds. To
destroy a victim's key is to make all that was sealed with it unreadable, in every copy. Her file
stays, empty, so that no later act makes her another.
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
    """A victim's key is not there, was destroyed, or none of the service's keys opens it."""


def victim_key(victim: UUID | str) -> bytes:
    """Her key; raises NoKey, which is told to whoever runs the service, by her id alone."""
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
    """Whether her key is there and opens; who runs the service is told where it does not."""
    try:
        return bool(victim_key(victim))
    except VictimKeyUnavailable:
        return False


def has_victim_key_file(victim: UUID) -> bool:
    """Whether there is a file of hers; it is empty where her key was destroyed."""
    return _key_path(victim).exists()


def get_or_create_victim_key(victim: UUID) -> bytes:
    """Her key, made and kept now where she has none. Two at once get the same one."""
    if not _key_path(victim).exists():
        _write_key_file(victim, _wrap_key(secrets.token_bytes(KEY_BYTES), victim), os.link)
    return victim_key(victim)


def destroy_victim_key(victim: UUID) -> bool:
    """Remove her key for good; whether there was one. Nobody makes her another."""
    with _key_folder_lock():
        had = _key_path(victim).exists() and _key_path(victim).stat().st_size > 0
        _write_key_file(victim, b"", os.replace)
    return had


def rewrap_victim_keys() -> int:
    """Wrap every key with the first of VICTIM_KEYS; how many there are. Raises NoKey at a fault."""
    with _key_folder_lock():
        files = (path for path in _key_folder().iterdir() if not path.name.startswith("."))
        names = [path.name for path in files if path.stat().st_size > 0]
        for victim in names:
            _write_key_file(victim, _wrap_key(victim_key(victim), victim), os.replace)
    return len(names)


@contextmanager
def _key_folder_lock() -> Iterator[None]:
    """No key is destroyed while the keys are wrapped anew, and so none comes back."""
    with open(_key_folder() / ".lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _wrap_key(key: bytes, victim: UUID | str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _wrapping_cipher(settings.VICTIM_KEYS[0]).encrypt(
        nonce, key, str(victim).encode()
    )


def _unwrap_key(kept: bytes, victim: UUID | str) -> bytes:
    for secret in settings.VICTIM_KEYS:
        with suppress(InvalidTag):
            cipher = _wrapping_cipher(secret)
            return cipher.decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], str(victim).encode())
    raise InvalidTag


def _wrapping_cipher(secret: str) -> AESGCM:
    """A key may be any long random text, like the other secrets of a service."""
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"rasso victim key")
    return AESGCM(derive.derive(secret.encode()))


def _write_key_file(victim: UUID | str, content: bytes, put: Callable[[Path, Path], None]) -> None:
    """A file is whole or not there. put: how it takes its name; one that is there may stay."""
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
    """What the folder holds outlives a power cut."""
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
