"""Who is signed in, from a session that another request may change meanwhile."""

from typing import cast

from django.contrib.auth import get_user, middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from people.models import User
from people.web.session_store import HashOutOfDate, open_session, session_of


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's, which would end the session that a change of the password has just renewed."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(User, SimpleLazyObject(lambda: user_of_session(request)))


def user_of_session(request: HttpRequest) -> User | AnonymousUser:
    """
    The user of the request's session, if it was opened under the password that they have now.

    If not, it is read again: another request may have changed the password, and saved the session
    with that. Otherwise it ends, as it was loaded.
    """
    session = session_of(request)
    user = _user_if_up_to_date(request)
    if user is None and (row := open_session(session.lasting_id, timezone.now())):
        session.take_up(row)
        user = _user_if_up_to_date(request)
    if user is None:
        session.end_as_loaded()
    return user or AnonymousUser()


def _user_if_up_to_date(request: HttpRequest) -> User | AnonymousUser | None:
    session = session_of(request)
    session.is_being_checked = True
    try:
        user: User | AnonymousUser = get_user(request)
    except HashOutOfDate:
        return None
    finally:
        session.is_being_checked = False
    return user
