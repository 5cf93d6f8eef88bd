"""Finalise a suspect's case administratively, and reopen it."""

from datetime import datetime

from django.db import transaction

from cases import notices
from cases.action_plans.actions.action_plans import return_answered_suspects
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.actions.paused_clocks import pause_unneeded_clocks, resume_paused_clocks
from cases.actions.resumed_clocks import resume_previous_clock
from cases.deadlines import CLASS_RUNS_IN, CONFIDENCE_AFTER_PLAN, PERIOD_OF_URGENCY, Urgency
from cases.models import Finalisation, FinalisationReason, Suspect
from cases.permissions.finalisations import NOT_OVERDUE, is_police_answer_overdue
from cases.states import TURN_SIDE, State
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from timeliness.actions import clocks
from timeliness.models import Clock


@transaction.atomic
def finalise_administratively(
    *, suspect: Suspect, by: Scope, at: datetime, reason: str, text: str
) -> Finalisation:
    """
    Finalise a suspect's case for an administrative reason, without a decision.

    Action items stay as they are, with paused clocks, because the case may be reopened.
    """
    reason = FinalisationReason(reason)
    suspect = open_case_action("finalise_administratively", suspect, by=by, at=at)
    if reason == FinalisationReason.NO_REPLY and not is_police_answer_overdue(suspect, at):
        raise Refused(NOT_OVERDUE, is_stage=True)
    made = Finalisation.objects.unscoped("finalise").create(
        case=suspect.case, suspect=suspect, reason=reason, text=text, by_id=by.actor.id, at=at
    )
    turns.advance_suspect(suspect, "finalise_administratively", by=by, at=at)
    pause_unneeded_clocks(suspect.case, at=at)
    _notify_both_sides("finalise_administratively", suspect, "finalised", by=by, at=at)
    return made


@transaction.atomic
def reopen_suspect(*, suspect: Suspect, by: Scope, at: datetime, text: str) -> Finalisation:
    """
    Reopen a suspect's case in the state in which it was finalised, with a reason.

    Clocks resume with their old due times, and items keep their dates. Answers that the police gave
    in the meantime count.
    """
    suspect = open_case_action("reopen_suspect", suspect, by=by, at=at)
    last = Finalisation.objects.unscoped("reopen").get(suspect=suspect, reopened_at=None)
    last.reopened_because, last.reopened_by_id, last.reopened_at = text, by.user_id, at
    last.save(update_fields=["reopened_because", "reopened_by", "reopened_at"])
    turns.advance_suspect(
        suspect, "reopen_suspect", by=by, at=at, clock=_clock_on_reopening(suspect, at=at)
    )
    resume_paused_clocks(suspect, at=at)
    turns.refresh_suspect_listing(suspect.case, by=by, at=at)
    _notify_both_sides("reopen_suspect", suspect, "reopened", by=by, at=at)
    return_answered_suspects(suspect.case, by=by, at=at)
    return last


def _notify_both_sides(
    verb: str, suspect: Suspect, notice: str, *, by: Scope, at: datetime
) -> None:
    """Add a timeline event, and notify the officers and the prosecutors."""
    case = suspect.case
    add_timeline_event(verb, case, by=by, at=at, suspects=[suspect])
    for capacities in (notices.OFFICER_ROLES, notices.PROSECUTOR_ROLES):
        notices.notify_named_roles(capacities, case, [suspect], notice=notice, at=at)


def _clock_on_reopening(suspect: Suspect, *, at: datetime) -> Clock | None:
    """
    The clock of the state before finalisation, resumed with its old due time.

    A new clock of the urgency class if none ran in a state where that class runs.
    """
    left_in = turns.state_when_ended(suspect)
    if left_in == State.PLAN_QUERIED:
        return None  # challenges have their own clocks, which resume_paused_clocks resumes
    side = TURN_SIDE[left_in]
    kept = resume_previous_clock(suspect, side, at=at) if side else None
    if kept or left_in not in CLASS_RUNS_IN:
        return kept
    return clocks.start_clock(
        rule=PERIOD_OF_URGENCY[suspect.urgency or Urgency.GREEN], about=suspect.case_id,
        subject=notices.notice_subject(suspect.case, [suspect]),
        unit=not_null(suspect.case.cps_unit), at=at,
        confidence=CONFIDENCE_AFTER_PLAN,
    )  # fmt: skip
