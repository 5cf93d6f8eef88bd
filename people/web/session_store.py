"""
Sessions in the database: under the SHA-256 of their keys, with their data encrypted.

A key is 32 random characters, so its hash needs no salt and cannot be turned back. The data holds
what is typed for a moment at sign-in, such as the seed of an app that is being set up. It is bound
to its row: copied into another one, it opens nothing. settings.SESSION_ENGINE names this module.
"""

import base64
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.serializers import JSONSerializer
from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.http import HttpRequest
from django.utils import timezone

from people.access.encryption import decrypt_text, encrypt_text
from people.access.kept_statements import kept_statement
from people.models import Session, User
from people.web.expired_sessions import EXPIRED_SESSION_KEY

RENEWED_SECONDS = 60  # in which what was sent before a key was renewed has arrived
FORMER_KEYS = 4  # of a session that are remembered; a person renews it at most so often a minute
CLOCKS_DIFFER_SECONDS = 60  # at most, of two machines; a session's times are kept to the minute


class SessionStore(db.SessionStore):
    """
    A session; session_key is what the browser holds.

    Where somebody is signed in, a new key is only asked for (cycle_key), and given once the request
    is answered (renew), so that an answer that fails leaves the browser its key.
    """

    lasting_id: UUID | None = None  # of the stored session, once it was loaded or created
    is_to_be_renewed = False
    is_gone = False  # nothing was stored under its key when it was loaded
    is_late = False  # opened for a request that was sent before its session was renewed, or ended
    late_for: UUID | None = None  # the lasting id of the session that it was then
    leaves_cookie = False  # the browser keeps the cookie that it has
    is_stored = False  # as the request leaves it; Django then only sends the cookie

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        found = _session_of_key(stored_key(self.session_key), now, latest_expiry(now))
        row = found[0] if found else None
        if row is None:
            self._session_key, self.is_gone = None, True
            return {}
        self.lasting_id = row.lasting_id
        return session_data(row)

    def exists(self, session_key: str | None) -> bool:
        return Session.objects.filter(session_key=stored_key(session_key)).exists()

    def is_empty(self) -> bool:
        """Whether the browser's cookie is to go: not where it may be that of another session."""
        return not self.leaves_cookie and super().is_empty()

    def leave_cookie(self) -> None:
        """Let the answer save nothing, and leave the browser the cookie that it has."""
        self.modified, self.leaves_cookie = False, True

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        key, self.lasting_id = stored_key(self.session_key), uuid4()
        return Session(session_key=key, lasting_id=self.lasting_id, **self._columns(data, key))

    def save(self, must_create: bool = False) -> None:
        """Save a new session, or what this one holds. Raises UpdateError if it has ended."""
        if self.is_stored:
            return
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        data = dict(self.items())  # which forgets a key under which there is none
        self._update(**self._columns(data, stored_key(self.session_key)))

    def cycle_key(self) -> None:
        """Ask for a new key, after which the old one opens nothing. Nobody's gets one at once."""
        if SESSION_KEY in self:
            self.is_to_be_renewed = self.modified = True
        else:
            super().cycle_key()

    def renew(self) -> None:
        """
        Save the session, which from now on has another key.

        In one statement, so that whatever ends the session ends it before or after. A request that
        loaded it under the old key, and saves it after, finds no row: what it holds of the person's
        factors is out of date. Raises UpdateError if it was ended or renewed since it was loaded.
        """
        key: str = self._get_new_session_key()  # type: ignore[attr-defined]  # Django's
        old = stored_key(self.session_key)
        new = stored_key(key)
        with atomic():
            User.objects.select_for_update(no_key=True).get(pk=self[SESSION_KEY])
            row = Session.objects.filter(session_key=old).first()
            former = [old, *(row.former_keys if row else [])][:FORMER_KEYS]
            changes = self._columns(dict(self.items()), new)
            renewed_at = timezone.now()
            self._update(session_key=new, former_keys=former, renewed_at=renewed_at, **changes)
        self._session_key, self.is_to_be_renewed, self.modified = key, False, True

    def delete(self, session_key: str | None = None) -> None:
        """End a session, whatever its key is by now: this one, or that with a key."""
        named = Session.objects.filter(session_key=stored_key(session_key or self.session_key))
        if session_key is None and self.lasting_id:
            named = Session.objects.filter(lasting_id=self.lasting_id)
        named.delete()

    def flush(self) -> None:
        super().flush()
        self.lasting_id, self.is_to_be_renewed, self.is_gone = None, False, False

    def _columns(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        """{column: value} of what a session holds, to be stored under this stored key."""
        return {
            "session_data": _encrypt_data(data, key),
            "expire_date": self.get_expiry_date(),
            "user_id": data.get(SESSION_KEY) or (data.get(EXPIRED_SESSION_KEY) or [None])[0],
        }

    def _update(self, **columns: Any) -> None:
        if not Session.objects.filter(session_key=stored_key(self.session_key)).update(**columns):
            raise UpdateError


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, which its middleware has taken from here."""
    return cast(SessionStore, request.session)


@kept_statement
def _session_of_key(key: str, after: datetime, until: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(expire_date__gt=after, expire_date__lte=until)
    return rows.filter(session_key=key)


def session_before_renewal(key: str, at: datetime) -> Session | None:
    """The open session that had this key until it was renewed, not RENEWED_SECONDS ago; or None."""
    since = at - timedelta(seconds=RENEWED_SECONDS)
    rows = Session.objects.filter(is_in_use(at), renewed_at__gt=since)
    return rows.filter(former_keys__contains=[stored_key(key)]).first()


def open_session(lasting_id: UUID | None, at: datetime) -> Session | None:
    """The session with this lasting id, whatever its key is by now; None if it has ended."""
    if lasting_id is None:
        return None
    return Session.objects.filter(is_in_use(at), lasting_id=lasting_id).first()


def is_in_use(at: datetime) -> Q:
    """
    Condition on sessions that have not been idle too long.

    None expires more than one idle time from now, unless the clock was set back since.
    """
    return Q(expire_date__gt=at, expire_date__lte=latest_expiry(at))


def latest_expiry(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.SESSION_COOKIE_AGE + CLOCKS_DIFFER_SECONDS)


def stored_key(key: str | None) -> str:
    """The name under which the session with this key is stored. No key has one of its own."""
    return sha256((key or "").encode()).hexdigest()


def session_data(row: Session) -> dict[str, Any]:
    """What a session holds; {} if it was not encrypted for this row, or under no key of ours."""
    text = decrypt_text(
        base64.b64decode(row.session_data), keys=settings.DRAFT_KEYS, belongs_to=_owner(row.pk)
    )
    return JSONSerializer().loads(text.encode()) if text else {}


def _encrypt_data(data: dict[str, Any], key: str) -> str:
    text = JSONSerializer().dumps(data).decode()
    encrypted = encrypt_text(text, keys=settings.DRAFT_KEYS, belongs_to=_owner(key))
    return base64.b64encode(encrypted).decode()


def _owner(key: str) -> tuple[str, str]:
    return "session", key
