"""The sessions of an account: in which browsers it is signed in, and how a session ends."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth import SESSION_KEY
from django.db.transaction import atomic
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access import audit_log
from people.models import CalendarAddress, Session, User
from people.web.forms import is_uuid
from people.web.session_contents import session_data, stored_key
from people.web.session_store import is_in_use, session_of

BROWSER = "browser"  # session key: what the browser calls itself
ADDRESS = "address"  # session key: the address that it signed in from
MOST_NAME = 400  # characters; browsers call themselves less
# Each pattern is tried in turn: most browsers also name those that they are like.
BROWSERS = (
    (r"Edg", "Edge"), (r"OPR/", "Opera"), (r"SamsungBrowser", "Samsung Internet"),
    (r"Firefox|FxiOS", "Firefox"), (r"Chrome|CriOS", "Chrome"), (r"Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    (r"iPhone", "iPhone"), (r"iPad", "iPad"), (r"Android", "Android"), (r"Windows", "Windows"),
    (r"CrOS", "Chromebook"), (r"Mac OS X", "Mac"), (r"Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class OpenSession:
    """One browser in which a person is signed in. id: the lasting id, which opens nothing."""

    id: UUID
    browser: str
    address: str
    began_at: datetime
    used_at: datetime
    is_this: bool


def note_browser(request: HttpRequest) -> None:
    """Keep in a new session when, where and in which browser its person signed in."""
    session = request.session
    session["began_at"] = session["used_at"] = timezone.now().timestamp()
    session[BROWSER] = request.headers.get("User-Agent", "")[:MOST_NAME]
    session[ADDRESS] = audit_log.client_address(request) or ""


def store_session(request: HttpRequest) -> None:
    """Store a new session now, so that whatever then closes its account finds and ends it."""
    request.session.save()


def open_sessions(*, account: User, this: UUID | None) -> list[OpenSession]:
    """Where the account is signed in now, newest use first. this: the caller's lasting id."""
    rows = Session.objects.filter(is_in_use(timezone.now()), user=account)
    found = [each for row in rows if (each := _open_session(row, account, this))]
    return sorted(found, key=lambda each: (each.is_this, each.used_at), reverse=True)


def end_session(*, account: User, lasting_id: str) -> bool:
    """End one session of the account, whatever its key is now. Returns whether there was one."""
    if not is_uuid(lasting_id):
        return False
    with atomic():
        _lock(account)
        return bool(Session.objects.filter(user=account, lasting_id=lasting_id).delete()[0])


def end_sessions(*, account: User, but_not: UUID | None = None) -> int:
    """
    Delete every session of an account, including those that remember it, and the address of its
    calendar, which opens as a session does. Returns the number of sessions.

    So reactivation brings none of them back. but_not: the lasting id of a session that stays.
    """
    own = Session.objects.filter(user=account)
    if but_not is not None:
        own = own.exclude(lasting_id=but_not)
    with atomic():
        _lock(account)
        CalendarAddress.objects.filter(person=account).delete()
        return own.delete()[0]


def end_all_calendar_addresses() -> int:
    """
    End the address of everybody's calendar. Returns their number.

    After a restore: which of them were ended since the backup is not known any more.
    """
    return CalendarAddress.objects.all().delete()[0]


def hold_session(request: HttpRequest) -> bool:
    """
    Lock the account of a session. Returns whether the session is as it was loaded: neither ended,
    nor renewed, nor changed with its account.

    Call it in a transaction, before anything that opens the account later: whoever ends its
    sessions does so before, or waits and finds what was made. Then call keep_change.
    """
    session = session_of(request)
    is_in = SESSION_KEY in session  # loads it, if it was not
    _lock(authenticated_user(request))
    key, version = stored_key(session.session_key), session.version
    return is_in and Session.objects.filter(session_key=key, version=version).exists()


def keep_change(request: HttpRequest) -> None:
    """
    Save what a change of the account changes in its session, in the same transaction.

    Does nothing where nothing asked for a new key. The key itself is given after the answer.
    """
    session = session_of(request)
    if session.is_to_be_renewed:
        session.save_change()


def _lock(account: User) -> None:
    """Wait for whoever renews a session of the account, so that the renewed one ends too."""
    User.objects.select_for_update(no_key=True).get(pk=account.pk)


def _open_session(row: Session, account: User, this: UUID | None) -> OpenSession | None:
    """A row as a session of the account; None if it only remembers whose it was."""
    data = session_data(row)
    if data.get(SESSION_KEY) != str(account.pk):
        return None
    began, used = (data.get(name, 0) for name in ("began_at", "used_at"))
    return OpenSession(
        id=row.lasting_id,
        browser=browser_in_words(data.get(BROWSER, "")),
        address=data.get(ADDRESS, ""),
        began_at=datetime.fromtimestamp(began, UTC),
        used_at=datetime.fromtimestamp(used, UTC),
        is_this=row.lasting_id == this,
    )


def browser_in_words(name: str) -> str:
    """What a browser calls itself, as a person knows it: Edge on Windows."""
    browser = next((word for pattern, word in BROWSERS if re.search(pattern, name)), "")
    system = next((word for pattern, word in SYSTEMS if re.search(pattern, name)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say which")
