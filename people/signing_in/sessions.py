"""End all sessions of an account, so that reactivation brings none of them back."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from people.models import User
from people.web.expired_sessions import EXPIRED_SESSION_KEY


def end_sessions(*, account: User, but_not: str | None = None) -> int:
    """
    Delete every session of an account, including those that remember it. Returns their number.

    but_not: the key of a session that stays. The user is inside a session's
    encoded data, so all sessions are decoded. That happens only when an account is deactivated or a
    factor is removed, which is rare.
    """
    others = Session.objects.exclude(session_key=but_not)
    own = [row.pk for row in others.iterator() if _is_session_of(row, str(account.pk))]
    return Session.objects.filter(pk__in=own).delete()[0]


def _is_session_of(row: Session, account: str) -> bool:
    session_data = row.get_decoded()
    ran_out = session_data.get(EXPIRED_SESSION_KEY) or [None]
    return account in (session_data.get(SESSION_KEY), ran_out[0])
