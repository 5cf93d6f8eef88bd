"""Create the first administrator, from the command line."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from people.access import advisory_locks, audit_log, grants
from people.access.advisory_locks import AdvisoryLock
from people.access.expiry import live_at
from people.access.histories import with_history_facts
from people.access.permission_tables import Refused
from people.administration import unit_leaders
from people.identity.sides import Side
from people.models import Agency, Operation, Unit, UnitGrant, User

M = TypeVar("M", bound=Model)
ADMINISTRATION_NAME = "Administration"
ADMINISTRATOR_CAPACITY = "administer_accounts"


@transaction.atomic
def create_first_administrator(
    *, name: str, email: str, password: str, at: datetime, another: bool = False
) -> User:
    """
    Create an administrator, on the unit of those there are, or on a unit for administration, which
    is made if it is missing. Notifies those who administer accounts or read the log already.

    Raises Refused if there is an active administrator already, unless another=True, and if the
    e-mail address is taken.
    """
    _lock_first_administrator()
    there = _administrator_grants(at).first()
    if there is not None and not another:
        raise Refused(_("There is an administrator already. Add --another to make one more."))
    if User.objects.filter(email=email.lower()).exists():
        raise Refused(_("There is already an account with this email address."))
    unit = there.content_object if there else _administration_unit(at)
    person = User(name=name, email=email.lower(), agency=unit.agency)
    person.set_password(password)
    _save_with_history(person, at)
    grants.grant_capacity(ADMINISTRATOR_CAPACITY, to=person, on=unit, by=person, at=at)
    unit_leaders.notify_leaders_of_access(unit, to=person, at=at)
    audit_log.record_entry(
        operation=Operation.COLLECTION,
        verb="create_first_administrator",
        by=None,
        kind=User._meta.label,
        ids=[person.pk],
        at=at,
    )
    return person


def count_administrators(*, at: datetime) -> int:
    """How many people administer accounts of the whole service."""
    return _administrator_grants(at).values("user").distinct().order_by().count()


def _lock_first_administrator() -> None:
    """Serialise concurrent commands, so that only one of them creates the first administrator."""
    advisory_locks.take_exclusive_lock(AdvisoryLock.FIRST_ADMINISTRATOR)


def _administration_unit(at: datetime) -> Unit:
    """A unit for administration, whatever it is called, open before closed; or a new one."""
    units = Unit.objects.filter(
        agency__side=Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION, merged_into=None
    )
    found = units.select_related("agency").order_by("-is_open", "pk").first()
    return found or _make_administration_unit(at)


def _make_administration_unit(at: datetime) -> Unit:
    agency = Agency.objects.filter(name=ADMINISTRATION_NAME).first()
    if agency is None:
        agency = _save_with_history(Agency(name=ADMINISTRATION_NAME, side=Side.OVERSIGHT), at)
    return _save_with_history(
        Unit(agency=agency, name=ADMINISTRATION_NAME, kind=Unit.Kind.ADMINISTRATION), at
    )


def _save_with_history(row: M, at: datetime) -> M:
    with_history_facts(row, by=None, at=at, why="create_first_administrator").save()
    return row


def _administrator_grants(at: datetime) -> QuerySet[UnitGrant]:
    """Of active administrators on any unit, oldest first."""
    live = UnitGrant.objects.filter(live_at(at), permission__codename=ADMINISTRATOR_CAPACITY)
    rows = live.filter(user__is_active=True).select_related("content_object__agency")
    return rows.order_by("pk")
