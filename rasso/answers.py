"""What holds of every answer: none is kept by a browser, and none is given that is not recorded."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from people.api.parsers import NO_LENGTH
from people.api.problems import FAULT, Problem, problem_of
from people.api.unread import UNDER, problem_with
from people.audit import Unrecorded
from people.visits import READS
from rasso.threads import HELD_MOST

NOTHING_SO_LARGE = _("This is too large to accept. None of it was read or saved.")
SIGNED_IN = "_auth_user_id"
FILES = "multipart/form-data"


class NothingKept:
    """
    Middleware: a page for somebody signed in stays in no browser and no proxy.

    With the session goes what a browser kept in spite of that.
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


class Recorded:
    """Middleware: where the log cannot be written, say so; what was to be logged is undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Unrecorded):
            return HttpResponse(render_to_string("503.html"), status=503)
        return None


class AsksForLength:
    """
    Middleware: what comes in chunks is refused, page or call, for Django would take it for empty.

    No browser sends a form so; a program that does can read why.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers:
            return Problem(411, NO_LENGTH).plain()
        return self.get_response(request)


class AsksWhoSends:
    """
    Middleware: a large body is read only once it is known who sends it, and one beyond any limit
    never.

    To read it is to write it on the disk, before a form, a door or a token has been asked. What
    somebody typed whose session has ended is small, and is kept for them as ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        is_call = request.path.startswith(UNDER)  # whose door asks for a token before it reads
        is_asked = is_call or length <= settings.UNASKED_MOST_BYTES or SIGNED_IN in request.session
        if length > settings.BODY_MOST_BYTES or not is_asked:
            if is_call:
                return Problem(413, NOTHING_SO_LARGE).plain()
            return HttpResponse(render_to_string("not_taken.html"), status=413)
        return self.get_response(request)


class SaysWhatBrokeOff:
    """
    Middleware: whoever can still read it is told that nothing was kept, and what to do.

    What is large is sent for as long as its sender likes. Whose session has ended by the last byte
    of it is nobody, as one whose token has gone is to the API.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Files to the API are read once it is known who sends them (people.api.resource).
        is_to_wait = request.path.startswith(UNDER) and request.content_type == FILES
        if request.method not in READS and not is_to_wait:
            try:
                request.POST  # noqa: B018 - reading it is what fails
            except UnreadablePostError as error:
                if request.path.startswith(UNDER):
                    return problem_with(error).plain()
                return HttpResponseBadRequest(render_to_string("broken_off.html"))
            _ask_session_again(request)
        return self.get_response(request)


def _ask_session_again(request: HttpRequest) -> None:
    """What is no larger has arrived before a thread began with it (rasso/threads.py)."""
    is_held = int(request.META.get("CONTENT_LENGTH") or 0) > HELD_MOST
    session = request.session
    if is_held and SIGNED_IN in session and not session.exists(session.session_key or ""):
        request.session = type(session)()


# What Django asks for where no page and no door has answered. A call is told as a door tells it.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(UNDER):
        return problem_with(exception).plain()
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(UNDER):
        return problem_of(exception).plain()
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(UNDER):
        return problem_of(exception).plain()
    return defaults.page_not_found(request, exception)


def fault(request: HttpRequest) -> HttpResponse:
    """It is in the log by now, and told here without a detail; without a database, as for now."""
    error = sys.exc_info()[1]
    is_away = isinstance(error, OperationalError | InterfaceError)
    problem = problem_of(error) if is_away else Problem(500, FAULT)
    if request.path.startswith(UNDER):
        return problem.plain()
    page = defaults.server_error(request)
    page.status_code = problem.status
    for name, value in problem.headers.items():
        page[name] = value
    return page
