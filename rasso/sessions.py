"""When a session ends: after a while unused, and after a shift however much it was used."""

from django.conf import settings
from django.utils import timezone

SAVED_EVERY_SECONDS = 60  # a session in use is written once a minute, not at every page


class SessionEnds:
    """Middleware: keep a session that is in use, and end one that is older than a shift."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "_auth_user_id" in request.session:
            renew(request.session, timezone.now().timestamp())
        return self.get_response(request)


def renew(session, now):
    """Note that the session is in use; `now` is in seconds since 1970."""
    began = session.setdefault("began_at", now)
    if now - began > settings.SESSION_LENGTH_SECONDS:
        session.flush()
    elif now - session.get("used_at", 0) > SAVED_EVERY_SECONDS:
        session["used_at"] = now
