"""Rate limits: calls of a system, failed token requests, and addresses of calendars."""

from uuid import UUID

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
    for limit, who in {"token_address": _network_of(request), "token_client": client_id}.items():
        if not _is_within(request, limit, who, config=settings.TOKEN_FAILURES):
            _log_throttled(request, "system_throttled")
            raise _rate_limit_problem(MINUTE_SECONDS)


def count_wrong_address(request: HttpRequest) -> None:
    """Count a request at an address that is no calendar's. Raises Problem 429 after too many."""
    if not _is_within(request, "wrong", _network_of(request), config=settings.CALENDAR_RATES):
        _log_throttled(request, "calendar_throttled")
        raise _rate_limit_problem(MINUTE_SECONDS)


def check_calendar_rate(request: HttpRequest, address: UUID) -> None:
    """Count a reading of a calendar. Raises Problem 429 after too many by one address of it."""
    if not _is_within(request, "reading", str(address), config=settings.CALENDAR_RATES):
        raise _rate_limit_problem(MINUTE_SECONDS)


def _is_within(request: HttpRequest, limit: str, who: str, *, config: dict[str, str]) -> bool:
    """limit_get: also a request that reads, which allauth would not count."""
    consumed = ratelimit.consume(
        request, app="api", action=limit, config=config, key=who, limit_get=True
    )
    return bool(consumed)


def _network_of(request: HttpRequest) -> str:
    """For IPv6 the network prefix, because one owner has all its addresses."""
    prefix: str = ratelimit.truncate_ip(audit_log.client_address(request) or "")
    return prefix


def _log_throttled(request: HttpRequest, verb: str) -> None:
    address, told = audit_log.client_address(request), str(TOO_MANY)
    audit_log.record_sign_in(verb, refused=told, address=address, at=timezone.now())


def _rate_limit_problem(seconds: int) -> Problem:
    return Problem(429, TOO_MANY, {"Retry-After": str(seconds)})
