"""Middleware for every response: no caching, audit failures, body sizes, broken bodies."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from people.access.audit_log import AuditWriteFailed
from people.api.django_errors import API_PREFIX, problem_from_body_error
from people.api.parsers import NO_LENGTH
from people.api.problems import Problem
from people.directories.answers import answer_to_program
from people.web.audit_context import SAFE_METHODS
from people.web.expired_sessions import note_expired_session
from people.web.second_factor_state import has_second_factor
from people.web.session_store import open_session, session_of
from rasso.gunicorn_worker import MAX_HELD_BODY_BYTES

NOTHING_SO_LARGE = _("This is too large to accept. None of it was read or saved.")
SIGNED_IN = "_auth_user_id"
FILES = "multipart/form-data"


class NoStoreMiddleware:
    """
    Middleware: pages for signed-in users are not cached by browsers or proxies.

    Signing out also clears what a browser cached all the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = SIGNED_IN in request.session
        response = self.get_response(request)
        after = SIGNED_IN in request.session
        if before or after:
            patch_cache_control(response, no_store=True, private=True)
        if before and not after:
            response["Clear-Site-Data"] = '"cache"'
        return response


class AuditFailureMiddleware:
    """Middleware: 503 if the audit log cannot be written; the action has been rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, AuditWriteFailed):
            return HttpResponse(render_to_string("503.html"), status=503)
        return None


class ContentLengthMiddleware:
    """
    Middleware: refuse chunked request bodies, which Django would read as empty.

    No browser sends forms that way; the response tells a program why.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers:
            problem = Problem(411, NO_LENGTH)
            return answer_to_program(request, problem) or problem.plain()
        return self.get_response(request)


class BodySizeMiddleware:
    """
    Middleware: read a large body only from an authenticated sender, and never one above the limit.

    Reading it writes it to disk, before any form, guard or token is checked. The input of a user
    whose session has expired is small, and is still saved as a draft; who has a new key since this
    was sent counts as signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        is_call = request.path.startswith(API_PREFIX)  # authenticates before it reads
        is_known = _is_signed_in(request) or session_of(request).late_for is not None
        is_asked = is_call or length <= settings.UNASKED_MOST_BYTES or is_known
        if length > settings.BODY_MOST_BYTES or not is_asked:
            if told := answer_to_program(request, Problem(413, NOTHING_SO_LARGE)):
                return told
            return HttpResponse(render_to_string("not_taken.html"), status=413)
        return self.get_response(request)


def _is_signed_in(request: HttpRequest) -> bool:
    """Whether the session's person has signed in, and with a second factor."""
    return SIGNED_IN in request.session and has_second_factor(request.session)


class BrokenBodyMiddleware:
    """
    Middleware: answer a truncated body with a page that says nothing was saved and what to do.

    A large body may take long to arrive, and its session is in use meanwhile. If that has ended by
    the last byte, the sender counts as signed out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Files to the API are read once it is known who sends them (people.api.resource).
        is_to_wait = request.path.startswith(API_PREFIX) and request.content_type == FILES
        if request.method not in SAFE_METHODS and not is_to_wait:
            began = timezone.now()
            try:
                request.POST  # noqa: B018 - reading it is what fails
            except UnreadablePostError as error:
                if request.path.startswith(API_PREFIX):
                    return problem_from_body_error(error).plain()
                return HttpResponseBadRequest(render_to_string("broken_off.html"))
            _recheck_session(request, began)
        return self.get_response(request)


def _recheck_session(request: HttpRequest, began: datetime) -> None:
    """
    Check the session again after a large body; small ones arrive before a thread starts on them
    (rasso/gunicorn_worker.py).

    One that has a new key meanwhile goes on, with what it holds by now. After one that ended, the
    request is nobody's: what it sends can be kept as a draft, and its answer leaves the browser the
    cookie that it has by then. began: when it began to arrive; from then on the session is in use.
    """
    is_held = int(request.META.get("CONTENT_LENGTH") or 0) > MAX_HELD_BODY_BYTES
    session = session_of(request)
    if not is_held or SIGNED_IN not in session:
        return
    now = timezone.now()
    if row := open_session(session.lasting_id, now, used_at=began):
        session.take_up(row)
        session["used_at"] = now.timestamp()
    else:
        late = type(session)()
        late.is_late = True
        note_expired_session(late, session)
        request.session = late
