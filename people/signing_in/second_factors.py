"""The seeds of second factors, as the database keeps them: sealed, and of no use in a backup."""

import base64

from django.conf import settings

from people.access.encryption import decrypt_text, encrypt_text

ENCRYPTED_PREFIX = "sealed:"
BELONGS_TO = ("second factor",)


def encrypt_seed(seed: str) -> str:
    """A seed as it is kept: a mark, and what the first of the keys sealed, in base 64."""
    kept = encrypt_text(seed, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    return ENCRYPTED_PREFIX + base64.b64encode(kept).decode()


def decrypt_seed(kept: str) -> str:
    """The seed again. Raises ValueError where none of the keys sealed it."""
    if not kept.startswith(ENCRYPTED_PREFIX):
        raise ValueError("This seed is not sealed.")
    bytes_kept = base64.b64decode(kept.removeprefix(ENCRYPTED_PREFIX))
    seed = decrypt_text(bytes_kept, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    if seed is None:
        raise ValueError("None of the keys opens this seed.")
    return seed
