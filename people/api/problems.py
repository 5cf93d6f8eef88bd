"""RFC 9457 problem details: how errors become API responses, in plain words."""

import logging
from collections.abc import Mapping
from typing import Any, overload

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from people.access.audit_log import AuditWriteFailed
from people.access.permission_tables import Refused, Unreadable
from people.access.reading_limits import HOUR, LimitReached
from people.web.lock_timeouts import is_lock_timeout

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: _("The call cannot be read"),
    401: _("No valid token"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This address does not accept this method"),
    406: _("Only JSON is available"),
    409: _("Not as things are now"),
    410: _("No longer there"),
    411: _("The length is missing"),
    412: _("Changed by someone else"),
    413: _("Too large"),
    415: _("This kind of content is not accepted"),
    422: _("Some answers cannot be accepted"),
    428: _("A condition is missing"),
    429: _("Too many calls"),
    500: _("A fault in this service"),
    503: _("Not available now"),
}
MISSING = _("There is nothing at this address, or nothing that you may see.")
NOT_LET_IN = _("This call is not allowed. Contact your IT service desk.")
FAULT = _(
    "Something went wrong here, and it was logged. You can send the same call again, "
    "with the same Idempotency-Key if it has one."
)
AWAY = _("The database does not answer. Wait, then send the same call again with its key.")
LOCKED = _(
    "Someone else is saving changes to this; nothing was done. Wait, then send the "
    "same call with its key."
)
BUSY = _("Too many calls at once; nothing was done. Wait, then send the same call with its key.")
TOO_MANY = _("Wait as many seconds as Retry-After says, then continue.")
READ_TOO_MUCH = _(
    "%(reason)s Nothing more is read for them now; those who lead their unit have been told. They "
    "can ask for more on the page “Limits on reading”."
)
UNRECORDED = _("The log could not be written, so nothing was done or shown. Try again later.")


class Problem(Exception):
    """
    An API call failed; raising it rolls the transaction back.

    detail: what the caller can do about it. more: further members, such as `errors`.
    """

    def __init__(
        self,
        status: int,
        detail: str | Promise | Exception,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more

    def answer(self) -> Response:
        body = {
            "type": "about:blank",
            "title": str(TITLES[self.status]),
            "status": self.status,
            "detail": str(self.detail),
        }
        return Response(
            body | self.more, self.status, headers=self.headers, content_type=MEDIA_TYPE
        )

    def plain(self) -> JsonResponse:
        """The problem as a plain Django response, for code outside REST Framework's views."""
        body = self.answer()
        headers = self.headers | {"Cache-Control": "no-store, private"}
        return JsonResponse(body.data, status=self.status, headers=headers, content_type=MEDIA_TYPE)


@overload
def problem_from_error(
    error: Problem | Refused | OperationalError | InterfaceError | Http404 | PermissionDenied,
) -> Problem: ...
@overload
def problem_from_error(error: BaseException | None) -> Problem | None: ...


def problem_from_error(error: BaseException | None) -> Problem | None:
    """The problem of a known error; None for any other, which is a bug (500)."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404 | ObjectDoesNotExist | exceptions.NotFound):
        return Problem(404, MISSING)
    if isinstance(error, Refused):
        return Problem(409 if error.is_stage else 403, error)
    if isinstance(error, PermissionDenied):
        return Problem(403, NOT_LET_IN)
    if isinstance(error, LimitReached):
        wait = str(int(HOUR.total_seconds()))
        return Problem(429, READ_TOO_MUCH % {"reason": error.reason}, {"Retry-After": wait})
    if isinstance(error, AuditWriteFailed):
        return Problem(503, UNRECORDED)
    if isinstance(error, Unreadable):
        log.error("What a call asked for could not be read", exc_info=error)
        return Problem(503, error.reason)
    if isinstance(error, OperationalError | InterfaceError):
        if is_lock_timeout(error):
            return Problem(503, LOCKED, {"Retry-After": "1"})
        log.error("The database did not answer", exc_info=error)
        return Problem(503, AWAY, {"Retry-After": "5"})
    if isinstance(error, exceptions.APIException):
        return _problem_from_framework(error)
    return None


def _problem_from_framework(error: Any) -> Problem:
    """The problem of an APIException: wrong method, wrong content type, invalid JSON."""
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    return Problem(error.status_code, error.detail, headers)


def exception_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST Framework's EXCEPTION_HANDLER: the problem as a response; None re-raises the error."""
    problem = problem_from_error(error)
    return problem and problem.answer()
