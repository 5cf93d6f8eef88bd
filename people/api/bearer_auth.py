"""Bearer authentication: a system by its token, for itself or for the officer it names."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from people.access import audit_log
from people.access.expiry import live_at
from people.access.scopes import Scope, scope_of
from people.administration.actions.systems import lock_token, secret_digest
from people.api import rate_limits
from people.api.problems import Problem
from people.models import Token, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OFFICER_HEADER = "Rasso-Officer"  # header with the e-mail address of the officer a call is made for
NO_TOKEN = _("Send a token as “Authorization: Bearer …”. POST to api/token/ for one.")
NO_SUCH_OFFICER = _(
    "Name someone in Rasso-Officer, by email address, who has an account here and a "
    "role on a unit that this system acts for."
)
NEEDS_SIGNATURE = _(
    "Name nobody in Rasso-Officer. Get a token for the officer, by an assertion that the identity "
    "provider of their agency has signed."
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
        request._request.scope = _scope_of_caller(request, token, now)
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
    scope = _scope_of_caller(request, token, now)
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
            alive.select_related("system__account", "officer")
            .filter(digest=secret_digest(text.strip()))
            .first()
        )
    if found is None:
        raise Problem(401, NO_TOKEN, CHALLENGE)
    return found


def _scope_of_caller(request: Request, token: Token, now: datetime) -> Scope:
    """
    The scope of the officer for whom a token was given, or who is named; else of the system.

    A system that names nobody reads nothing that a conflict hides from anyone it serves.
    """
    address = audit_log.client_address(request._request)
    system = token.system
    own = scope_of(system.account, at=now, address=address).as_system(system.pk)
    named = request.headers.get(OFFICER_HEADER, "")
    if not named and token.officer is None:
        return own.hidden_as_from(people_served(own))
    if named and (token.officer is not None or not settings.OFFICERS_NAMED_BY_HEADER):
        raise _refused_officer(own, named, NEEDS_SIGNATURE)
    officer = token.officer or _officer_named(named)
    scope = officer and scope_of(officer, at=now, address=address)
    if (
        not scope
        or scope.user_id is None
        or not (own.within or frozenset()) & scope.capacities.keys()
    ):
        raise _refused_officer(own, named, NO_SUCH_OFFICER)
    return scope.limited_to_system(own)


def _officer_named(email: str) -> User | None:
    people = User.objects.filter(email=email.strip().lower(), is_system=False)
    return people.first() if "\0" not in email else None


def _refused_officer(own: Scope, named: str, reason: "StrOrPromise") -> Problem:
    """Log that a system named somebody whom it cannot act for. Returns the problem."""
    audit_log.record_sign_in(
        "officer_not_named", user_id=own.user_id, system_id=own.system_id, email=named,
        refused=reason, address=own.address, at=own.at,
    )  # fmt: skip
    return Problem(403, reason)


def people_served(own: Scope) -> list[int]:
    """The accounts of the people with a role on a unit that a system acts for, all of each."""
    held = Q(unitgrants__content_object__in=own.within or ()) & live_at(own.at, "unitgrants")
    served = User.objects.filter(held, is_active=True, is_system=False)
    same = Q(pk__in=served.values("pk")) | Q(human__in=served.values("human"))
    return list(User.objects.filter(same).values_list("pk", flat=True))
