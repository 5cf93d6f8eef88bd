"""Session expiry: after SESSION_IDLE_SECONDS unused, and after SESSION_LENGTH_SECONDS at most."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.models import Session
from people.web import expired_sessions
from people.web.session_store import (
    CLOCKS_DIFFER_SECONDS,
    session_data,
    stored_key,
    user_before_renewal,
)

SAVED_EVERY_SECONDS = 60  # a session in use is written once a minute, not at every page


class SessionExpiryMiddleware:
    """
    Middleware: renew a session in use, and end one older than SESSION_LENGTH_SECONDS.

    The session that follows an ended one remembers its user (people/web/expired_sessions.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session, cookie = request.session, request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if SESSION_KEY in session:
            renew_session(session, timezone.now().timestamp())
        elif cookie and session.session_key is None:
            if whose := user_before_renewal(cookie, timezone.now()):
                return self._answer_late(request, whose)
            expired_sessions.note_expired_session(
                session, expired_session_data(cookie, timezone.now())
            )
        response = self.get_response(request)
        if (
            cookie
            and cookie == session.session_key
            and session.modified
            and response.status_code < 500
        ):
            _save_unless_renewed(session)
        return response

    def _answer_late(self, request: HttpRequest, whose: list[str]) -> HttpResponse:
        """
        Answer a request that was sent before its session went on under a new key.

        It is nobody's, and what it sends can be kept as a draft of that person, as of an expired
        session. Its answer leaves the browser's cookie alone, which is that of the new key by now.
        """
        request.session[expired_sessions.EXPIRED_SESSION_KEY] = whose
        response = self.get_response(request)
        if SESSION_KEY not in request.session:
            request.session.modified = False
        return response


def _save_unless_renewed(session: SessionBase) -> None:
    """
    Save a session, which Django would do later, unless it went on under another key meanwhile.

    Then the answer to this request leaves the browser's cookie alone: its session goes on, and what
    this request did is done. Of a session that was ended, Django's own save tells.
    """
    try:
        session.save()
    except UpdateError:
        if user_before_renewal(session.session_key or "", timezone.now()) is None:
            return
    session.modified = False


def renew_session(session: SessionBase, now: float) -> None:
    """
    Record that the session is in use, or end it if it is too old. now: seconds since 1970.

    One that was used later than now also ends: the clock was set back, and its age is not known.
    Clocks of two machines may differ by CLOCKS_DIFFER_SECONDS.
    """
    began = session.setdefault("began_at", now)
    is_clock_set_back = max(began, session.get("used_at", 0)) - now > CLOCKS_DIFFER_SECONDS
    if is_clock_set_back or now - began > settings.SESSION_LENGTH_SECONDS:
        was = dict(session.items())
        session.flush()
        expired_sessions.note_expired_session(session, was)
    elif now - session.get("used_at", 0) > SAVED_EVERY_SECONDS:
        session["used_at"] = now


def expired_session_data(key: str, at: datetime) -> dict[str, Any]:
    """The data of a session that expired within SESSION_LENGTH_SECONDS; else {}."""
    since = at - timedelta(seconds=settings.SESSION_LENGTH_SECONDS)
    row = Session.objects.filter(session_key=stored_key(key), expire_date__gt=since).first()
    return session_data(row) if row else {}
