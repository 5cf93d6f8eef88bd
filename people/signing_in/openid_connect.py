"""allauth's OpenID Connect, with what it leaves out: signature, nonce, age, and no other server."""

from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from people.signing_in.id_tokens import Expected, checked_claims, shows_second_factor
from people.signing_in.provider_session import refuse_plain_http
from people.web.absolute_urls import absolute_url

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# What asking a provider, or reading what it answers, can raise.
FAILURES = (
    OAuth2Error, requests.RequestException, TimeoutError, LookupError, TypeError, ValueError,
    AttributeError, RecursionError,
)  # fmt: skip


class ProviderRequests(OpenIDConnectOAuth2Adapter):
    """
    What is asked of a provider while somebody signs in.

    state: what was kept when they were sent there.
    """

    state: dict[str, Any] | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself. Raises OAuth2Error if it is another issuer."""
        is_new = not hasattr(self, "_openid_config")
        config: dict[str, Any] = super().openid_config
        if is_new:
            if config["issuer"] != self.get_provider().app.settings["issuer"]:
                raise OAuth2Error("The provider names another issuer")
            for name in ENDPOINTS:
                refuse_plain_http(config[name])
        return config

    def published_keys(self) -> dict[str, Any]:
        """The keys that the provider publishes now, as a JWK set. Raises one of FAILURES."""
        with get_adapter().get_requests_session() as asking:
            published = asking.get(self.openid_config["jwks_uri"])
            published.raise_for_status()
            return dict(published.json())

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        path = reverse("account_provider_callback", args=[self.provider_id])
        return absolute_url(path, request)

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        return SocialToken(token=data["access_token"])  # not used, and not kept

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **answer: Any
    ) -> SocialLogin:
        """
        Who it is, by the ID token alone. The account is not stored: extra_data carries the proof.
        """
        state = self.state or {}
        signed = str(answer["response"]["id_token"])
        expected = Expected(
            app.settings["issuer"], app.client_id, str(state["nonce"]), float(state["since"])
        )
        claims = checked_claims(signed, self.published_keys(), expected)
        account = SocialAccount(provider=app.provider_id, uid=claims["sub"])
        account.extra_data = {
            "proof": self._proof(app, claims), "sign_out": self._sign_out(app, signed)
        }  # fmt: skip
        return SocialLogin(provider=self.get_provider(), account=account)

    def _proof(self, app: SocialApp, claims: dict[str, Any]) -> dict[str, Any]:
        """What the session keeps of a sign-in (people/signing_in/provider_proof.py)."""
        return {
            "provider": app.provider_id,
            "issuer": claims["iss"],
            "subject": claims["sub"],
            "signed_in_at": claims["auth_time"],
            "second_factor": shows_second_factor(claims, app.settings),
        }

    def _sign_out(self, app: SocialApp, signed: str) -> dict[str, str]:
        """What the provider's sign-out takes; {} where it has none."""
        url = self.openid_config.get("end_session_endpoint")
        if not url:
            return {}
        refuse_plain_http(url)
        return {"url": url, "client_id": app.client_id, "signed": signed}


class AgencyProvider(OpenIDConnectProvider):
    """One agency's provider."""

    oauth2_adapter_class = ProviderRequests
