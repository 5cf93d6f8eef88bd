"""
What an identity provider says of a person, once its signed token is checked.

Source: OpenID Connect Core 1.0, 3.1.3.7 (ID token validation); OWASP ASVS 5, 6.8 and 10.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.crypto import constant_time_compare

# Asymmetric signatures only: a client secret, or no key at all, proves nothing.
ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
]  # fmt: skip
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce", "auth_time"]
CLOCKS_DIFFER_SECONDS = 60  # at most, of two machines
LONGEST_SUBJECT = 255  # characters


@dataclass(frozen=True)
class Expected:
    """What a token must say. since: the earliest sign-in there that counts, in seconds."""

    issuer: str
    client_id: str
    nonce: str
    since: float


def checked_claims(token: str, keys: Mapping[str, Any], expected: Expected) -> dict[str, Any]:
    """
    The claims of an ID token. Raises OAuth2Error if it does not prove who it is.

    keys: the provider's published keys as it publishes them now, so that it may change them.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key_of(token, keys),
            algorithms=ALGORITHMS,
            audience=expected.client_id,
            issuer=expected.issuer,
            leeway=CLOCKS_DIFFER_SECONDS,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as error:
        name, claim = type(error).__name__, getattr(error, "claim", "")
        raise OAuth2Error(f"The token is not valid, {name} {claim}") from error
    _check_client(claims, expected.client_id)
    if not constant_time_compare(str(claims["nonce"]), expected.nonce):
        raise OAuth2Error("The token answers another request")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise OAuth2Error("The token names nobody")
    check_sign_in(claims["auth_time"], expected.since)
    return claims


def key_of(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The one published key that the token names, or the only one if it names none."""
    named = jwt.get_unverified_header(token).get("kid")
    published = jwt.PyJWKSet.from_dict(dict(keys)).keys
    found = [
        key
        for key in published
        if key.public_key_use in (None, "sig") and named in (None, key.key_id)
    ]
    if len(found) != 1:
        raise OAuth2Error("The token names no key that is published")
    return found[0]


def _check_client(claims: Mapping[str, Any], client_id: str) -> None:
    """Refuse a token that was made for another client as well, unless ours is the one it names."""
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    party = claims.get("azp", client_id if audiences == [client_id] else None)
    if party != client_id:
        raise OAuth2Error("The token is for another client")


def check_sign_in(auth_time: object, since: float) -> None:
    """
    Refuse a sign-in there that is too long ago, of an unknown time, or in the future.

    since: seconds since 1970. Raises OAuth2Error.
    """
    if isinstance(auth_time, bool) or not isinstance(auth_time, int | float):
        raise OAuth2Error("The token does not say when the person signed in")
    earliest, latest = since - CLOCKS_DIFFER_SECONDS, time.time() + CLOCKS_DIFFER_SECONDS
    if not earliest <= auth_time <= latest:
        raise OAuth2Error("The person signed in there too long ago")


def shows_second_factor(claims: Mapping[str, Any], provider: Mapping[str, Any]) -> bool:
    """
    Whether the provider says that the person has shown a second factor.

    provider: its settings; a provider of which none are set proves no second factor.
    """
    shown = claims.get("amr")
    ways = {each for each in shown if isinstance(each, str)} if isinstance(shown, list) else set()
    return claims.get("acr") in provider["mfa_acr"] or bool(ways & {*provider["mfa_amr"]})
