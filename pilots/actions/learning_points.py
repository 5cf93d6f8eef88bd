"""What was learnt is written down, checked by a second person, shared, and read."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_be_kept
from people.access import Refused, Scope
from people.actions.base import keep_units, log
from people.models import Operation, Unit
from people.sides import Side
from pilots.actions import texts
from pilots.models import LearningPoint, LearningReading, LearningRequest, LearntFrom
from pilots.permissions import SITE, may_check
from pilots.themes import Theme

NOT_YOUR_OWN = _("You wrote this, so someone else must check it.")
CHECKED = _("This has been checked already.")
NOT_SHARED = _("This is not shared, so no one is asked to read it.")
WITHDRAWN = _("This has been withdrawn.")
NOT_A_UNIT = _("Select an open unit of the police or the CPS.")
ASKED = _("This unit has been asked to read it already.")
SAY_WHY = _("Say what could identify the person, so that it can be reworded.")


@transaction.atomic
def write_learning_point(
    *, by: Scope, at: datetime, title: str, text: str, themes: Iterable[str], learnt_from: str
) -> LearningPoint:
    """Write down what was learnt. Nobody else reads it until a second person has checked it."""
    SITE.check(by, "write_learning_point")
    texts.must_tell_nobody_of_any(title, text, by=by, at=at)
    point = LearningPoint.objects.create(
        title=title, text=text, themes=[Theme(each) for each in themes],
        learnt_from=LearntFrom(learnt_from), written_by_id=by.user_id, written_at=at,
    )  # fmt: skip
    log("write_learning_point", point, by=by, at=at, operation=Operation.COLLECTION)
    return point


@transaction.atomic
def check_learning_point(
    *, point: LearningPoint, by: Scope, at: datetime, is_shared: bool, check_text: str = ""
) -> LearningPoint:
    """
    Share it, or keep it back because somebody could be known by it. check_text: why, then.

    Raises Refused to whoever wrote it, under any account of theirs, and where what is said why
    might itself tell who a case is about.
    """
    point = _begin("check_learning_point", point, by=by)
    if not may_check(by, point):
        raise Refused(NOT_YOUR_OWN)
    if point.is_shared is not None:
        raise Refused(CHECKED, is_stage=True)
    if not is_shared and not check_text:
        raise Refused(SAY_WHY, is_stage=True)
    texts.must_tell_nobody_of_any(check_text, by=by, at=at)
    point.is_shared, point.check_text = is_shared, check_text
    point.checked_by_id, point.checked_at = by.user_id, at
    point.save(update_fields=["is_shared", "check_text", "checked_by", "checked_at"])
    log("check_learning_point", point, by=by, at=at)
    return point


@transaction.atomic
def withdraw_learning_point(
    *, point: LearningPoint, by: Scope, at: datetime, withdrawn_because: str
) -> LearningPoint:
    """It is no longer right, for a reason that its readers are told."""
    point = _begin("withdraw_learning_point", point, by=by)
    texts.must_tell_nobody_of_any(withdrawn_because, by=by, at=at)
    point.withdrawn_because = withdrawn_because
    point.withdrawn_by_id, point.withdrawn_at = by.user_id, at
    point.save(update_fields=["withdrawn_because", "withdrawn_by", "withdrawn_at"])
    log("withdraw_learning_point", point, by=by, at=at)
    return point


@transaction.atomic
def ask_unit_to_read(
    *, point: LearningPoint, by: Scope, at: datetime, unit: int, read_by: date
) -> LearningRequest:
    """Ask the people of a unit to read it by an agreed day. unit: an id."""
    SITE.check(by, "ask_unit_to_read")
    keep_units()
    point = _begin("ask_unit_to_read", point, by=by)
    if not point.is_shared:
        raise Refused(NOT_SHARED, is_stage=True)
    must_be_kept(read_by, at=at)
    units = Unit.objects.filter(is_open=True, agency__side__in=[Side.POLICE, Side.CPS])
    if not units.filter(pk=unit).exists():
        raise Refused(NOT_A_UNIT, is_stage=True)
    if point.requests.filter(unit=unit).exists():
        raise Refused(ASKED, is_stage=True)
    row = LearningRequest.objects.create(
        point=point, unit_id=unit, read_by=read_by, by_id=by.user_id, at=at
    )
    log("ask_unit_to_read", row, by=by, at=at, operation=Operation.COLLECTION)
    return row


@transaction.atomic
def say_read(*, point: LearningPoint, by: Scope, at: datetime) -> LearningReading:
    """Somebody has read it. Said twice, it is said once."""
    point = _begin("say_read", point, by=by)
    if not point.is_shared:
        raise LearningPoint.DoesNotExist
    row, is_new = LearningReading.objects.get_or_create(
        point=point, user_id=by.user_id, defaults={"at": at}
    )
    if is_new:
        log("say_read", row, by=by, at=at, operation=Operation.COLLECTION)
    return row


def _begin(verb: str, point: LearningPoint, *, by: Scope) -> LearningPoint:
    """Check, and lock a point that has not been withdrawn."""
    SITE.check(by, verb)
    point = LearningPoint.objects.select_for_update(no_key=True).get(pk=point.pk)
    if point.withdrawn_at:
        raise Refused(WITHDRAWN, is_stage=True)
    return point
