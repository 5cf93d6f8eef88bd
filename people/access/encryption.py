"""
Encrypt texts and files stored in the database: AES-256-GCM under the service's own keys.

The owner of a text or file is authenticated with it as associated data, so that a ciphertext
copied to another owner, form or case cannot be decrypted there.
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
    """Encrypt a text under the first key, bound to `belongs_to`. Returns nonce + ciphertext."""
    return encrypt_bytes(text.encode(), keys=keys, belongs_to=belongs_to)


def encrypt_bytes(content: bytes, *, keys: Sequence[str], belongs_to: Iterable[object]) -> bytes:
    """Encrypt a file under the first key, bound to `belongs_to`. Returns nonce + ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(keys[0]).encrypt(nonce, content, _associated_data(belongs_to))


def decrypt_text(
    encrypted: bytes | memoryview, *, keys: Sequence[str], belongs_to: Iterable[object]
) -> str | None:
    """Decrypt with any of the keys; None if none fits, or if it was bound to something else."""
    content = decrypt_bytes(encrypted, keys=keys, belongs_to=belongs_to)
    try:
        return None if content is None else content.decode()
    except ValueError:
        return None


def decrypt_bytes(
    encrypted: bytes | memoryview, *, keys: Sequence[str], belongs_to: Iterable[object]
) -> bytes | None:
    """As decrypt_text(), for a file."""
    encrypted, owner = bytes(encrypted), _associated_data(belongs_to)
    for key in keys:
        try:
            return _cipher(key).decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], owner)
        except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
            continue
    return None


@cache
def _cipher(secret: str) -> AESGCM:
    """The cipher of a secret, which may be any long random text: its key is derived by HKDF."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rasso sealed text")
    return AESGCM(derive.derive(secret.encode()))


def _associated_data(words: Iterable[object]) -> bytes:
    """The words as JSON, so that different lists never give the same bytes."""
    return json.dumps([str(word) for word in words]).encode()
