"""The address from which a person's own calendar reads what is due: making, ending, reading it."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.permissions import SITE
from people.access import audit_log
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration.actions.systems import secret_digest
from people.alerts.entries import address_range
from people.models import CalendarAddress, Operation, User
from people.signing_in.set_up_links import notify_of_calendar_address

NO_ADDRESS = _("You have no calendar address: it was ended already.")
ANOTHER_ADDRESS = _(
    "Your calendar address was made or ended after you opened the page. Go back and look again."
)
KEY_BYTES = 32
LOGGED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_calendar_address(*, by: Scope, at: datetime, address: UUID | None) -> CalendarAddress:
    """
    Give a person an address for their calendar, and tell them by mail.

    address: the id of the one they have, which ends; None if they have none. Returns the new one
    with its key as `shown`; it cannot be read again. Raises Refused if they have another by now.
    """
    person = _open_own_calendar("make_calendar_address", by=by, at=at)
    had = _address_of(person)
    if (had and had.pk) != address:
        raise Refused(ANOTHER_ADDRESS, is_stage=True)
    if had:
        had.delete()
    key = secrets.token_urlsafe(KEY_BYTES)
    made = CalendarAddress.objects.create(person=person, digest=secret_digest(key), made_at=at)
    transaction.on_commit(partial(notify_of_calendar_address, person.email, at=at))
    made.shown = key
    return made


@transaction.atomic
def end_calendar_address(*, by: Scope, at: datetime, address: UUID) -> None:
    """End a person's address: it reads nothing more. Raises Refused if it is another by now."""
    had = _address_of(_open_own_calendar("end_calendar_address", by=by, at=at))
    if had is None:
        raise Refused(NO_ADDRESS, is_stage=True)
    if had.pk != address:
        raise Refused(ANOTHER_ADDRESS, is_stage=True)
    had.delete()


def note_calendar_reading(
    address: CalendarAddress, *, shown: Iterable[UUID], source: str | None, at: datetime
) -> bool:
    """
    Keep when and from where a calendar was read last. Returns whether the audit log needs an entry.

    A program asks every few minutes: an entry is written once an hour, and as soon as other rows
    are shown or another network asks. shown: ids of the rows. source: the network address. Raises
    Refused if the address has ended meanwhile.
    """
    row = CalendarAddress.objects.select_for_update().filter(pk=address.pk).first()
    if row is None:
        raise Refused(NO_ADDRESS, is_stage=True)
    rows = sha256(",".join(sorted(map(str, shown))).encode()).hexdigest()
    is_elsewhere = _network(source) != _network(row.read_from)
    is_due = row.logged_at is None or at - row.logged_at >= LOGGED_EVERY
    is_news = is_due or is_elsewhere or rows != row.logged
    if is_elsewhere:
        row.other_read_at, row.other_read_from = row.read_at, row.read_from
    row.read_at, row.read_from = at, source
    if is_news:
        row.logged_at, row.logged = at, rows
    row.save()
    return is_news


def _network(address: str | None) -> str:
    return address_range(address) if address else ""


def _address_of(person: User) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(person=person).first()


def _open_own_calendar(verb: str, *, by: Scope, at: datetime) -> User:
    """Check the permission, lock the person's account and add the audit entry."""
    SITE.check(by, verb)
    person: User = User.objects.select_for_update(no_key=True).get(pk=by.actor.id)
    audit_log.record_entry(
        operation=Operation.ALTERATION, verb=verb, by=by, capacities=by.all_capacities,
        kind=User._meta.label, ids=[by.actor.id], at=at,
    )  # fmt: skip
    return person
