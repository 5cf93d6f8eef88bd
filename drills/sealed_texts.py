"""
A sealed text, read from its documented form alone (docs/decisions/0109).

For the drills and tests, which import nothing of what they judge: here the form is written a
second time.
"""

import json
from base64 import b64decode
from hashlib import blake2b
from uuid import UUID

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from drills.sealed_files import DoesNotOpen

START = "\x02s1."


def text_of(
    stored: str, *, key: bytes, case: UUID, table: str, column: str, row: UUID, part: str = ""
) -> str:
    """
    The text of a column of a row that is no history. Raises DoesNotOpen.

    part: which text of a list of them, such as "2 of 3". JSON is one text.
    """
    if not stored.startswith(START):
        raise DoesNotOpen("not sealed")
    try:
        parts = b64decode(stored[len(START) :], validate=True)
        plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            parts[40:],
            json.dumps([str(case), table, column, str(row), "", *filter(None, [part])]).encode(),
            parts[16:40],
            blake2b(key=key, person=b"rasso text 1", digest_size=32).digest(),
        )
    except (CryptoError, ValueError) as error:
        raise DoesNotOpen("changed, or of another place") from error
    if parts[:16] != case.bytes:
        raise DoesNotOpen("of another case")
    return bytes(plain).decode()
