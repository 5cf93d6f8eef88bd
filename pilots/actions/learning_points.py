"""Learning points: written, checked by a second person, shared, read and withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_future_dates
from people.access.advisory_locks import lock_units_shared
from people.access.scopes import Refused, Scope
from people.administration.actions.open_admin_action import log_admin_action
from people.identity.sides import Side
from people.models import Operation, Unit
from pilots.actions import identifying_text
from pilots.models import LearningPoint, LearningReading, LearningRequest, LearningSource
from pilots.permissions import SITE, may_check_learning_point
from pilots.themes import Theme

AUTHOR_CANNOT_CHECK = _("You wrote this, so someone else must check it.")
ALREADY_CHECKED = _("This has been checked already.")
POINT_NOT_SHARED = _("This is not shared, so no one is asked to read it.")
POINT_WITHDRAWN = _("This has been withdrawn.")
NOT_AN_OPEN_UNIT = _("Select an open unit of the police or the CPS.")
UNIT_ALREADY_ASKED = _("This unit has been asked to read it already.")
CHECK_REASON_REQUIRED = _("Say what could identify the person, so that it can be reworded.")


@transaction.atomic
def write_learning_point(
    *, by: Scope, at: datetime, title: str, text: str, themes: Iterable[str], learnt_from: str
) -> LearningPoint:
    """Write a learning point. Nobody else reads it until a second person has checked it."""
    SITE.check(by, "write_learning_point")
    identifying_text.check_text_identifies_no_drawn_case(title, text, by=by, at=at)
    point = LearningPoint.objects.create(
        title=title, text=text, themes=[Theme(each) for each in themes],
        learnt_from=LearningSource(learnt_from), written_by_id=by.actor.id, written_at=at,
    )  # fmt: skip
    log_admin_action("write_learning_point", point, by=by, at=at, operation=Operation.COLLECTION)
    return point


@transaction.atomic
def check_learning_point(
    *, point: LearningPoint, by: Scope, at: datetime, is_shared: bool, check_text: str = ""
) -> LearningPoint:
    """
    Share it, or keep it back because it may identify a person. check_text: the reason then.

    Raises Refused for its author, under any of their accounts, and where the reason itself may
    identify who a case is about.
    """
    point = _open_learning_point("check_learning_point", point, by=by)
    if not may_check_learning_point(by, point):
        raise Refused(AUTHOR_CANNOT_CHECK)
    if point.is_shared is not None:
        raise Refused(ALREADY_CHECKED, is_stage=True)
    if not is_shared and not check_text:
        raise Refused(CHECK_REASON_REQUIRED, is_stage=True)
    identifying_text.check_text_identifies_no_drawn_case(check_text, by=by, at=at)
    point.is_shared, point.check_text = is_shared, check_text
    point.checked_by_id, point.checked_at = by.user_id, at
    point.save(update_fields=["is_shared", "check_text", "checked_by", "checked_at"])
    log_admin_action("check_learning_point", point, by=by, at=at)
    return point


@transaction.atomic
def withdraw_learning_point(
    *, point: LearningPoint, by: Scope, at: datetime, withdrawn_because: str
) -> LearningPoint:
    """Withdraw it with a reason, which is shown to its readers."""
    point = _open_learning_point("withdraw_learning_point", point, by=by)
    identifying_text.check_text_identifies_no_drawn_case(withdrawn_because, by=by, at=at)
    point.withdrawn_because = withdrawn_because
    point.withdrawn_by_id, point.withdrawn_at = by.user_id, at
    point.save(update_fields=["withdrawn_because", "withdrawn_by", "withdrawn_at"])
    log_admin_action("withdraw_learning_point", point, by=by, at=at)
    return point


@transaction.atomic
def ask_unit_to_read(
    *, point: LearningPoint, by: Scope, at: datetime, unit: int, read_by: date
) -> LearningRequest:
    """Ask the people of a unit to read it by an agreed day. unit: an id."""
    SITE.check(by, "ask_unit_to_read")
    lock_units_shared()
    point = _open_learning_point("ask_unit_to_read", point, by=by)
    if not point.is_shared:
        raise Refused(POINT_NOT_SHARED, is_stage=True)
    check_future_dates(read_by, at=at)
    units = Unit.objects.filter(is_open=True, agency__side__in=[Side.POLICE, Side.CPS])
    if not units.filter(pk=unit).exists():
        raise Refused(NOT_AN_OPEN_UNIT, is_stage=True)
    if point.requests.filter(unit=unit).exists():
        raise Refused(UNIT_ALREADY_ASKED, is_stage=True)
    row = LearningRequest.objects.create(
        point=point, unit_id=unit, read_by=read_by, by_id=by.actor.id, at=at
    )
    log_admin_action("ask_unit_to_read", row, by=by, at=at, operation=Operation.COLLECTION)
    return row


@transaction.atomic
def say_read(*, point: LearningPoint, by: Scope, at: datetime) -> LearningReading:
    """Record that the caller has read it. Idempotent."""
    point = _open_learning_point("say_read", point, by=by)
    if not point.is_shared:
        raise LearningPoint.DoesNotExist
    row, is_new = LearningReading.objects.get_or_create(
        point=point, user_id=by.actor.id, defaults={"at": at}
    )
    if is_new:
        log_admin_action("say_read", row, by=by, at=at, operation=Operation.COLLECTION)
    return row


def _open_learning_point(verb: str, point: LearningPoint, *, by: Scope) -> LearningPoint:
    """Check the permission, and lock a point that has not been withdrawn."""
    SITE.check(by, verb)
    point = LearningPoint.objects.select_for_update(no_key=True).get(pk=point.pk)
    if point.withdrawn_at:
        raise Refused(POINT_WITHDRAWN, is_stage=True)
    return point
