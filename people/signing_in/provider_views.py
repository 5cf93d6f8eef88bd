"""Pages by which a person signs in at an identity provider, and links and unlinks that sign-in."""

import secrets
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView
from allauth.core.internal.httpkit import authenticated_user
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from people.access.permission_tables import Refused
from people.signing_in.actions.linked_sign_ins import unlink_sign_in
from people.signing_in.openid_connect import FAILURES, AgencyProvider, ProviderRequests
from people.signing_in.provider_proof import sign_out_urls
from people.signing_in.provider_returns import CONFIRM, LINK, SIGN_IN, failed
from people.signing_in.providers import providers
from people.signing_in.sessions import end_session, hold_session, keep_change
from people.web.absolute_urls import absolute_url
from people.web.expired_sessions import EXPIRED_SESSION_KEY
from people.web.session_contents import session_data
from people.web.session_store import open_session, session_of

LEFT = "provider_sign_outs_left"  # session key: URLs at which the browser still signs out


class SignInView(LoginView):
    """allauth's page, which also offers the agencies' providers."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on to the next provider at which this browser is still to be signed out."""
        if left := request.session.get(LEFT):
            request.session[LEFT] = left[1:]
            return redirect(left[0])
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        return facts | {"providers": providers()}


@method_decorator(login_not_required, name="dispatch")
class SignOutView(LogoutView):
    """
    allauth's page, from which the browser goes on to each provider and signs out there too.

    No address that the person opened leads past them. What was sent before the session had a new
    key ends it all the same.
    """

    def get_redirect_url(self) -> str:
        return reverse("account_login")

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; also who sends a key that the session does not have any more."""
        if open_session(session_of(self.request).late_for, timezone.now()):
            return self.render_to_response(self.get_context_data(**kwargs))
        answer: HttpResponse = super().get(*args, **kwargs)
        return answer

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        back = absolute_url(self.get_redirect_url(), self.request)
        late = end_late(self.request)
        ways = sign_out_urls(late or self.request.session, back)
        answer: HttpResponse = super().post(*args, **kwargs)  # ends what the session held
        if ways:
            self.request.session[LEFT] = ways[1:]
            answer = redirect(ways[0])
        if late:
            answer["Clear-Site-Data"] = '"cache"'  # as NoStoreMiddleware does of one that is known
        return answer

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        answer: HttpResponse = super().render_to_response(context, **more)
        allow_form_to(answer, *sign_out_urls(self.request.session, back=""))
        return answer


def end_late(request: HttpRequest) -> dict[str, Any]:
    """End the session that a late request was sent in, under its new key. Returns what it held."""
    row = open_session(session_of(request).late_for, timezone.now())
    if row is None or row.user is None:
        return {}
    get_account_adapter().note(request, "sign_out", user_id=row.user_id)
    end_session(account=row.user, lasting_id=str(row.lasting_id))
    request.session.pop(EXPIRED_SESSION_KEY, None)
    return session_data(row)


@require_GET
@login_not_required
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """
    Send a person to a provider to sign in. One link, so that it needs no script.

    They sign in there anew if they last did so longer ago than a screen here stays unlocked.
    Otherwise one click at a desk that was left would open the session that had run out.
    """
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    since = time.time() - settings.SESSION_IDLE_SECONDS
    asked = {"max_age": str(settings.SESSION_IDLE_SECONDS)}
    return go_to_provider(request, provider_id, SIGN_IN, since=since, **asked)


@require_GET
def confirm(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a person to a provider to show again who they are."""
    return go_to_provider(request, provider_id, CONFIRM, since=time.time(), **ANEW)


@require_GET
@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take up what the person was sent to the provider for."""
    app = app_or_404(request, provider_id)
    asking = ProviderRequests(request, provider_id)
    try:
        answer: HttpResponse = ProviderCallbackView.adapter_view(asking)(request)
    except FAILURES as error:
        return failed(request, app, error)
    return answer


def link(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Say what linking means; then send the person to the provider, to show who they are there."""
    app = app_or_404(request, provider_id)
    if request.method == "POST":
        return go_to_provider(request, provider_id, LINK, since=time.time(), **ANEW)
    try:
        away = ProviderRequests(request, provider_id).authorize_url
    except FAILURES as error:
        return failed(request, app, error)
    page = {"provider": app.name}
    answer = TemplateResponse(request, "account/link_sign_in.jinja", page)
    allow_form_to(answer, away)
    return answer


def unlink(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask, and then take the sign-in off the account."""
    app = app_or_404(request, provider_id)
    if request.method != "POST":
        return TemplateResponse(request, "account/unlink_sign_in.jinja", {"provider": app.name})
    if not hold_session(request):
        session_of(request).leave_cookie()
        return redirect(request.get_full_path())
    user, this = authenticated_user(request), session_of(request).lasting_id
    try:
        is_done = unlink_sign_in(user=user, issuer=app.settings["issuer"], this_session=this)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if is_done:
            request.session.cycle_key()
            keep_change(request)
            adapter = get_account_adapter()
            adapter.send_notification_mail("account/email/sign_in_unlinked", user)
        messages.success(request, _("Your sign-in is no longer linked"))
    return redirect("mfa_index")


# Parts of these pages

ANEW = {"prompt": "login", "max_age": "0"}  # the person shows at the provider who they are, now


class ProviderCallbackView(OAuth2CallbackView):
    """allauth's, which hands on what was kept when the person was sent away."""

    adapter: ProviderRequests

    def _get_state(self, request: HttpRequest, provider: AgencyProvider) -> tuple[Any, Any]:
        """
        (what was kept, None), or (None, a page) if it is of no request or of another issuer's.

        Source of the latter: RFC 9207, section 2.4.
        """
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state
        issuer = provider.app.settings["issuer"]
        if state is not None and request.GET.get("iss", issuer) != issuer:
            return None, failed(request, provider.app, "another issuer in the answer")
        return state, answer


def go_to_provider(
    request: HttpRequest, provider_id: str, purpose: str, *, since: float, **asked: str
) -> HttpResponse:
    """
    Redirect to a provider. since: the earliest sign-in there that counts, in seconds since 1970.

    asked: parameters of the request. None is taken from the address that the person opened.
    """
    app = app_or_404(request, provider_id)
    provider = get_adapter().get_provider(request, provider_id)
    asked["nonce"] = secrets.token_urlsafe(32)
    if app.settings["mfa_acr"]:
        asked["acr_values"] = " ".join(app.settings["mfa_acr"])
    kept = {"nonce": asked["nonce"], "since": since, "user": request.user.pk}
    back = get_next_redirect_url(request)
    try:
        answer: HttpResponse = provider.redirect(
            request, process=purpose, next_url=back, auth_params=asked, **kept
        )
    except FAILURES as error:
        return failed(request, app, error)
    return answer


def app_or_404(request: HttpRequest, provider_id: str) -> SocialApp:
    """A provider of the settings. Raises Http404."""
    try:
        return get_adapter().get_app(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


def allow_form_to(answer: HttpResponse, *addresses: str) -> None:
    """Let the form of this page lead to the origins of addresses (Content-Security-Policy)."""
    origins = [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses)]
    if origins:
        answer._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
