"""Whom a system calls for, and by which signature: the officer's provider's, and its own."""

import time

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from people.administration.actions.systems import use_assertion
from people.api.provider_keys import keys_of_provider
from people.api.signed_assertions import (
    Assertion,
    AssertionRefused,
    checked_assertion,
    unverified_issuer,
)
from people.models import LinkedSignIn, System
from people.signing_in.id_tokens import check_sign_in, shows_second_factor
from people.signing_in.providers import providers
from people.web.absolute_urls import absolute_url


def token_address(request: HttpRequest) -> str:
    """The address of the token endpoint, which each assertion names as its audience."""
    return absolute_url(reverse("api-token"), request)


def named_in(token: str) -> str:
    """The client id that a system's assertion gives, not checked; "" if it gives none."""
    try:
        return unverified_issuer(token)
    except AssertionRefused:
        return ""


def assertion_of_system(token: str, system: System, request: HttpRequest) -> None:
    """Check the assertion by which a system proves itself. Raises AssertionRefused."""
    client_id = str(system.pk)
    named = unverified_issuer(token)
    found = checked_assertion(
        token, system.public_keys or {}, issuer=named, audience=token_address(request)
    )
    if found.subject.lower() != client_id or named.lower() != client_id:
        raise AssertionRefused("of another system")
    _use_once(found, issuer=f"system {client_id}")


def officer_of_assertion(token: str, system: System, request: HttpRequest) -> LinkedSignIn:
    """
    The linked sign-in of the officer whom their agency's provider has named for a system.

    By issuer and subject, as their own sign-in (ADR 81), and of the system's agency. As there, they
    have signed in at the provider within a session's length, with a second factor. Raises
    AssertionRefused.
    """
    issuer = unverified_issuer(token)
    app = next((app for app in providers() if app.settings["issuer"] == issuer), None)
    linked = LinkedSignIn.objects.filter(
        issuer=issuer, user__agency=system.account.agency_id, user__is_active=True,
        user__is_system=False,
    )  # fmt: skip
    if app is None or not linked.exists():  # before anything is asked of the provider
        raise AssertionRefused("of no provider of this agency")
    keys = keys_of_provider(app, request)
    found = checked_assertion(token, keys, issuer=issuer, audience=token_address(request))
    link = linked.filter(subject=found.subject).select_related("user").first()
    if link is None:
        raise AssertionRefused("names nobody of this agency")
    _check_signed_in(found, app)
    _use_once(found, issuer=issuer)
    return link


def _check_signed_in(found: Assertion, app: SocialApp) -> None:
    """Refuse an officer whose sign-in at their provider would open no session here."""
    try:
        check_sign_in(found.claims.get("auth_time"), time.time() - settings.SESSION_LENGTH_SECONDS)
    except OAuth2Error as error:
        raise AssertionRefused("not signed in at the provider lately") from error
    if not shows_second_factor(found.claims, app.settings):
        raise AssertionRefused("no second factor at the provider")


def _use_once(found: Assertion, *, issuer: str) -> None:
    if not use_assertion(issuer=issuer, jti=found.jti, expires_at=found.expires_at):
        raise AssertionRefused("was used before")
