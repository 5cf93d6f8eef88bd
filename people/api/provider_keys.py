"""The public keys of the agencies' identity providers, whose signatures name officers."""

from hashlib import sha256
from typing import Any

from allauth.socialaccount.models import SocialApp
from django.core.cache import cache
from django.http import HttpRequest

from people.api.signed_assertions import AssertionRefused
from people.signing_in.openid_connect import FAILURES, ProviderRequests

KEPT_SECONDS = 60  # a provider that changes its keys publishes the new one before
FAILURE_SECONDS = 10  # for which a provider that did not answer is not asked again
NO_KEYS: dict[str, Any] = {}  # what is kept of a failure


def keys_of_provider(app: SocialApp, request: HttpRequest) -> dict[str, Any]:
    """
    The published keys of a provider of the settings, as a JWK set.

    Raises AssertionRefused for one that does not answer in time, or did not a moment ago.
    """
    name = "provider-keys-" + sha256(app.settings["issuer"].encode()).hexdigest()
    found: dict[str, Any] | None = cache.get(name)
    if found is None:
        try:
            found = ProviderRequests(request, app.provider_id).published_keys()
        except FAILURES as error:
            cache.set(name, NO_KEYS, FAILURE_SECONDS)
            raise AssertionRefused(f"no keys of the provider, {type(error).__name__}") from error
        cache.set(name, found, KEPT_SECONDS)
    if not found:
        raise AssertionRefused("no keys of the provider a moment ago")
    return found
