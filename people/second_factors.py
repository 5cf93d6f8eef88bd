"""The seeds of second factors, as the database keeps them: sealed, and of no use in a backup."""

import base64

from django.conf import settings

from people.seals import opened, sealed

MARK = "sealed:"
BELONGS_TO = ("second factor",)


def seal(seed: str) -> str:
    """A seed as it is kept: a mark, and what the first of the keys sealed, in base 64."""
    kept = sealed(seed, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    return MARK + base64.b64encode(kept).decode()


def unseal(kept: str) -> str:
    """The seed again. Raises ValueError where none of the keys sealed it."""
    if not kept.startswith(MARK):
        raise ValueError("This seed is not sealed.")
    bytes_kept = base64.b64decode(kept.removeprefix(MARK))
    seed = opened(bytes_kept, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    if seed is None:
        raise ValueError("None of the keys opens this seed.")
    return seed
