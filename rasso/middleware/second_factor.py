"""Nobody without a second factor reaches more than the pages that set one up."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from people.api.django_errors import API_PREFIX
from people.web.audit_context import SAFE_METHODS
from people.web.second_factor_state import has_second_factor

# Names of the URLs that set up a factor, confirm that it is the account's owner, and sign out.
SET_UP_ROUTES = frozenset(
    {
        "mfa_set_up",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_provider_confirm",
        "account_provider_callback",
        "account_logout",
    }
)
PROBES = frozenset({"livez", "readyz", "readyz-reminders"})  # they look at no session


class SecondFactorMiddleware:
    """
    Middleware: send a signed-in person without a second factor to its set-up, from every URL.

    Place it after the session's middleware and before all that reads a body. The API is left to
    its bearer tokens: no session opens it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY not in session or has_second_factor(session) or _is_open(request.path_info):
            return self.get_response(request)
        if request.method in SAFE_METHODS:
            return redirect("mfa_set_up")
        return HttpResponse(render_to_string("mfa/set_up_first.html"), status=403)


def _is_open(path: str) -> bool:
    """Whether a person without a second factor may reach this path."""
    if path.startswith(API_PREFIX):
        return True
    try:
        return resolve(path).url_name in SET_UP_ROUTES | PROBES
    except Resolver404:
        return False
