"""Session expiry: after SESSION_IDLE_SECONDS unused, and after SESSION_LENGTH_SECONDS at most."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from people.models import Session
from people.web import expired_sessions
from people.web.session_contents import session_data, stored_key
from people.web.session_store import (
    CLOCKS_DIFFER_SECONDS,
    SessionStore,
    open_session,
    session_before_renewal,
    session_of,
)

SAVED_EVERY_SECONDS = 60  # a session in use is written once a minute, not at every page


class SessionExpiryMiddleware:
    """
    Middleware: keep a session in use, and end one older than SESSION_LENGTH_SECONDS.

    The session that follows an ended one remembers its user (people/web/expired_sessions.py). One
    that is to have a new key gets it once the request is answered without a failure.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session, cookie = session_of(request), request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if SESSION_KEY in session:
            renew_session(session, timezone.now().timestamp())
        elif cookie and session.session_key is None and not _open_late(session, cookie):
            ended = expired_session_data(cookie, timezone.now())
            expired_sessions.note_expired_session(session, ended)
            session.is_late = not ended  # the cookie of a key that was replaced long ago, perhaps
        key = session.session_key
        response = self.get_response(request)
        now = session_of(request)  # allauth may have put another object there
        if now.is_late and set(now.keys()) <= {expired_sessions.EXPIRED_SESSION_KEY}:
            now.leave_cookie()
        is_to_store = now.session_key == key and now.modified and response.status_code < 500
        if key and (now.is_gone or is_to_store):
            _store(request, session)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """
        Send the browser here again with the cookie that it has now.

        A page that saves the session itself has found that it was renewed or ended meanwhile.
        """
        if not isinstance(exception, UpdateError):
            return None
        session_of(request).leave_cookie()
        return redirect(request.get_full_path())


def _open_late(session: SessionStore, key: str) -> bool:
    """
    Open a session for a request that was sent before its own went on under a new key.

    It is nobody's, and what it sends can be kept as a draft of that person, as of an expired
    session. Its answer leaves the browser's cookie alone, which is that of the new key by now,
    unless it holds something new: whoever never got the new key can sign in at once.
    """
    before = session_before_renewal(key, timezone.now())
    if before is None:
        return False
    expired_sessions.note_expired_session(session, session_data(before))
    session.is_late, session.late_for = True, before.lasting_id
    return True


def _store(request: HttpRequest, loaded: SessionStore) -> None:
    """
    Save a session, or renew it. loaded: as it was when the request began.

    Where another request has renewed it meanwhile, the answer leaves the browser's cookie alone:
    the session goes on, and what this request did is done. So it does where a session ended that
    was to be renewed. Of another that ended, Django's own save tells.
    """
    session = session_of(request)
    if not session.is_gone:
        with suppress(UpdateError):
            session.renew() if session.is_to_be_renewed else session.save()
            session.is_stored = True
            return
    if session.is_to_be_renewed or open_session(loaded.lasting_id, timezone.now()):
        loaded.leave_cookie()
        request.session = loaded


def renew_session(session: SessionStore, now: float) -> None:
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
