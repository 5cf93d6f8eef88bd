"""What an authenticator app shows. Source: RFC 6238 and RFC 4226, 5.3; written without allauth."""

import base64
import hashlib
import hmac
import time

PERIOD = 30  # seconds


def shown_code(key: str, at: float | None = None) -> str:
    """The 6-digit code of a base32 key at a moment, in seconds since 1970; by default now."""
    counter = int(time.time() if at is None else at) // PERIOD
    digest = hmac.digest(base64.b32decode(key), counter.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
