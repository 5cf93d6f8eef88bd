"""The keys that sign heads of the sealed log, from AUDIT_SEAL_KEYS, newest first."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from people.sealing.signed_notes import VerifierKey


class NoSealKey(Exception):
    """There is no key to sign heads with."""


def signing_key() -> Ed25519PrivateKey:
    """The newest key. Raises NoSealKey."""
    if not settings.AUDIT_SEAL_KEYS:
        raise NoSealKey("AUDIT_SEAL_KEYS is empty: see docs/operations.md.")
    return _key_of(settings.AUDIT_SEAL_KEYS[0])


def verifier_keys() -> list[VerifierKey]:
    """The public halves of all keys, newest first, under the log's name."""
    keys = (_key_of(secret) for secret in settings.AUDIT_SEAL_KEYS)
    return [VerifierKey.of(settings.AUDIT_LOG_NAME, key.public_key()) for key in keys]


@cache
def _key_of(secret: str) -> Ed25519PrivateKey:
    """The key of a secret, which may be any long random text: its seed is derived by HKDF."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rasso audit seal")
    return Ed25519PrivateKey.from_private_bytes(derive.derive(secret.encode()))
