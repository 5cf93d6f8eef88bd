"""Encryption of the seeds of second factors, so that a database backup reveals none."""

import base64

from django.conf import settings

from people.access.encryption import decrypt_text, encrypt_text

ENCRYPTED_PREFIX = "sealed:"
BELONGS_TO = ("second factor",)


def encrypt_seed(seed: str) -> str:
    """Encrypt a seed under the first key: a prefix and base64 text."""
    encrypted = encrypt_text(seed, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    return ENCRYPTED_PREFIX + base64.b64encode(encrypted).decode()


def decrypt_seed(encrypted: str) -> str:
    """Decrypt a seed. Raises ValueError if none of the keys fits."""
    if not encrypted.startswith(ENCRYPTED_PREFIX):
        raise ValueError("This seed is not sealed.")
    bytes_kept = base64.b64decode(encrypted.removeprefix(ENCRYPTED_PREFIX))
    seed = decrypt_text(bytes_kept, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    if seed is None:
        raise ValueError("None of the keys opens this seed.")
    return seed
