"""
Whose session it was that ran out in a browser, so that what is typed there is kept for them.

The note lies in the nameless session that follows. It lets this browser add to that person's
drafts and do nothing else: nothing can be read by it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from people.models import User

EXPIRED_SESSION_KEY = "ran_out"


def note_expired_session(session: Any, ended: Mapping[str, Any]) -> None:
    """Write down, in the session that follows, whose the ended one was."""
    if SESSION_KEY in ended:
        session[EXPIRED_SESSION_KEY] = [ended[SESSION_KEY], ended[HASH_SESSION_KEY]]
    elif EXPIRED_SESSION_KEY in ended:
        session[EXPIRED_SESSION_KEY] = ended[EXPIRED_SESSION_KEY]


def user_of_expired_session(request: HttpRequest) -> User | None:
    """The person, active and with the password of then; or None."""
    user_id, password = request.session.get(EXPIRED_SESSION_KEY) or (None, "")
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user and constant_time_compare(user.get_session_auth_hash(), password):
        return user
    return None
