"""The sessions of an account: ended for good, so that reactivating it brings none of them back."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from people.models import User
from people.web.expired_sessions import EXPIRED_SESSION_KEY


def end_sessions(*, account: User) -> int:
    """
    Remove every session in which the account is signed in, or that remembers that it was; how many.

    A session says whose it is only inside what it holds, so all of them are opened. That is done
    when an account is closed, which is seldom.
    """
    own = [row.pk for row in Session.objects.iterator() if _is_session_of(row, str(account.pk))]
    return Session.objects.filter(pk__in=own).delete()[0]


def _is_session_of(row: Session, account: str) -> bool:
    held = row.get_decoded()
    ran_out = held.get(EXPIRED_SESSION_KEY) or [None]
    return account in (held.get(SESSION_KEY), ran_out[0])
