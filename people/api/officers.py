"""Whom a system calls for, and by which signature: the officer's provider's, and its own."""

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
from people.models import LinkedSignIn, System, User
from people.web.absolute_urls import absolute_url


def token_address(request: HttpRequest) -> str:
    """The address of the token endpoint, which each assertion names as its audience."""
    return absolute_url(reverse("api-token"), request)


def named_in(token: str) -> str:
    """The client id that a system's assertion gives, not checked; "" if it cannot be read."""
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


def officer_of_assertion(token: str, system: System, request: HttpRequest) -> User:
    """
    The officer whom their agency's provider has named for a system.

    By issuer and subject, as their own sign-in (ADR 81), and of the system's agency. Raises
    AssertionRefused.
    """
    issuer = unverified_issuer(token)
    keys = keys_of_provider(issuer, request)
    found = checked_assertion(token, keys, issuer=issuer, audience=token_address(request))
    linked = LinkedSignIn.objects.filter(issuer=issuer, subject=found.subject)
    link = linked.select_related("user").first()
    if link is None or not link.user.is_active or link.user.is_system:
        raise AssertionRefused("names nobody here")
    if link.user.agency_id != system.account.agency_id:
        raise AssertionRefused("names somebody of another agency")
    _use_once(found, issuer=issuer)
    return link.user


def _use_once(found: Assertion, *, issuer: str) -> None:
    if not use_assertion(issuer=issuer, jti=found.jti, expires_at=found.expires_at):
        raise AssertionRefused("was used before")
