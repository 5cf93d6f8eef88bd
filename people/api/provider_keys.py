"""The public keys of the agencies' identity providers, whose signatures name officers."""

from hashlib import sha256
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.core.cache import cache
from django.http import HttpRequest

from people.api.signed_assertions import AssertionRefused
from people.signing_in.openid_connect import FAILURES, ProviderRequests
from people.signing_in.providers import providers

KEPT_SECONDS = 60  # a provider that changes its keys publishes the new one before


def keys_of_provider(issuer: str, request: HttpRequest) -> dict[str, Any]:
    """
    The published keys of a provider of the settings, as a JWK set.

    Raises AssertionRefused for an issuer that is none of them, or that does not answer in time.
    """
    app = next((app for app in providers() if app.settings["issuer"] == issuer), None)
    if app is None:
        raise AssertionRefused("unknown issuer")
    name = "provider-keys-" + sha256(issuer.encode()).hexdigest()
    found: dict[str, Any] | None = cache.get(name)
    if found is None:
        found = _published_keys(app, request)
        cache.set(name, found, KEPT_SECONDS)
    return found


def _published_keys(app: SocialApp, request: HttpRequest) -> dict[str, Any]:
    try:
        config = ProviderRequests(request, app.provider_id).openid_config
        with get_adapter().get_requests_session() as asking:
            published = asking.get(config["jwks_uri"])
            published.raise_for_status()
        return dict(published.json())
    except FAILURES as error:
        raise AssertionRefused(f"no keys of the provider, {type(error).__name__}") from error
