"""
A support service's private record of its contacts, and the service's own log of it.

These actions do not open as others do: no audit entry of the statutory log, no idempotency row, no
version, event or notice, because any of them would reveal that an entry exists. The guard of the
page logs that it was opened, as for a page that was only viewed.
"""

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
from victims.models import ServiceEntry, ServiceLog, ServiceLogVerb, Support, SupportStatus
from victims.permissions import SUPPORT

SERVICE_ENTRY_PURPOSE = "what a service keeps for itself"
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
    support = Support.objects.for_scope(by).get(pk=support.pk)
    check_grants_unchanged(by)
    SUPPORT.check(standing_on(by, support), "see_support", support)
    if support.status != SupportStatus.SUPPORTED:
        raise Refused(VICTIM_NOT_SUPPORTED_NOW, is_stage=True)
    if contacted_at > at:
        raise Refused(ENTRY_IN_FUTURE, is_stage=True)
    entry = ServiceEntry(
        pk=uuid5(form_key, f"{by.user_id}"), support=support, contacted_at=contacted_at,
        by_id=by.actor.id, at=at, **facts,
    )  # fmt: skip
    log = ServiceLog(
        pk=uuid5(entry.pk, "log"),
        support=support,
        verb=ServiceLogVerb.WRITTEN,
        by_id=by.actor.id,
        at=at,
    )
    with keeping_entries(by):
        _create_once(ServiceEntry, entry)
        _create_once(ServiceLog, log)


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


def _create_once(model: type[ServiceEntry | ServiceLog], row: ServiceEntry | ServiceLog) -> None:
    rows: QuerySet[Any] = model.objects.unscoped(SERVICE_ENTRY_PURPOSE)
    rows.bulk_create([row], ignore_conflicts=True)
