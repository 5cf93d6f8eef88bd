"""
What a service keeps for itself of its contacts, and the log that it alone has of that.

None of this opens as other actions do: no row of the joint log, no form that was acted on, no
version, no event, no notice. The door of the page writes that somebody opened it, which it says
as well of a page that was only looked at.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.access.recheck import check_grants_unchanged
from people.access.scopes import Refused, Scope, standing_on
from people.models import User
from victims.models import ServiceEntry, ServiceLog, ServiceLogVerb, Support, SupportStatus
from victims.permissions import SUPPORT

SERVICE_ENTRY_PURPOSE = "what a service keeps for itself"
VICTIM_NOT_SUPPORTED_NOW = _(
    "Your service does not support this victim now, so nothing more can be saved."
)
ENTRY_IN_FUTURE = _("Enter a day and time that have passed.")


@transaction.atomic
def add_service_entry(
    *, support: Support, by: Scope, at: datetime, form_key: UUID, contacted_at: datetime,
    **facts: Any,
) -> None:  # fmt: skip
    """
    Keep one contact. The same form sent twice keeps it once: its key makes the entry's id.

    facts: channel, direction, minutes, purpose, needs, next_on. Raises Support.DoesNotExist where
    the support has gone out of sight meanwhile.
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
        by_id=by.user_id, at=at, **facts,
    )  # fmt: skip
    _create_once(ServiceEntry, entry)
    log = ServiceLog(
        pk=uuid5(entry.pk, "log"),
        support=support,
        verb=ServiceLogVerb.WRITTEN,
        by_id=by.user_id,
        at=at,
    )
    _create_once(ServiceLog, log)


@transaction.atomic
def log_entries_read(*, support: Support, by: Scope, at: datetime) -> None:
    """Write into the service's own log that somebody has read the entries."""
    log_service_action(support, ServiceLogVerb.READ, by=by, at=at)


def log_service_action(
    support: Support, verb: ServiceLogVerb, *, by: Scope, at: datetime, to: User | None = None
) -> None:
    """One row of the service's own log."""
    ServiceLog.objects.system(SERVICE_ENTRY_PURPOSE).create(
        support=support, verb=verb, by_id=by.user_id, at=at, to=to
    )


def _create_once(model: type[ServiceEntry | ServiceLog], row: ServiceEntry | ServiceLog) -> None:
    rows: QuerySet[Any] = model.objects.system(SERVICE_ENTRY_PURPOSE)
    rows.bulk_create([row], ignore_conflicts=True)
