"""Ask to read more in an hour than a limit allows, and settle it: by a leader, never the person."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.reading_limits import usual_limit
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope
from people.administration.actions.open_admin_action import log_admin_action
from people.models import Operation, ReadingRequest, User
from people.models.nullable import not_null
from people.reading.permissions import READING_REQUEST, READING_SITE
from people.reading.queries import units_to_ask

Status = ReadingRequest.Status
ASKED_ALREADY = _("You have asked for this already. It is waiting for those who lead the unit.")
NOBODY_TO_ASK = _(
    "Nobody else leads this unit, so nobody can answer. Ask your administrator to add a leader."
)
NOT_OFFERED = _("Select one of the numbers and lengths offered.")


@transaction.atomic
def ask_to_read_more(
    *, by: Scope, at: datetime, limit: str, an_hour: int, hours: int, unit: int, reason: str
) -> ReadingRequest:
    """
    Ask those who lead a unit to let the person read more for some hours, and notify them.

    an_hour: how many instead of the limit. hours: one of READ_MORE_HOURS. Raises Refused where one
    waits already under any account of the person, or where nobody else leads the unit.
    """
    READING_SITE.check(by, "ask_to_read_more")
    usual = usual_limit(limit)
    if hours not in settings.READ_MORE_HOURS or not (
        usual < an_hour <= usual * settings.READ_MORE_TIMES
    ):
        raise Refused(NOT_OFFERED, is_stage=True)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=by.accounts).order_by("pk"))
    check_grants_unchanged(by)
    if unit not in {pk for pk, _name in units_to_ask(by)}:
        raise Refused(NOBODY_TO_ASK, is_stage=True)
    waiting = ReadingRequest.objects.filter(by__in=by.accounts, limit=limit, status=Status.WAITING)
    if waiting.exists():
        raise Refused(ASKED_ALREADY, is_stage=True)
    asked = ReadingRequest.objects.create(
        limit=limit, an_hour=an_hour, hours=hours, reason=reason, by_id=by.actor.id, unit_id=unit,
        at=at, authors=sorted(by.accounts),
    )  # fmt: skip
    log_admin_action("ask_to_read_more", asked, by=by, at=at, operation=Operation.COLLECTION)
    _notify(asked, at=at)
    return asked


@transaction.atomic
def approve_reading(*, asked: ReadingRequest, by: Scope, at: datetime) -> ReadingRequest:
    """Let the person read as much as they asked for, for as long as they asked from now."""
    asked = _lock_request("approve_reading", asked, by=by)
    asked.until = at + timedelta(hours=asked.hours)
    return _settle_reading_request("approve_reading", asked, by=by, at=at, status=Status.APPROVED)


@transaction.atomic
def refuse_reading(*, asked: ReadingRequest, by: Scope, at: datetime, text: str) -> ReadingRequest:
    """Leave the limit as it is, and say why."""
    asked = _lock_request("refuse_reading", asked, by=by)
    asked.settled_text = text
    return _settle_reading_request("refuse_reading", asked, by=by, at=at, status=Status.REFUSED)


@transaction.atomic
def withdraw_reading(*, asked: ReadingRequest, by: Scope, at: datetime) -> ReadingRequest:
    """Withdraw one's own request before it is answered."""
    asked = _lock_request("withdraw_reading", asked, by=by)
    return _settle_reading_request("withdraw_reading", asked, by=by, at=at, status=Status.WITHDRAWN)


def _lock_request(verb: str, asked: ReadingRequest, *, by: Scope) -> ReadingRequest:
    """Lock a request and check the verb on it as it is now."""
    rows = ReadingRequest.objects.select_for_update(of=("self",), no_key=True)
    asked = rows.select_related("by", "unit").get(pk=asked.pk)
    check_grants_unchanged(by)
    READING_REQUEST.check(by, verb, asked)
    return asked


def _settle_reading_request(
    verb: str, asked: ReadingRequest, *, by: Scope, at: datetime, status: ReadingRequest.Status
) -> ReadingRequest:
    asked.status, asked.settled_by_id, asked.settled_at = status, not_null(by.user_id), at
    asked.save()
    log_admin_action(verb, asked, by=by, at=at)
    if status != Status.WITHDRAWN:
        _notify(asked, at=at)
    return asked


def _notify(asked: ReadingRequest, *, at: datetime) -> None:
    """Calls the functions in the setting READING_REQUESTS_TOLD_BY: people/ imports no notices."""
    for tell in settings.READING_REQUESTS_TOLD_BY:
        import_string(tell)(asked=asked, at=at)
