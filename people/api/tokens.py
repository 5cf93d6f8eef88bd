"""
Token endpoints: OAuth 2 client credentials (RFC 6749 §4.4), tokens for officers and systems that
prove themselves by a key (RFC 7521, RFC 7523), and revocation (RFC 7009), by oauthlib.
"""

import base64
import logging
from collections.abc import Sequence
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from oauthlib.oauth2 import (
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    OAuth2Error,
    RequestValidator,
)
from rest_framework.exceptions import MethodNotAllowed

from people.access import audit_log
from people.access.permission_tables import Refused
from people.administration.actions import systems
from people.api import rate_limits
from people.api.bearer_auth import check_https
from people.api.endpoints import SCOPES
from people.api.oauth_server import BY_KEY, FOR_OFFICER, FOR_SYSTEM, TokenServer
from people.api.officers import assertion_of_system, named_in, officer_of_assertion
from people.api.problems import Problem, problem_from_error
from people.api.signed_assertions import AssertionRefused
from people.models import LinkedSignIn, System

log = logging.getLogger(__name__)

NO_STORE_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


class OAuthRequestValidator(RequestValidator):
    """
    oauthlib's request validator: authenticates systems and limits the scopes of their tokens.

    asked: the Django request. is_proven: whether a system has proven itself in it. officer: whom
    its assertion names.
    """

    def __init__(self, asked: HttpRequest) -> None:
        super().__init__()
        self.asked = asked
        self.is_proven = False
        self.officer: LinkedSignIn | None = None

    def client_authentication_required(self, request: Any) -> bool:
        return True

    def authenticate_client(self, request: Any) -> bool:
        is_by_key = bool(getattr(request, "client_assertion", ""))
        system = self._proven_by_key(request) if is_by_key else _proven_by_secret(request)
        if system is None:
            return False
        self.is_proven = True
        rate_limits.check_call_rate(system)
        request.client, request.client_id, request.is_by_key = system, system.pk, is_by_key
        return True

    def _proven_by_key(self, request: Any) -> System | None:
        """The system whose key has signed its assertion. Logs why it is none."""
        system = _active_system(named_in(request.client_assertion))
        is_named = getattr(request, "client_assertion_type", "") == BY_KEY
        if system is None or not system.public_keys or not is_named:
            return None
        try:
            assertion_of_system(request.client_assertion, system, self.asked)
        except AssertionRefused as refusal:
            log.warning("the assertion of system %s was refused: %s", system.pk, refusal)
            return None
        return system

    def officer_of(self, request: Any) -> LinkedSignIn | None:
        """The officer whom the assertion of a request names. Logs why it names nobody."""
        try:
            self.officer = officer_of_assertion(request.assertion, request.client, self.asked)
        except AssertionRefused as refusal:
            log.warning("an officer's assertion of %s was refused: %s", request.client_id, refusal)
        return self.officer

    def validate_grant_type(
        self, client_id: Any, grant_type: str, client: Any, request: Any
    ) -> bool:
        return grant_type in (FOR_SYSTEM, FOR_OFFICER)

    def get_default_scopes(self, client_id: Any, request: Any) -> list[str]:
        return sorted(SCOPES)

    def validate_scopes(
        self, client_id: Any, scopes: Sequence[str], client: Any, request: Any
    ) -> bool:
        return set(scopes) <= SCOPES.keys()

    def save_bearer_token(self, token: dict[str, Any], request: Any) -> None:
        try:
            systems.issue_token(
                system=request.client, token=token["access_token"], scopes=request.scopes,
                officer=getattr(request, "officer", None), at=timezone.now(),
            )  # fmt: skip
        except systems.OfficerNotNamed:
            raise InvalidGrantError(request=request) from None
        except Refused:
            raise InvalidClientError(request=request) from None

    def revoke_token(self, token: str, token_type_hint: str | None, request: Any) -> None:
        systems.revoke_token(system=request.client, token=token)


@login_not_required
@csrf_exempt
def get_token(request: HttpRequest) -> HttpResponseBase:
    """Issue a token for TOKEN_SECONDS, with the requested scopes, or with all."""
    return _token_response(request, "system_signed_in")


@login_not_required
@csrf_exempt
def end_token(request: HttpRequest) -> HttpResponseBase:
    """Revoke a token at once. An unknown token counts as revoked."""
    return _token_response(request, "system_signed_out")


def _token_response(request: HttpRequest, verb: str) -> HttpResponseBase:
    """oauthlib's response; a problem for the errors that OAuth does not define."""
    try:
        check_https(request)
        if request.method != "POST":
            raise Problem(405, MethodNotAllowed(request.method).detail, {"Allow": "POST"})
        return _logged_oauth_response(request, verb)
    except Exception as error:
        problem = problem_from_error(error)
        if problem is None:
            raise
        return problem.plain()


