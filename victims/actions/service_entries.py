"""
A support service's private record of its contacts, and the service's own log of it.

These actions do not open as others do: no audit entry of the statutory log, no idempotency row, no
version, event or notice, because any of them would reveal that an entry exists. The guard of the
page logs that it was opened, as for a page that was only viewed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.access.recheck import check_grants_unchanged
from people.access.row_security import for_purpose, keeping_entries
from people.access.scopes import Refused, Scope, standing_on
from people.models import User
from timeliness.calendar import london_day
from victims.models import ServiceEntry, ServiceLog, ServiceLogVerb, Support, SupportStatus
from victims.permissions import SUPPORT

SERVICE_ENTRY_PURPOSE = "what a service keeps for itself"
CORRECTED_MEANWHILE = _(
    "Someone else has corrected this entry meanwhile. Open it again, and see what it says now."
)
SENT_WITH_OTHER_ANSWERS = _(
    "This form has been saved already, with other answers. Open the entry, and correct it there."
)
VICTIM_NOT_SUPPORTED_NOW = _(
    "Your service does not support this victim now, so nothing more can be saved."
)
ENTRY_IN_FUTURE = _("Enter a day and time that have passed.")


@for_purpose("an entry of a service is added")
@transaction.atomic
def add_service_entry(
    *, support: Support, by: Scope, at: datetime, form_key: UUID, contacted_at: datetime,
    **facts: Any,
) -> None:  # fmt: skip
    """
    Add one entry. Idempotent: its id is derived from the form's idempotency key.

    facts: channel, direction, minutes, purpose, needs, next_on. Raises Support.DoesNotExist where
    the caller lost access to the support meanwhile.
    """
    support = _checked_support(support, by, contacted_at=contacted_at, at=at)
    entry = ServiceEntry(
        pk=uuid5(form_key, f"{by.user_id}"), support=support, contacted_at=contacted_at,
        by_id=by.actor.id, at=at, **facts,
    )  # fmt: skip
    _save_version(entry, ServiceLogVerb.WRITTEN, by)


@for_purpose("an entry of a service is corrected")
@transaction.atomic
def correct_service_entry(
    *, entry: ServiceEntry, support: Support, by: Scope, at: datetime, form_key: UUID,
    contacted_at: datetime, why: str, **facts: Any,
) -> None:  # fmt: skip
    """
    Add the next version of an entry, which the caller read; what it said before is kept.

    Idempotent, as add_service_entry. Of two who correct the same version the second is refused.
    """
    support = _checked_support(support, by, contacted_at=contacted_at, at=at)
    version = ServiceEntry(
        pk=uuid5(form_key, f"{by.user_id}"), support=support, contacted_at=contacted_at,
        first_id=entry.first_id or entry.pk, number=entry.number + 1, why=why,
        by_id=by.actor.id, at=at, **facts,
    )  # fmt: skip
    if not _save_version(version, ServiceLogVerb.CORRECTED, by):
        raise Refused(CORRECTED_MEANWHILE, is_stage=True)


def _checked_support(
    support: Support, by: Scope, *, contacted_at: datetime, at: datetime
) -> Support:
    """The support, read again. Raises Refused where nothing can be saved now."""
    support = Support.objects.for_scope(by).get(pk=support.pk)
    check_grants_unchanged(by)
    SUPPORT.check(standing_on(by, support), "see_support", support)
    if support.status != SupportStatus.SUPPORTED:
        raise Refused(VICTIM_NOT_SUPPORTED_NOW, is_stage=True)
    if contacted_at > at:
        raise Refused(ENTRY_IN_FUTURE, is_stage=True)
    return support


def _save_version(entry: ServiceEntry, verb: ServiceLogVerb, by: Scope) -> bool:
    """
    Add an entry and its line of the log, each once. Returns whether the entry is there. Raises
    Refused where the same form saved it before with other answers.
    """
    log = ServiceLog(
        pk=uuid5(entry.pk, "log"), support=entry.support, verb=verb, by_id=by.actor.id, at=entry.at
    )  # fmt: skip
    with keeping_entries(by):
        _create_once(ServiceEntry, entry)
        saved = ServiceEntry.objects.unscoped(SERVICE_ENTRY_PURPOSE).filter(pk=entry.pk).first()
        if saved is None:
            return False
        if _answers(saved) != _answers(entry):
            raise Refused(SENT_WITH_OTHER_ANSWERS, is_stage=True)
        _create_once(ServiceLog, log)
    return True


def _answers(entry: ServiceEntry) -> tuple[object, ...]:
    """What a form says of an entry."""
    return (
        entry.support_id, entry.first_id, entry.number, entry.contacted_at, entry.direction,
        entry.channel, entry.minutes, entry.purpose, entry.needs, entry.next_on, entry.why,
    )  # fmt: skip


@transaction.atomic
def log_next_contacts_read(supports: Iterable[Support], *, by: Scope, at: datetime) -> None:
    """Log that a person was shown the days of the next contacts, once a day for each support."""
    rows = [
        ServiceLog(
            pk=uuid5(each.pk, f"{by.user_id} {london_day(at)}"), support=each,
            verb=ServiceLogVerb.DAY_READ, by_id=by.actor.id, at=at,
        )
        for each in supports
    ]  # fmt: skip
    with keeping_entries(by):
        _create_once(ServiceLog, *rows)


@transaction.atomic
def log_entries_read(*, support: Support, by: Scope, at: datetime) -> None:
    """Log in the service's own log that a person read the entries."""
    log_service_action(support, ServiceLogVerb.READ, by=by, at=at)


def log_service_action(
    support: Support, verb: ServiceLogVerb, *, by: Scope, at: datetime, to: User | None = None
) -> None:
    """Add one row to the service's own log."""
    with keeping_entries(by):
        ServiceLog.objects.unscoped(SERVICE_ENTRY_PURPOSE).create(
            support=support, verb=verb, by_id=by.actor.id, at=at, to=to
        )


def _create_once(model: type[ServiceEntry | ServiceLog], *new: ServiceEntry | ServiceLog) -> None:
    rows: QuerySet[Any] = model.objects.unscoped(SERVICE_ENTRY_PURPOSE)
    rows.bulk_create(new, ignore_conflicts=True)
