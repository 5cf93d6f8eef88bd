"""
Remember the user of an expired session, so that their input can be saved as a draft.

Stored in the anonymous session that follows. It lets this browser add to that user's drafts and
nothing else; it gives no access to read anything.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from people.models import User

EXPIRED_SESSION_KEY = "ran_out"


def note_expired_session(session: Any, ended: Mapping[str, Any]) -> None:
    """Store the ended session's user in the session that follows it."""
    if SESSION_KEY in ended:
        session[EXPIRED_SESSION_KEY] = [ended[SESSION_KEY], ended[HASH_SESSION_KEY]]
    elif EXPIRED_SESSION_KEY in ended:
        session[EXPIRED_SESSION_KEY] = ended[EXPIRED_SESSION_KEY]


def user_of_expired_session(request: HttpRequest) -> User | None:
    """The user of the expired session, if active and with an unchanged password; or None."""
    user_id, password = request.session.get(EXPIRED_SESSION_KEY) or (None, "")
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user and constant_time_compare(user.get_session_auth_hash(), password):
        return user
    return None
