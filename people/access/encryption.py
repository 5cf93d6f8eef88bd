"""
Text that the database keeps and cannot read: AES-256 in GCM, under a key of the service's own.

What a text belongs to is authenticated with it, so that a row copied to another owner, form or
case does not open there.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12  # bytes, as NIST SP 800-38D recommends; fresh for every text


def encrypt_text(text: str, *, keys: Sequence[str], belongs_to: Iterable[object]) -> bytes:
    """The text as only the first of the keys opens it, bound to the words it belongs to."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(keys[0]).encrypt(nonce, text.encode(), _associated_data(belongs_to))


def decrypt_text(
    kept: bytes | memoryview, *, keys: Sequence[str], belongs_to: Iterable[object]
) -> str | None:
    """The text again, by whichever key sealed it; None where none did, or it belongs elsewhere."""
    kept = bytes(kept)
    for key in keys:
        try:
            return (
                _cipher(key)
                .decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], _associated_data(belongs_to))
                .decode()
            )
        except (InvalidTag, ValueError):  # ValueError: too short to have been sealed
            continue
    return None


@cache
def _cipher(secret: str) -> AESGCM:
    """A key may be any long random text, like the other secrets of a service."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rasso sealed text")
    return AESGCM(derive.derive(secret.encode()))


def _associated_data(words: Iterable[object]) -> bytes:
    """The words told apart, so that no two lists of them read the same."""
    return json.dumps([str(word) for word in words]).encode()
