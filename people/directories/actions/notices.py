"""Who hears of what a directory says. people/ has no notices: settings name the functions."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from people.access.expiry import live_at
from people.administration.directory_queries import people_waiting
from people.models import User


def notify_leaders_of_move(person: User, notice: str, *, at: datetime) -> None:
    """Notify those who lead a unit on which a person has a role that they left or moved."""
    units = list(person.unitgrants.filter(live_at(at)).values_list("content_object", flat=True))
    for tell in settings.MOVES_TOLD_BY:
        import_string(tell)(units=units, notice=notice, without=[person.pk], at=at)


def notify_administrators(notice: str, *, at: datetime) -> None:
    """Notify those who administer accounts."""
    for tell in settings.DIRECTORIES_TOLD_BY:
        import_string(tell)(notice=notice, at=at)


def notify_of_first_waiting(*, at: datetime) -> None:
    """Notify administrators where the list of those who wait, empty before, is so no more."""
    if people_waiting(at).exists():
        notify_administrators("directory_waits", at=at)
