"""
The content of a sealed file, read from its documented form alone (docs/decisions/0089).

For the drills, which import nothing of what they judge: here the form is written a second time.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl import bindings as sodium
from nacl.exceptions import CryptoError

START, HEADER, SEALED_BLOCK, LAST = b"rasso sealed file 1\n", 24, 65536 + 17, 3


class DoesNotOpen(Exception):
    """Why a sealed file does not open."""


def key_of_case(keys: Path, case: UUID, secrets: Sequence[str]) -> bytes:
    """The key of a case from its folder. Raises DoesNotOpen."""
    path = keys / str(case)
    wrapped = path.read_bytes() if path.exists() else b""
    for secret in secrets:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rasso case key")
        cipher = AESGCM(derive.derive(secret.encode()))
        try:
            return cipher.decrypt(wrapped[:12], wrapped[12:], str(case).encode())
        except (InvalidTag, ValueError):
            continue
    raise DoesNotOpen("no key of the case")


def content_of(sealed: bytes, *, key: bytes, name: UUID) -> bytes:
    """The content of the file of this name. Raises DoesNotOpen."""
    if not sealed.startswith(START):
        raise DoesNotOpen("not sealed")
    body = sealed[len(START) :]
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    parts, tag, at = [], 0, HEADER
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, body[:HEADER], key)
        while tag != LAST:
            block = body[at : at + SEALED_BLOCK]
            part, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, block, name.bytes)
            parts.append(part)
            at += SEALED_BLOCK
    except (CryptoError, ValueError) as error:
        raise DoesNotOpen("changed, or cut short") from error
    if at < len(body):
        raise DoesNotOpen("longer than it was")
    return b"".join(parts)
