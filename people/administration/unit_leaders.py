"""Notify the leaders of a unit of what an administrator opens on it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from people.access.expiry import live_at
from people.identity.capacities import HEARING_OF_ACCESS
from people.identity.sides import Side
from people.models import Unit, UnitGrant, User

LEADERS = HEARING_OF_ACCESS


def notify_leaders_of_access(
    unit: Unit, *, at: datetime, to: User | None = None, is_system: bool = False
) -> None:
    """
    Notify the leaders of a unit that access to it was granted, except its receiver.

    Of a unit of oversight, whoever leads any such unit hears: who administers accounts on one opens
    accounts everywhere.
    Calls the functions in the setting ACCESS_TOLD_BY, in the transaction of the grant. The notice
    names neither the person nor a case; the administrator can say who it was.
    """
    led = Q(unitgrants__content_object=unit)
    if unit.agency.side == Side.OVERSIGHT:
        led = Q(unitgrants__content_object__agency__side=Side.OVERSIGHT)
    held = Q(unitgrants__permission__codename__in=LEADERS) & live_at(at, "unitgrants")
    people = User.objects.filter(led & held, is_active=True, is_system=False)
    ids = set(people.values_list("pk", flat=True)) - {to.pk if to else None}
    for tell in settings.ACCESS_TOLD_BY:
        import_string(tell)(unit=unit, people=ids, is_system=is_system, at=at)


def notify_leaders_of_change(*accounts: User, notice: str, at: datetime) -> None:
    """
    Notify those who lead a unit that these accounts open: of another way in, or who is one person.

    Not the people themselves, who are told by mail.
    """
    ids = [account.pk for account in accounts]
    held = UnitGrant.objects.filter(live_at(at), user__in=ids)
    units = held.order_by("content_object").values_list("content_object", flat=True).distinct()
    notify_leaders_of_units(list(units), notice=notice, without=ids, at=at)


def notify_leaders_of_units(
    units: Iterable[int], *, notice: str, at: datetime, without: Collection[int] = ()
) -> None:
    """Notify those who lead these units, by the functions in the setting MOVES_TOLD_BY."""
    for tell in settings.MOVES_TOLD_BY:
        import_string(tell)(units=units, notice=notice, without=without, at=at)