def _logged_oauth_response(request: HttpRequest, verb: str) -> HttpResponse:
    validator = OAuthRequestValidator(request)
    headers, body, status = _oauth_response(request, verb, validator)
    named = _client_id_of(request)
    system = _active_system(named)
    audit_log.record_sign_in(
        verb,
        user_id=system.account_id if system else None,
        system_id=system.pk if system else None,
        refused="" if status == 200 else f"OAuth 2 answered {status}",
        address=audit_log.client_address(request),
        at=timezone.now(),
    )
    if status == 200 and validator.officer is not None:
        audit_log.record_sign_in(
            "officer_signed_for",
            user_id=validator.officer.user_id,
            system_id=system.pk if system else None,
            address=audit_log.client_address(request),
            at=timezone.now(),
        )
    if status != 200 and not validator.is_proven:  # what has proven itself is counted as a call
        spelt_once = str(_uuid_or_none(named) or named)
        rate_limits.count_token_failure(request, spelt_once)
    return HttpResponse(body, status=status, headers=headers)


def _oauth_response(
    request: HttpRequest, verb: str, validator: OAuthRequestValidator
) -> tuple[dict[str, str], Any, int]:
    """(headers, body, status) from oauthlib, also for the errors that it only raises."""
    server = TokenServer(validator, validator.officer_of)
    is_given = verb == "system_signed_in"
    ask = server.create_token_response if is_given else server.create_revocation_response
    try:
        _refuse_contradictions(request)
        answered: tuple[dict[str, str], Any, int] = ask(
            request.build_absolute_uri(request.path),  # without the query string
            http_method="POST",
            body=request.POST.dict() if _is_form(request) else {},
            headers={"Authorization": request.headers.get("Authorization", "")},
        )
        return answered
    except OAuth2Error as error:
        return NO_STORE_HEADERS, error.json, error.status_code


def _refuse_contradictions(request: HttpRequest) -> None:
    """Refuse repeated parameters (RFC 6749 §3.2), and a header and body with different clients."""
    if not _is_form(request):
        return
    if any(len(given) > 1 for _name, given in request.POST.lists()):
        raise InvalidRequestError("A parameter is given twice.")
    is_by_key = bool(request.POST.get("client_assertion"))
    if is_by_key and (request.headers.get("Authorization") or request.POST.get("client_secret")):
        raise InvalidRequestError("A system proves itself in one way.")
    named = request.POST.get("client_id", "")
    if named and named.lower() != _client_id_of(request).lower():
        raise InvalidRequestError("client_id is not that of the Authorization header.")


def _is_form(request: HttpRequest) -> bool:
    return request.content_type == "application/x-www-form-urlencoded"


def _active_system(client_id: str | None) -> System | None:
    """The system with this client id if its account is active, or None. No directory is one."""
    pk = _uuid_or_none(client_id)
    rows = System.objects.select_related("account")
    alive = rows.filter(account__is_active=True, people_of=None)
    return alive.filter(pk=pk).first() if pk else None


def _uuid_or_none(client_id: str | None) -> UUID | None:
    """Parse a client id in any spelling of a UUID; None if it is none."""
    try:
        return UUID(client_id or "")
    except ValueError:
        return None


def _client_id_of(request: HttpRequest) -> str:
    """The client id that is authenticated: from the header, or else from the body."""
    body = request.POST if _is_form(request) else {}
    if body.get("client_assertion"):
        return named_in(body["client_assertion"])
    given = body.get("client_id", "")
    return _basic_credentials(request.headers.get("Authorization", ""))[0] or given


def _proven_by_secret(request: Any) -> System | None:
    """The system whose secret was sent, unless it proves itself by a key."""
    client_id, secret = _client_credentials(request)
    system = _active_system(client_id)
    # Compare for an unknown client id too, so that the time taken reveals no ids.
    digest = system.secret if system else systems.secret_digest("")
    if not compare_digest(digest, systems.secret_digest(secret)) or system is None:
        return None
    return None if system.public_keys else system


def _client_credentials(request: Any) -> tuple[str, str]:
    """(id, secret) from the Authorization header, or from the body."""
    found = _basic_credentials(request.headers.get("Authorization", ""))
    return found if found[0] else (request.client_id or "", request.client_secret or "")


def _basic_credentials(header: str) -> tuple[str, str]:
    kind, _space, text = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        client_id, _colon, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except ValueError:  # invalid base64 or UTF-8
        return "", ""
    return client_id, secret
