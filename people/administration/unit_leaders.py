"""Those who lead a unit hear at once of access that an administrator gives on it."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from people.identity.capacities import HEARING_OF_ACCESS
from people.models import Unit, User

LEADERS = HEARING_OF_ACCESS


def notify_leaders_of_access(
    unit: Unit, *, at: datetime, to: User | None = None, is_system: bool = False
) -> None:
    """
    Tell whoever leads a unit that access to it was given; not its receiver.

    It is for others to tell people (ACCESS_TOLD_BY in the settings), in the transaction that gives
    it. Neither the person nor a case is named: whom it was is for the administrator to answer.
    """
    live = Q(unitgrants__expires_at=None) | Q(unitgrants__expires_at__gt=at)
    held = Q(unitgrants__content_object=unit, unitgrants__permission__codename__in=LEADERS)
    people = User.objects.filter(held & live, is_active=True, is_system=False)
    ids = set(people.values_list("pk", flat=True)) - {to.pk if to else None}
    for tell in settings.ACCESS_TOLD_BY:
        import_string(tell)(unit=unit, people=ids, is_system=is_system, at=at)
