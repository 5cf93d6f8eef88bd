"""Notify the leaders of a unit of access that an administrator grants on it."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from people.access.expiry import live_at
from people.identity.capacities import HEARING_OF_ACCESS
from people.identity.sides import Side
from people.models import Unit, User

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
