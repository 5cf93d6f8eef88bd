"""
Sessions in the database: under the SHA-256 of their keys, with their data encrypted.

A key is 32 random characters, so its hash needs no salt and cannot be turned back. The data holds
what is typed for a moment at sign-in, such as the seed of an app that is being set up. It is bound
to its row: copied into another one, it opens nothing. settings.SESSION_ENGINE names this module.
"""

import base64
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.serializers import JSONSerializer
from django.db.models import Q, QuerySet
from django.utils import timezone

from people.access.encryption import decrypt_text, encrypt_text
from people.access.kept_statements import kept_statement
from people.models import Session
from people.web.expired_sessions import EXPIRED_SESSION_KEY

RENEWED_SECONDS = 60  # in which what was sent before a key was renewed has arrived
CLOCKS_DIFFER_SECONDS = 60  # at most, of two machines; a session's times are kept to the minute


class SessionStore(db.SessionStore):
    """A session; session_key is what the browser holds."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        found = _session_of_key(stored_key(self.session_key), now, latest_expiry(now))
        row = found[0] if found else None
        if row is None:
            self._session_key = None
        return session_data(row) if row else {}

    def exists(self, session_key: str | None) -> bool:
        return Session.objects.filter(session_key=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        key = stored_key(self.session_key)
        return Session(
            session_key=key,
            session_data=_encrypt_data(data, key),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY) or (data.get(EXPIRED_SESSION_KEY) or [None])[0],
        )

    def cycle_key(self) -> None:
        """
        Go on under a new key; the old one opens nothing from now on.

        A request that loaded the session before, and saves it after, finds no row: what it holds
        of the person's factors is out of date. Whoever was signed in is remembered for a short
        while (session_before), so that what another tab sent meanwhile is not lost.
        """
        old, user_id = self.session_key, self.get(SESSION_KEY)
        super().cycle_key()
        if old and user_id:
            _remember_renewed(old, dict(self.items()))

    def delete(self, session_key: str | None = None) -> None:
        Session.objects.filter(session_key=stored_key(session_key or self.session_key)).delete()


@kept_statement
def _session_of_key(key: str, after: datetime, until: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(expire_date__gt=after, expire_date__lte=until)
    return rows.filter(session_key=key)


def user_before_renewal(key: str, at: datetime) -> list[str] | None:
    """
    [id, hash] of whose session had this key until it was renewed, not RENEWED_SECONDS ago; or None.
    """
    row = Session.objects.filter(session_key=_renewed_key(key), expire_date__gt=at).first()
    return session_data(row).get(EXPIRED_SESSION_KEY) if row else None


def _remember_renewed(key: str, data: dict[str, Any]) -> None:
    """
    Store whose session had this key, under a name that is not that of a session with it.

    So a request that saves the session under its old key does not find this row either.
    """
    name = _renewed_key(key)
    whose = {EXPIRED_SESSION_KEY: [data[SESSION_KEY], data.get(HASH_SESSION_KEY, "")]}
    until = timezone.now() + timedelta(seconds=RENEWED_SECONDS)
    kept = {"session_data": _encrypt_data(whose, name), "expire_date": until}
    Session.objects.update_or_create(session_key=name, defaults=kept)


def _renewed_key(key: str) -> str:
    return stored_key(f"renewed {key}")


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
