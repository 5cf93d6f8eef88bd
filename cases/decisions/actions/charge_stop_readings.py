"""A second reader countersigns a proposal to stop, replace or add charges, or declines it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import open_case_action
from cases.decisions.actions.charge_stops import (
    end_proposed_stop,
    put_stop_in_force,
    waiting_stop,
)
from cases.decisions.actions.charges_added import check_still_added
from cases.decisions.actions.charges_instead import check_still_replaces
from cases.decisions.actions.days_of_stops import BEFORE_COURT_NOW, check_day_of_stop
from cases.decisions.actions.discontinuing import check_before_trial
from cases.decisions.actions.reviews_before_stops import check_no_review_before
from cases.decisions.actions.verdicts import OUTCOME_KNOWN_NOW, check_no_outcome
from cases.models import ChargeStop, LaidCharge, SecondReaderAnswer, StopKind, Suspect
from cases.statuses import StopStatus
from people.access.scopes import Refused, Scope
from people.text.dates import format_day
from timeliness.calendar import london_day

NOT_LATER = _(
    "The proposal says that they ended on %(day)s. You can give an earlier day. If they ended "
    "later, do not countersign, and say so."
)
SAY_WHY_THAT_DAY = _("Enter why they ended on that day, and not on the day proposed.")
STOP_CHANGED = _("This proposal has changed since you opened it. Read it again, then decide.")


@transaction.atomic
def countersign_stop(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str = "",
    on: date | None = None, day_because: str = "",
) -> ChargeStop:  # fmt: skip
    """
    Countersign it: the charges are stopped, or one is replaced or added.

    version: number of the stop that was read. on: the day on which the proceedings ended, where
    the reader gives it or corrects it to an earlier one; day_because: why. Raises Refused if there
    is a newer one, or if one of the charges has an outcome in court now, or took part in a hearing
    after the day on which they are said to have ended, if they cannot have ended on the day given,
    or if what is to take the place of one can no longer be charged.
    """
    verb = "countersign_stop"
    suspect, stop = _open_reading(verb, suspect, version, by=by, at=at)
    charges = list(LaidCharge.objects.filter(stopped__stop=stop))
    if stop.kind == StopKind.FURTHER:
        check_still_added(stop, on, by=by, at=at)
    else:
        _check_still_ends(suspect, stop, charges, on, at=at)
    is_given = bool(on and on != stop.on)
    if on and is_given:
        _give_day(stop, on, day_because)
    _check_day(stop, charges, is_given=is_given, at=at)
    if stop.kind == StopKind.ALTERED:
        check_still_replaces(stop, at=at)
    _record_reading(stop, SecondReaderAnswer.COUNTERSIGNED, text, by=by, at=at)
    put_stop_in_force(verb, suspect, stop, by=by, at=at)
    _notify_proposer(stop, suspect, at=at)
    return stop


def _check_still_ends(
    suspect: Suspect, stop: ChargeStop, charges: list[LaidCharge], on: date | None, *, at: datetime
) -> None:
    """Raise Refused unless the charges can still end so. on: the day that the reader gives."""
    check_no_outcome(stop.decision, charges, stop.kind, OUTCOME_KNOWN_NOW)
    check_before_trial(stop.decision, charges, stop.kind, on=on or stop.on or london_day(at))
    check_no_review_before(
        suspect, charges, stop.kind, on=on or stop.on, are_told=stop.are_told, at=at
    )


def _check_day(
    stop: ChargeStop, charges: list[LaidCharge], *, is_given: bool, at: datetime
) -> None:
    """
    Raise Refused for a day of the end, if there is one, that cannot be right. is_given: by the
    reader.
    """
    if stop.on is None or stop.kind == StopKind.FURTHER:
        return
    if is_given:
        check_day_of_stop(stop.on, charges, at=at)
    else:
        check_day_of_stop(stop.on, charges, at=at, message=BEFORE_COURT_NOW)


@transaction.atomic
def decline_stop(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> ChargeStop:
    """Decline it, with a reason: the charges go on."""
    if not text.strip():
        raise ValueError("Not countersigned, and no word why")
    verb = "decline_stop"
    suspect, stop = _open_reading(verb, suspect, version, by=by, at=at)
    _record_reading(stop, SecondReaderAnswer.DECLINED, text, by=by, at=at)
    end_proposed_stop(verb, suspect, stop, StopStatus.DECLINED, by=by, at=at)
    _notify_proposer(stop, suspect, at=at)
    return stop


def _open_reading(
    verb: str, suspect: Suspect, version: int, *, by: Scope, at: datetime
) -> tuple[Suspect, ChargeStop]:
    """The locked suspect and the stop that waits. Raises Refused if another was read."""
    suspect = open_case_action(verb, suspect, by=by, at=at)
    stop = waiting_stop(suspect)
    if version != stop.number:
        raise Refused(STOP_CHANGED, is_stage=True, version=stop.number)
    return suspect, stop


def _give_day(stop: ChargeStop, on: date, because: str) -> None:
    """Give the day on which they ended, or correct it to an earlier one; saved with the reading."""
    if stop.on and on > stop.on:
        raise Refused(NOT_LATER % {"day": format_day(stop.on)}, is_stage=True)
    if not because.strip():
        raise Refused(SAY_WHY_THAT_DAY, is_stage=True)
    stop.proposed_on, stop.on, stop.day_because = stop.on, on, because


def _record_reading(
    stop: ChargeStop, reading: SecondReaderAnswer, text: str, *, by: Scope, at: datetime
) -> None:
    stop.reading, stop.reading_text = reading, text
    stop.read_by_id, stop.read_at = by.user_id, at
    stop.save(
        update_fields=[
            "reading", "reading_text", "read_by", "read_at", "on", "proposed_on", "day_because",
        ]
    )  # fmt: skip


def _notify_proposer(stop: ChargeStop, suspect: Suspect, *, at: datetime) -> None:
    notices.notify_person(stop.by, suspect.case, [suspect], notice="stop_answered", at=at)
