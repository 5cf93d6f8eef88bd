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

from people.access import Refused, Scope, standing
from people.models import User
from people.still_held import still_holds
from victims.models import LogVerb, ServiceEntry, ServiceLog, Support, SupportStatus
from victims.permissions import SUPPORT

WHY = "what a service keeps for itself"
NOT_SUPPORTED = _("Your service does not support this victim now, so nothing more can be saved.")
NOT_YET = _("Enter a day and time that have passed.")


@transaction.atomic
def keep_service_entry(
    *,
    support: Support,
    by: Scope,
    at: datetime,
    form_key: UUID,
    contacted_at: datetime,
    **facts: Any,
) -> None:
    """
    Keep one contact. The same form sent twice keeps it once: its key makes the entry's id.

    facts: channel, direction, minutes, purpose, needs, next_on. Raises Support.DoesNotExist where
    the support has gone out of sight meanwhile.
    """
    support = Support.objects.for_scope(by).get(pk=support.pk)
    still_holds(by)
    SUPPORT.check(standing(by, support), "see_support", support)
    if support.status != SupportStatus.SUPPORTED:
        raise Refused(NOT_SUPPORTED, is_stage=True)
    if contacted_at > at:
        raise Refused(NOT_YET, is_stage=True)
    entry = ServiceEntry(
        pk=uuid5(form_key, f"{by.user_id}"), support=support, contacted_at=contacted_at,
        by_id=by.user_id, at=at, **facts,
    )  # fmt: skip
    _once(ServiceEntry, entry)
    log = ServiceLog(
        pk=uuid5(entry.pk, "log"), support=support, verb=LogVerb.WRITTEN, by_id=by.user_id, at=at
    )
    _once(ServiceLog, log)


@transaction.atomic
def log_reading(*, support: Support, by: Scope, at: datetime) -> None:
    """Write into the service's own log that somebody has read the entries."""
    log(support, LogVerb.READ, by=by, at=at)


def log(
    support: Support, verb: LogVerb, *, by: Scope, at: datetime, to: User | None = None
) -> None:
    """One row of the service's own log."""
    ServiceLog.objects.system(WHY).create(
        support=support, verb=verb, by_id=by.user_id, at=at, to=to
    )


def _once(model: type[ServiceEntry | ServiceLog], row: ServiceEntry | ServiceLog) -> None:
    rows: QuerySet[Any] = model.objects.system(WHY)
    rows.bulk_create([row], ignore_conflicts=True)
