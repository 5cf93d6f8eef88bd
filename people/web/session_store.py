"""
Sessions in the database: under the SHA-256 of their keys, with their data encrypted.

A key is 32 random characters, so its hash needs no salt and cannot be turned back. The data holds
what is typed for a moment at sign-in, such as the seed of an app that is being set up. It is bound
to its row: copied into another one, it opens nothing. settings.SESSION_ENGINE names this module.
"""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.http import HttpRequest
from django.utils import timezone

from people.access.kept_statements import kept_statement
from people.models import Session, User
from people.web.expired_sessions import EXPIRED_SESSION_KEY
from people.web.session_contents import (
    encrypted,
    from_text,
    merged,
    session_data,
    stored_key,
    to_text,
)

RENEWED_SECONDS = settings.BODY_MOST_SECONDS  # what was sent before a renewal has arrived then
FORMER_KEYS = 30  # of a session that are remembered; a person renews it less often in that time
CLOCKS_DIFFER_SECONDS = 60  # at most, of two machines; a session's times are kept to the minute


class HashOutOfDate(Exception):
    """The session was opened under a password that its account does not have any more."""


class SessionStore(db.SessionStore):
    """
    A session; session_key is what the browser holds.

    Where somebody is signed in, a new key is only asked for (cycle_key), and given once the request
    is answered (renew), so that an answer that fails leaves the browser its key. What changes with
    the account is saved in the transaction of that change (save_change).

    Each save writes what this request changed, into what is stored by then.
    """

    lasting_id: UUID | None = None  # of the stored session, once it was loaded or created
    version = 0  # of the stored session when it was loaded (people/models/session.py)
    as_loaded = b"{}"  # what it held then, as text
    is_being_checked = False  # against the password of its account: nothing is to end it meanwhile
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
        self.lasting_id, self.version = row.lasting_id, row.version
        data = session_data(row)
        self.as_loaded = to_text(data)
        return data

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
        self.version, self.as_loaded = 0, to_text(data)
        return Session(session_key=key, lasting_id=self.lasting_id, **self._columns(data, key))

    def save(self, must_create: bool = False) -> None:
        """Save a new session, or what changed in this one. Raises UpdateError if it has ended."""
        if self.is_stored:
            return
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        self.items()  # which forgets a key under which there is none
        with atomic():
            self._write(self._locked_row())

    def save_change(self) -> None:
        """
        Save what changes with the account, in the transaction of that change, under its lock.

        Whatever loaded the session before neither renews it after nor changes the account. Raises
        UpdateError if the session was ended, renewed or changed in that way since it was loaded.
        """
        with atomic():
            self._write(self._locked_row(version=self.version), version=self.version + 1)
        self.version += 1

    def take_up(self, row: Session) -> None:
        """Go on with what is stored in this row by now, and what this request has changed."""
        data = session_data(row)
        self._session_cache = self._merged(data)
        self.as_loaded, self.version = to_text(data), row.version

    def cycle_key(self) -> None:
        """Ask for a new key, after which the old one opens nothing. Nobody's gets one at once."""
        if SESSION_KEY in self:
            self.is_to_be_renewed = self.modified = True
        else:
            super().cycle_key()

    def renew(self) -> None:
        """
        Save the session, which from now on has another key.

        Under the lock of its row, so that whatever ends the session ends it before or after. A
        request that loaded it under the old key, and saves it after, finds no row. Raises
        UpdateError if it was ended, renewed or changed with its account since it was loaded.
        """
        key: str = self._get_new_session_key()  # type: ignore[attr-defined]  # Django's
        new, now = stored_key(key), timezone.now()
        with atomic():
            User.objects.select_for_update(no_key=True).get(pk=self[SESSION_KEY])
            row = self._locked_row(version=self.version)
            former = [(row.session_key, now), *_late_keys(row, now)][:FORMER_KEYS]
            changes = {"session_key": new, "renewed_at": now, "version": self.version + 1}
            keys, times = map(list, zip(*former, strict=True))
            self._write(row, former_keys=keys, former_times=times, **changes)
        self.version += 1
        self._session_key, self.is_to_be_renewed, self.modified = key, False, True

    def delete(self, session_key: str | None = None) -> None:
        """End a session, whatever its key is by now: this one, or that with a key."""
        named = Session.objects.filter(session_key=stored_key(session_key or self.session_key))
        if session_key is None and self.lasting_id:
            named = Session.objects.filter(lasting_id=self.lasting_id)
        named.delete()

    def flush(self) -> None:
        """End the session. Raises HashOutOfDate if it is only being checked."""
        if self.is_being_checked:
            raise HashOutOfDate
        super().flush()
        self.lasting_id, self.is_to_be_renewed, self.is_gone = None, False, False
        self.version, self.as_loaded = 0, b"{}"

    def end_as_loaded(self) -> None:
        """End the session, unless another request has given it another key or password since."""
        with atomic():
            rows = Session.objects.filter(session_key=stored_key(self.session_key))
            row = rows.select_for_update().first()
            if row and session_data(row).get(HASH_SESSION_KEY) == self.get(HASH_SESSION_KEY):
                row.delete()
            else:
                self.is_late = True
        self.lasting_id = self._session_key = None
        self.flush()

    def _locked_row(self, **as_loaded: int) -> Session:
        """The stored session, until this transaction ends. Raises UpdateError if there is none."""
        rows = Session.objects.filter(session_key=stored_key(self.session_key), **as_loaded)
        row = rows.select_for_update().first()
        if row is None:
            raise UpdateError
        return row

    def _write(self, row: Session, **columns: Any) -> None:
        """Write into a locked row what this request has changed, and other columns."""
        data = self._merged(session_data(row))
        columns |= self._columns(data, columns.get("session_key", row.session_key))
        Session.objects.filter(session_key=row.session_key).update(**columns)
        self.as_loaded = to_text(dict(self.items()))

    def _merged(self, stored: dict[str, Any]) -> dict[str, Any]:
        now = from_text(to_text(dict(self.items())))
        return merged(stored, was=from_text(self.as_loaded), now=now)

    def _columns(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        """{column: value} of what a session holds, to be stored under this stored key."""
        return {
            "session_data": encrypted(data, key),
            "expire_date": self.get_expiry_date(),
            "user_id": data.get(SESSION_KEY) or (data.get(EXPIRED_SESSION_KEY) or [None])[0],
        }


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, which its middleware has taken from here."""
    return cast(SessionStore, request.session)


@kept_statement
def _session_of_key(key: str, after: datetime, until: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(expire_date__gt=after, expire_date__lte=until)
    return rows.filter(session_key=key)


def session_before_renewal(key: str, at: datetime) -> Session | None:
    """The open session that had this key until it was renewed, not RENEWED_SECONDS ago; or None."""
    since, name = at - timedelta(seconds=RENEWED_SECONDS), stored_key(key)
    rows = Session.objects.filter(is_in_use(at), renewed_at__gt=since)
    row = rows.filter(former_keys__contains=[name]).first()
    return row if row and name in dict(_late_keys(row, at)) else None


def _late_keys(row: Session, at: datetime) -> list[tuple[str, datetime]]:
    """Keys that the session had until RENEWED_SECONDS ago, and when each was replaced."""
    since = at - timedelta(seconds=RENEWED_SECONDS)
    # The release before wrote no times.
    known = zip(row.former_keys, row.former_times, strict=False)
    return [(key, time) for key, time in known if time > since]


def open_session(
    lasting_id: UUID | None, at: datetime, *, used_at: datetime | None = None
) -> Session | None:
    """
    The session with this lasting id, whatever its key is by now; None if it has ended.

    used_at: when what is being answered began to arrive, if long ago: it was not idle since.
    """
    if lasting_id is None:
        return None
    rows = Session.objects.filter(lasting_id=lasting_id, expire_date__lte=latest_expiry(at))
    return rows.filter(expire_date__gt=used_at or at).first()


def is_in_use(at: datetime) -> Q:
    """
    Condition on sessions that have not been idle too long.

    None expires more than one idle time from now, unless the clock was set back since.
    """
    return Q(expire_date__gt=at, expire_date__lte=latest_expiry(at))


def latest_expiry(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.SESSION_COOKIE_AGE + CLOCKS_DIFFER_SECONDS)
