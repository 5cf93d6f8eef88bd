"""The agencies' identity providers: which there are, and whom they let in."""

from typing import Any

from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import (
    DefaultSocialAccountAdapter,
    _build_apps_from_settings,
    get_adapter,
)
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest
from django.urls import reverse

from people.models import LinkedSignIn, User
from people.signing_in import provider_returns
from people.signing_in.openid_connect import AgencyProvider
from people.signing_in.provider_session import ProviderSession, deadline_of


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Providers of the settings alone. Nobody gets an account by coming from one."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Never those of allauth's table, to which whoever writes the database could add."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_app(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> SocialApp:
        """The provider of this id. allauth's would take the protocol's name for each of them."""
        for app in self.list_apps(request, client_id=client_id):
            if app.provider_id == provider:
                return app
        raise SocialApp.DoesNotExist

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> AgencyProvider:
        """Raises SocialApp.DoesNotExist."""
        return AgencyProvider(request, app=self.get_app(request, provider, client_id))

    def get_requests_session(self) -> ProviderSession:
        return ProviderSession(deadline_of(current.request))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """
        Show our page. allauth's would say what went wrong, to whoever caused it.

        An answer to nothing that this session has asked leaves no audit entry: anybody could fill
        the log with them.
        """
        app, reason = provider.app, facts.get("exception") or facts.get("error")
        if "state" not in (facts.get("extra_context") or {}):
            raise ImmediateHttpResponse(provider_returns.failed_page(request, app))
        raise ImmediateHttpResponse(provider_returns.failed(request, app, reason))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """
        Go on with what the person was sent to the provider for.

        Only to sign in is left to allauth, with the account that is linked to this sign-in.
        """
        if answer := provider_returns.answer_to(request, sociallogin):
            raise ImmediateHttpResponse(answer)


def providers() -> list[SocialApp]:
    """The providers of the settings."""
    apps: list[SocialApp] = get_adapter().list_apps(None)
    return apps


def ways_to_confirm(user: User) -> list[dict[str, str]]:
    """How a person can confirm who they are at a provider, as allauth lists its ways."""
    issuers = set(LinkedSignIn.objects.filter(user=user).values_list("issuer", flat=True))
    return [
        {
            "id": "provider",
            "description": app.name,
            "url": reverse("account_provider_confirm", args=[app.provider_id]),
        }
        for app in providers()
        if app.settings["issuer"] in issuers
    ]
