"""The first administrator, whom no administrator can have made."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from people import access, audit, locks
from people.histories import signed
from people.locks import Lock
from people.models import Agency, Operation, Unit, UnitGrant, User
from people.rules import Refused
from people.sides import Side

M = TypeVar("M", bound=Model)
OFFICE = "Administration"
CAPACITY = "administer_accounts"


@transaction.atomic
def create_first_administrator(
    *, name: str, email: str, password: str, at: datetime, another: bool = False
) -> User:
    """
    Make the administration's agency and unit where missing, and a person who administers it.

    Raises Refused where there is an active administrator already, unless another is asked for,
    and where the address belongs to somebody.
    """
    _wait_for_turn()
    unit = _office(at)
    if not another and _administrators(unit, at).exists():
        raise Refused(_("There is an administrator already. Add --another to make one more."))
    if User.objects.filter(email=email.lower()).exists():
        raise Refused(_("There is already an account with this email address."))
    person = User(name=name, email=email.lower(), agency=unit.agency)
    person.set_password(password)
    _made(person, at)
    access.grant(CAPACITY, to=person, on=unit, by=person, at=at)
    audit.record(
        operation=Operation.COLLECTION,
        verb="create_first_administrator",
        by=None,
        kind=User._meta.label,
        ids=[person.pk],
        at=at,
    )
    return person


def _wait_for_turn() -> None:
    """Two commands at once follow one another, so that only one of them is the first."""
    locks.exclusive(Lock.FIRST_ADMINISTRATOR)


def _office(at: datetime) -> Unit:
    agency = Agency.objects.filter(name=OFFICE).first()
    if agency is None:
        agency = _made(Agency(name=OFFICE, side=Side.OVERSIGHT), at)
    unit = Unit.objects.filter(agency=agency, kind=Unit.Kind.ADMINISTRATION).first()
    return unit or _made(Unit(agency=agency, name=OFFICE, kind=Unit.Kind.ADMINISTRATION), at)


def _made(row: M, at: datetime) -> M:
    signed(row, by=None, at=at, why="create_first_administrator").save()
    return row


def _administrators(unit: Unit, at: datetime) -> QuerySet[UnitGrant]:
    live = UnitGrant.objects.filter(content_object=unit, permission__codename=CAPACITY)
    return live.filter(user__is_active=True).exclude(expires_at__lte=at)
