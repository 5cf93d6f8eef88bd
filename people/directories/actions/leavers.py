"""How many accounts a directory may end within an hour."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from people.access.scopes import Scope
from people.directories.actions.notices import notify_administrators
from people.directories.refusals import TOO_MANY_ENDED, DirectoryRefusal
from people.models import AuditEntry, User

HOUR = timedelta(hours=1)
END, REMOVE = "end_by_directory", "remove_by_directory"


def check_may_end_one(by: Scope, *, at: datetime) -> None:
    """
    Raise DirectoryRefusal if the directory ended as many accounts in this hour as it may.

    By the setting PEOPLE_ENDED_AN_HOUR; None is no limit. Call it with the directory locked.
    """
    most = settings.PEOPLE_ENDED_AN_HOUR
    if most is None:
        return
    ended = User.history.filter(
        history_user=by.user_id, history_date__gt=at - HOUR,
        history_change_reason__in=[END, REMOVE],
    )  # fmt: skip
    if ended.values("id").distinct().count() >= most:
        raise DirectoryRefusal(
            429, TOO_MANY_ENDED, wait=int(HOUR.total_seconds()),
            afterwards=partial(_tell_administrators, by, at=at),
        )  # fmt: skip


@transaction.atomic
def _tell_administrators(by: Scope, *, at: datetime) -> None:
    """Notify those who administer accounts, once within an hour."""
    told = AuditEntry.objects.filter(
        system=by.system_id, at__gt=at - HOUR, refused=str(TOO_MANY_ENDED)
    )
    if told.count() <= 1:  # the refusal itself is in the log already
        notify_administrators("directory_stopped", by.agency_id, at=at)
