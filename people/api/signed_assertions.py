"""
Signed assertions: by which a system proves itself, and a provider the officer (RFC 7521 and 7523).

Signatures are asymmetric, live for MOST_SECONDS at most, name this service, and count once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from people.signing_in.id_tokens import ALGORITHMS, CLOCKS_DIFFER_SECONDS, LONGEST_SUBJECT, key_of

MOST_SECONDS = 300
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "jti"]
LONGEST_ID = 200  # characters of jti
LONGEST_TOKEN = 8192  # characters


class AssertionRefused(Exception):
    """An assertion proves nothing. Its words are for the log, without what was sent."""


@dataclass(frozen=True)
class Assertion:
    """What a checked assertion says. jti: its id, which counts once for its issuer."""

    issuer: str
    subject: str
    jti: str
    expires_at: datetime


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
            leeway=CLOCKS_DIFFER_SECONDS, options={"require": REQUIRED},
        )  # fmt: skip
    except (OAuth2Error, jwt.PyJWTError, ValueError, TypeError, LookupError) as error:
        raise AssertionRefused(type(error).__name__) from error
    if claims["exp"] - claims["iat"] > MOST_SECONDS:
        raise AssertionRefused("lives too long")
    jti, subject = claims["jti"], claims["sub"]
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_ID or "\0" in jti:
        raise AssertionRefused("no jti")
    if not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise AssertionRefused("names nobody")
    ends = datetime.fromtimestamp(claims["exp"], UTC)
    return Assertion(issuer, subject, jti, ends + timedelta(seconds=CLOCKS_DIFFER_SECONDS))


def unverified_issuer(token: str) -> str:
    """Who an assertion says it is of, to find the keys; nothing else is taken from it."""
    try:
        if len(token) > LONGEST_TOKEN:
            raise AssertionRefused("too long")
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise AssertionRefused(type(error).__name__) from error
    issuer = claims.get("iss")
    if not isinstance(issuer, str):
        raise AssertionRefused("no iss")
    return issuer
