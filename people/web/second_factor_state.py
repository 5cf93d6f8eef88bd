"""
Whether a session was opened with a second factor. Kept in the session, so no request asks for it.

It is set at sign-in and when a first factor is set up, and it ends with the session. Where a factor
is removed, the account's other sessions end (people/signing_in/sessions.py).
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

from django.conf import settings

SECOND_FACTOR_KEY = "second_factor"
AT_PROVIDER = "provider"  # one that an identity provider has asked for
PROOF = "provider_proof"  # session key: what a provider has said of whoever signed in there
DEMO = "demo"  # no factor: a person of the demo, on a developer's machine


def set_second_factor(session: MutableMapping[str, Any], kind: str) -> None:
    """Record that the session was opened with this kind of factor."""
    session[SECOND_FACTOR_KEY] = kind


def clear_second_factor(session: MutableMapping[str, Any]) -> None:
    """Record that the person has no second factor any more."""
    session.pop(SECOND_FACTOR_KEY, None)


def has_second_factor(session: Mapping[str, Any]) -> bool:
    """
    Whether the session counts: one of the demo or of a provider only while the settings have it.
    """
    kind = session.get(SECOND_FACTOR_KEY)
    if kind == AT_PROVIDER:
        return is_by_provider(session)
    return bool(kind) and (kind != DEMO or bool(settings.DEMO_SIGN_IN_DOMAIN))


def is_by_provider(session: Mapping[str, Any]) -> bool:
    """Whether a provider of the settings opened the session."""
    return (session.get(PROOF) or {}).get("issuer") in configured_issuers()


def configured_issuers() -> set[str]:
    """The issuers of the providers of the settings."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {app["settings"]["issuer"] for app in apps}


def has_own_factor(session: Mapping[str, Any]) -> bool:
    """Whether the session was opened with a factor that is set up here."""
    return session.get(SECOND_FACTOR_KEY) not in (None, DEMO, AT_PROVIDER)


def is_by_password_alone(session: Mapping[str, Any]) -> bool:
    """Whether no factor was used, also where the person of the demo needs none."""
    return session.get(SECOND_FACTOR_KEY) in (None, DEMO)


def is_demo_address(email: str) -> bool:
    """Whether an account may be used without a second factor: settings.DEMO_SIGN_IN_DOMAIN."""
    domain = settings.DEMO_SIGN_IN_DOMAIN
    return bool(domain) and email.lower().endswith((f"@{domain}", f".{domain}"))
