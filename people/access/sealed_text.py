"""
The form of a sealed text: XChaCha20-Poly1305 under the key of its owner, such as a case (ADR 109).

MARK, which names the version of the form and of the derived key, then in base64 the owner's id, the
nonce and the ciphertext. The text is bound to its owner and to its place, the words that name its
table, column and row. So one that was cut short, changed or put in another place does not open.
"""

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import partial
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.utils import random

MARK = "\x02s1."  # nobody types its first character: a text that begins like this is always sealed
VERSION = b"rasso text 1"  # separates this key from the one under which files are sealed
NONCE_BYTES: int = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
ID_BYTES = 16
KEY_OF_TEXT = partial(blake2b, digest_size=32, person=VERSION)


TEXTS_CANNOT_BE_KEPT = _(
    "What is written on this case cannot be opened or kept now, so nothing was recorded. The fault"
    " has been reported. Try again later."
)


class NotOpened(str):
    """A sentence that stands for a text that does not open. No form begins with one."""


class NotOpenedValue:
    """
    What stands for facts or a list that do not open. It equals no other value, so that nothing
    takes it for what was left empty.

    sentence: that stands for it. stored: what it stands for, which history keeps as it is.
    """

    sentence: NotOpened
    stored: Any = None

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


class NotOpenedFacts(NotOpenedValue, dict[str, Any]):
    """Each fact that is asked for is the sentence; none is listed."""

    def __init__(self, sentence: NotOpened) -> None:
        super().__init__()
        self.sentence = sentence

    def __missing__(self, key: str) -> NotOpened:
        return self.sentence

    def get(self, key: str, default: Any = None) -> Any:
        return self.sentence


class NotOpenedList(NotOpenedValue, list[Any]):
    """The sentence as often as the list has texts, if that is known; else nothing."""

    def __init__(self, sentence: NotOpened, length: int = 0) -> None:
        super().__init__([sentence] * length)
        self.sentence = sentence


class BrokenSeal(Exception):
    """The text is not what was sealed in this place under this key."""


def is_sealed(stored: str) -> bool:
    """Whether a stored text is sealed."""
    return stored.startswith(MARK)


def seal_text(text: str, *, key: bytes, owner: UUID, place: Sequence[str]) -> str:
    """The text sealed under its owner's key, in a place."""
    nonce = random(NONCE_BYTES)
    sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        text.encode(), _associated_data(owner, place), nonce, KEY_OF_TEXT(key=key).digest()
    )
    return MARK + b64encode(owner.bytes + nonce + sealed).decode()


def owner_of(stored: str) -> UUID:
    """Whose key opens a sealed text. Raises BrokenSeal where that cannot be read."""
    return UUID(bytes=_parts(stored)[:ID_BYTES])


def open_text(stored: str, *, key: bytes, place: Sequence[str]) -> str:
    """The text. Raises BrokenSeal where it was not sealed in this place, or was changed."""
    parts = _parts(stored)
    owner, nonce = UUID(bytes=parts[:ID_BYTES]), parts[ID_BYTES : ID_BYTES + NONCE_BYTES]
    sealed = parts[ID_BYTES + NONCE_BYTES :]
    try:
        plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed, _associated_data(owner, place), nonce, KEY_OF_TEXT(key=key).digest()
        )
    except (CryptoError, ValueError) as error:
        raise BrokenSeal("A sealed text does not open") from error
    return bytes(plain).decode()


def _parts(stored: str) -> bytes:
    try:
        parts = b64decode(stored.removeprefix(MARK).encode(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BrokenSeal("A sealed text is cut short") from error
    if len(parts) < ID_BYTES + NONCE_BYTES:
        raise BrokenSeal("A sealed text is cut short")
    return parts


def _associated_data(owner: UUID, place: Sequence[str]) -> bytes:
    """The owner and place as JSON, so that different lists never give the same bytes."""
    return json.dumps([str(owner), *place]).encode()
