"""
The key of each victim, in a folder of its own that no backup of the database contains.

A key is kept wrapped: it opens only with one of VICTIM_KEYS, which the environment holds. To
destroy a victim's file is to make all that was sealed with it unreadable, in every copy.
"""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE, KEY = 12, 32  # bytes: AES-256 in GCM, a fresh nonce for each wrapping (NIST SP 800-38D)
log = logging.getLogger(__name__)


class NoKey(Exception):
    """A victim's key is not there, or none of the service's keys opens it."""


def key_of(victim):
    """Her key; raises NoKey, which is told to whoever runs the service, by her id alone."""
    try:
        return _unwrapped(_file(victim).read_bytes(), victim)
    except FileNotFoundError:
        log.error("The key of victim %s is missing", victim)
    except InvalidTag:
        log.error("No key of the service opens the key of victim %s", victim)
    raise NoKey(str(victim))


def made_for(victim):
    """Her key, made and kept now where she has none. Two at once get the same one."""
    if not _file(victim).exists():
        _write(victim, _wrapped(secrets.token_bytes(KEY), victim), os.link)
    return key_of(victim)


def destroy(victim):
    """Remove her key for good; whether there was one."""
    try:
        _file(victim).unlink()
    except FileNotFoundError:
        return False
    _settle()
    return True


def rotate():
    """Wrap every key with the first of VICTIM_KEYS; how many there are. Raises NoKey at a fault."""
    names = [path.name for path in _root().iterdir() if not path.name.startswith(".")]
    for victim in names:
        _write(victim, _wrapped(key_of(victim), victim), os.replace)
    return len(names)


def _wrapped(key, victim):
    nonce = secrets.token_bytes(NONCE)
    return nonce + _wrapping(settings.VICTIM_KEYS[0]).encrypt(nonce, key, str(victim).encode())


def _unwrapped(kept, victim):
    for secret in settings.VICTIM_KEYS:
        with suppress(InvalidTag):
            cipher = _wrapping(secret)
            return cipher.decrypt(kept[:NONCE], kept[NONCE:], str(victim).encode())
    raise InvalidTag


def _wrapping(secret):
    """A key may be any long random text, like the other secrets of a service."""
    derive = HKDF(algorithm=SHA256(), length=KEY, salt=None, info=b"rasso victim key")
    return AESGCM(derive.derive(secret.encode()))


def _write(victim, content, put):
    """A file is whole or not there. put: how it takes its name; one that is there may stay."""
    partial = _root() / f".{uuid4()}"
    with open(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        put(partial, _file(victim))
    with suppress(FileNotFoundError):
        partial.unlink()
    _settle()


def _settle():
    """What the folder holds outlives a power cut."""
    folder = os.open(_root(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _file(victim):
    return _root() / str(victim)


def _root():
    root = Path(settings.VICTIM_KEY_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root
