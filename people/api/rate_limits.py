"""Rate limits: calls of a system, and failed token requests."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from people.access import audit_log
from people.administration.actions.systems import count_call
from people.api.problems import TOO_MANY, Problem
from people.models import System

MINUTE_SECONDS = 60


def check_call_rate(system: System) -> None:
    """Count one call. Raises Problem 429 after CALLS_A_MINUTE calls in this minute."""
    now = timezone.now()
    if count_call(system_id=system.pk, at=now) > settings.CALLS_A_MINUTE:
        raise _rate_limit_problem(MINUTE_SECONDS - now.second)


def count_token_failure(request: HttpRequest, client_id: str) -> None:
    """
    Count a request with a wrong secret. Raises Problem 429 after too many by address or client id.

    Called only after the secret was checked, so that failures of others never delay a system
    that has the right secret.
    """
    address = audit_log.client_address(request)
    # For IPv6 the network prefix, because one owner has all its addresses.
    near = ratelimit.truncate_ip(address or "")
    for limit, who in {"token_address": near, "token_client": client_id}.items():
        config = settings.TOKEN_FAILURES
        # limit_get: also a request that reads, which allauth would not count.
        if not ratelimit.consume(
            request, app="api", action=limit, config=config, key=who, limit_get=True
        ):
            now, told = timezone.now(), str(TOO_MANY)
            audit_log.record_sign_in("system_throttled", refused=told, address=address, at=now)
            raise _rate_limit_problem(MINUTE_SECONDS)


def _rate_limit_problem(seconds: int) -> Problem:
    return Problem(429, TOO_MANY, {"Retry-After": str(seconds)})
