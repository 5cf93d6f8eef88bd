"""Codes by which an administrator names a sign-in at a provider that no account is linked to."""

import base64
import re

from django.core.cache import cache
from django.utils.crypto import salted_hmac

CODE_LENGTH = 12  # characters of 5 bits: 60 bits, which nobody guesses
KEPT_SECONDS = 7 * 24 * 3600  # long enough to reach an administrator; a product setting


def code_of(issuer: str, subject: str) -> str:
    """
    The code of a sign-in, as it is shown: ABCD-EFGH-IJKL. Kept for a week from now.

    It is always the same for one sign-in, so that whoever comes back leaves no second one.
    """
    digest = salted_hmac("people.link_codes", f"{issuer}\n{subject}", algorithm="sha256").digest()
    code = base64.b32encode(digest).decode()[:CODE_LENGTH]
    cache.set(_key(code), [issuer, subject], KEPT_SECONDS)
    return "-".join(re.findall("....", code))


def sign_in_of(code: str) -> tuple[str, str] | None:
    """(issuer, subject) of a code as somebody types it; None if it is none, or too old."""
    found = cache.get(_key(re.sub(r"[^A-Z2-7]", "", code.upper())))
    return (found[0], found[1]) if found else None


def _key(code: str) -> str:
    return f"link-code:{code[: CODE_LENGTH + 1]}"
