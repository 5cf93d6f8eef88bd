"""
Signed assertions: by which a system proves itself, and a provider the officer (RFC 7521 and 7523).

Signatures are asymmetric, live for MOST_SECONDS at most, name this service, and count once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from people.signing_in.id_tokens import ALGORITHMS, CLOCKS_DIFFER_SECONDS, LONGEST_SUBJECT, key_of

MOST_SECONDS = 300
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "jti"]
LONGEST_ID = 200  # characters of jti
LONGEST_TOKEN = 8192  # characters
# What reading claims that are no JSON object of the expected types can raise.
UNREADABLE = (ValueError, TypeError, LookupError, RecursionError)


class AssertionRefused(Exception):
    """An assertion proves nothing. Its words are for the log, without what was sent."""


@dataclass(frozen=True)
class Assertion:
    """
    What a checked assertion says.

    jti: its id, which counts once for its issuer. claims: all that was signed.
    """

    issuer: str
    subject: str
    jti: str
    expires_at: datetime
    claims: Mapping[str, Any]


def checked_assertion(
    token: str, keys: Mapping[str, Any], *, issuer: str, audience: str
) -> Assertion:
    """
    What a signed assertion says. Raises AssertionRefused if it proves nothing.

    keys: the public keys of the issuer, as a JWK set. audience: the address of the token endpoint.
    """
    if len(token) > LONGEST_TOKEN:
        raise AssertionRefused("too long")
    try:
        claims = jwt.decode(
            token, key_of(token, keys), algorithms=ALGORITHMS, audience=audience, issuer=issuer,
            leeway=CLOCKS_DIFFER_SECONDS, options={"require": REQUIRED, "strict_aud": True},
        )  # fmt: skip
        begins, ends = int(claims["iat"]), int(claims["exp"])
    except (OAuth2Error, jwt.PyJWTError, *UNREADABLE) as error:
        raise AssertionRefused(type(error).__name__) from error
    if ends - begins > MOST_SECONDS:
        raise AssertionRefused("lives too long")
    jti, subject = claims["jti"], claims["sub"]
    if not _is_text(jti, LONGEST_ID):
        raise AssertionRefused("no jti")
    if not _is_text(subject, LONGEST_SUBJECT):
        raise AssertionRefused("names nobody")
    until = datetime.fromtimestamp(ends + CLOCKS_DIFFER_SECONDS, UTC)
    return Assertion(issuer, subject, jti, until, claims)


def unverified_issuer(token: str) -> str:
    """Who an assertion says it is of, to find the keys; nothing else is taken from it."""
    try:
        if len(token) > LONGEST_TOKEN:
            raise AssertionRefused("too long")
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, *UNREADABLE) as error:
        raise AssertionRefused(type(error).__name__) from error
    issuer = claims.get("iss")
    if not _is_text(issuer, LONGEST_TOKEN):
        raise AssertionRefused("no iss")
    return str(issuer)


def _is_text(value: object, longest: int) -> bool:
    """Whether a claim is text that can be stored and compared. longest: in characters."""
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        return False
    return not any(each == "\0" or "\ud800" <= each <= "\udfff" for each in value)
