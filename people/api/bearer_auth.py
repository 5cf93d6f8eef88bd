"""Bearer authentication: a system by its token, for itself or for the officer it names."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from people.access import audit_log
from people.access.scopes import Scope, scope_of
from people.administration.actions.systems import lock_token, secret_digest
from people.api import rate_limits
from people.api.problems import Problem
from people.models import System, Token, User

OFFICER_HEADER = "Rasso-Officer"  # header with the e-mail address of the officer a call is made for
NO_TOKEN = _("Send a token as “Authorization: Bearer …”. POST to api/token/ for one.")
NO_SUCH_OFFICER = _(
    "Name someone in Rasso-Officer, by email address, who has an account here and a "
    "role on a unit that this system acts for."
)
NEEDS_TLS = _("Call over HTTPS. Treat this token as compromised, and get another.")
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rasso"'}


class BearerAuthentication(BaseAuthentication):
    """
    REST Framework authentication that sets the caller's scope, read once.

    401 without a live token of an active system; 403 for an officer who cannot be named, without
    saying why.
    """

    def authenticate(self, request: Request) -> tuple[User, Token]:
        check_https(request)
        now = timezone.now()
        token = _token_of_request(request, now)
        rate_limits.check_call_rate(token.system)
        request._request.scope = _scope_of_caller(request, token.system, now)
        return token.system.account, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE["WWW-Authenticate"]


def reauthenticate(request: Request) -> Scope:
    """
    Authenticate again after the whole body has arrived; returns the scope to act with.

    A slow sender may have lost its token or capacities meanwhile. Call it inside a transaction: it
    locks the token against revocation until the end. Raises Problem as authenticate() does.
    """
    now = timezone.now()
    token = _token_of_request(request, now, is_kept=True)
    scope = _scope_of_caller(request, token.system, now)
    request._request.scope = request.scope = scope
    return scope


def check_https(request: Request | HttpRequest) -> None:
    """Raise Problem over plain HTTP. No redirect: the secret has already been sent in clear."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise Problem(403, NEEDS_TLS)


def _token_of_request(request: Request, now: datetime, *, is_kept: bool = False) -> Token:
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    alive = Token.objects.filter(expires_at__gt=now, system__account__is_active=True)
    found = None
    if kind.lower() == "bearer" and text:
        if is_kept:
            lock_token(token=text.strip())
        found = (
            alive.select_related("system__account")
            .filter(digest=secret_digest(text.strip()))
            .first()
        )
    if found is None:
        raise Problem(401, NO_TOKEN, CHALLENGE)
    return found


def _scope_of_caller(request: Request, system: System, now: datetime) -> Scope:
    address = audit_log.client_address(request._request)
    own = scope_of(system.account, at=now, address=address).as_system(system.pk)
    named = request.headers.get(OFFICER_HEADER, "")
    if not named:
        return own
    people = User.objects.filter(email=named.strip().lower(), is_system=False)
    officer = people.first() if "\0" not in named else None
    scope = officer and scope_of(officer, at=now, address=address)
    if (
        not scope
        or scope.user_id is None
        or not (own.within or frozenset()) & scope.capacities.keys()
    ):
        audit_log.record_sign_in(
            "officer_not_named", user_id=own.user_id, system_id=system.pk, email=named,
            refused=NO_SUCH_OFFICER, address=address, at=now,
        )  # fmt: skip
        raise Problem(403, NO_SUCH_OFFICER)
    return scope.limited_to_system(own)
