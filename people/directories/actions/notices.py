"""Who hears of what a directory says. people/ has no notices: settings name the functions."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from people.access.expiry import live_at
from people.administration.directory_queries import people_waiting
from people.models import User


def notify_leaders_of_move(person: User, notice: str, *, at: datetime) -> None:
    """Notify those who lead a unit on which a person has a role that they left or moved."""
    units = list(person.unitgrants.filter(live_at(at)).values_list("content_object", flat=True))
    for tell in settings.MOVES_TOLD_BY:
        import_string(tell)(units=units, notice=notice, without=[person.pk], at=at)


def notify_administrators(notice: str, agency_id: int | None, *, at: datetime) -> None:
    """Notify those who administer accounts: of the service, and of this agency."""
    for tell in settings.DIRECTORIES_TOLD_BY:
        import_string(tell)(notice=notice, agency_id=agency_id, at=at)


def is_anybody_waiting(agency_id: int | None, *, at: datetime) -> bool:
    """Whether anybody of an agency waits for what its directory wants."""
    return people_waiting(at, Q(user__agency=agency_id)).exists()


def notify_of_first_waiting(agency_id: int | None, *, at: datetime) -> None:
    """Notify administrators where an agency's list of those who wait, empty before, is not now."""
    if is_anybody_waiting(agency_id, at=at):
        notify_administrators("directory_waits", agency_id, at=at)
