"""Those who lead a unit hear at once, by mail, of access that an administrator gives on it."""

from datetime import datetime
from functools import partial

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.db.models import Q

from people.capacities import LEADING, READING_OF_SUPPORT
from people.models import Unit, User

LEADERS = LEADING | READING_OF_SUPPORT


def tell_of_access(unit: Unit, capacity: str, *, to: User, at: datetime) -> None:
    """
    Mail to whoever leads a unit that a capacity on it has been given; not to its receiver.

    Sent once what was done is kept. It names neither the person nor a case: whom it was is for the
    administrator to answer.
    """
    live = Q(unitgrants__expires_at=None) | Q(unitgrants__expires_at__gt=at)
    held = Q(unitgrants__content_object=unit, unitgrants__permission__codename__in=LEADERS)
    people = User.objects.filter(held & live, is_active=True, is_system=False).exclude(pk=to.pk)
    for email in people.values_list("email", flat=True).distinct().order_by("email"):
        facts = {"unit": unit.name, "capacity": capacity, "is_system": to.is_system}
        send = partial(get_adapter().send_mail, "account/email/access_given", email)
        transaction.on_commit(partial(send, facts | {"timestamp": at}))
