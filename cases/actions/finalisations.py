"""A suspect's case is closed administratively, and taken up again where it was left."""

from datetime import datetime

from django.db import transaction

from cases import notices
from cases.actions import turns
from cases.actions.action_plans import return_answered
from cases.actions.base import begin, happened
from cases.actions.dates_kept import clock_kept
from cases.actions.resting import let_rest, let_run
from cases.deadlines import AFTER_A_PLAN, CLASS_RUNS_IN, RULE, Urgency
from cases.models import Finalisation, FinalisationReason, Suspect
from cases.permissions.finalisations import NOT_OVERDUE, owe_something_overdue
from cases.states import TURN, State
from people.access import Refused, Scope
from timeliness.actions import clocks
from timeliness.models import Clock


@transaction.atomic
def finalise_administratively(
    *, suspect: Suspect, by: Scope, at: datetime, reason: str, text: str
) -> Finalisation:
    """
    Close a suspect's case for an administrative reason: nobody waits, and nothing is decided.

    What was asked in action plans stays as it is, so that it can be taken up again.
    """
    reason = FinalisationReason(reason)
    suspect = begin("finalise_administratively", suspect, by=by, at=at)
    if reason == FinalisationReason.NO_REPLY and not owe_something_overdue(suspect, at):
        raise Refused(NOT_OVERDUE, is_stage=True)
    made = Finalisation.objects.system("finalise").create(
        case=suspect.case, suspect=suspect, reason=reason, text=text, by_id=by.user_id, at=at
    )
    turns.move(suspect, "finalise_administratively", by=by, at=at)
    let_rest(suspect.case, at=at)
    _tell("finalise_administratively", suspect, "finalised", by=by, at=at)
    return made


@transaction.atomic
def reopen_suspect(*, suspect: Suspect, by: Scope, at: datetime, text: str) -> Finalisation:
    """
    Take a suspect's case up again, with a reason, where it was left.

    What ran when it was closed runs on by the same time, and an action keeps its date. What the
    police have answered meanwhile counts.
    """
    suspect = begin("reopen_suspect", suspect, by=by, at=at)
    last = Finalisation.objects.system("reopen").get(suspect=suspect, reopened_at=None)
    last.reopened_because, last.reopened_by_id, last.reopened_at = text, by.user_id, at
    last.save(update_fields=["reopened_because", "reopened_by", "reopened_at"])
    turns.move(suspect, "reopen_suspect", by=by, at=at, clock=_class_clock(suspect, at=at))
    let_run(suspect, at=at)
    turns.keep_listed(suspect.case, by=by, at=at)
    _tell("reopen_suspect", suspect, "reopened", by=by, at=at)
    return_answered(suspect.case, by=by, at=at)
    return last


def _tell(verb: str, suspect: Suspect, notice: str, *, by: Scope, at: datetime) -> None:
    """The other side, and the prosecutor where the manager did it."""
    case = suspect.case
    happened(verb, case, by=by, at=at, suspects=[suspect])
    for capacities in (notices.OFFICER, notices.PROSECUTORS):
        notices.tell_named(capacities, case, [suspect], notice=notice, at=at)


def _class_clock(suspect: Suspect, *, at: datetime) -> Clock | None:
    """
    The clock that ran when the case was closed, by the same time: nobody has answered meanwhile.

    A fresh one of the urgency class, where the suspect goes back to one of its states without.
    """
    left_in = turns.left_in(suspect)
    if left_in == State.PLAN_QUERIED:
        return None  # the questions have clocks of their own, and let_run lets them run
    side = TURN[left_in]
    kept = clock_kept(suspect, side, at=at) if side else None
    if kept or left_in not in CLASS_RUNS_IN:
        return kept
    return clocks.start(
        rule=RULE[suspect.urgency or Urgency.GREEN], about=suspect.case_id,
        subject=notices.subject(suspect.case, [suspect]), unit=suspect.case.cps_unit, at=at,
        confidence=AFTER_A_PLAN,
    )  # fmt: skip
