"""Set a decision in force aside: the suspect is decided on afresh, after a new review."""

from datetime import datetime

from cases import notices
from cases.actions import turns
from cases.actions.custody_limits import update_first_limit
from cases.actions.open_case_action import add_timeline_event
from cases.actions.paused_clocks import resume_paused_clocks
from cases.actions.resumed_clocks import resume_clock_of_decision
from cases.deadlines import CONFIDENCE_AFTER_PLAN, PERIOD_OF_URGENCY, Urgency
from cases.decisions.actions.consents import end_consents
from cases.models import Decision, Reversal, ReversalGround, Suspect
from cases.models.decision import DISPOSAL_KINDS, NFA_KINDS
from cases.states import State
from cases.statuses import DecisionStatus, ReversalStatus
from people.access.scopes import Scope
from people.models.nullable import not_null
from timeliness.actions import clocks
from timeliness.models import Clock

# By these the CPS takes a decision back itself.
TAKEN_BACK_BY = frozenset({"withdraw_charge", "countersign_reversal"})


def reopen_on_review(
    *, suspect: Suspect, by: Scope, at: datetime, ground: ReversalGround
) -> Suspect:
    """
    Set aside the decision on a suspect of a locked case, which a review has overturned.

    Called within the verb that overturns the decision, which has checked the caller. ground: REVIEW
    or PANEL. A proposal to reconsider it that still waits for a second reader is overtaken.
    """
    decision = live_decision(suspect)
    overtake_reversal(suspect, decision)
    rows = Reversal.objects.unscoped("a review sets a decision aside")
    rows.create(
        case=suspect.case, decision=decision, ground=ground,
        number=1 + rows.filter(decision=decision).count(),
        by_id=by.actor.id, authors=[by.actor.id], at=at, status=ReversalStatus.IN_FORCE,
        only_side="",
    )  # fmt: skip
    set_decision_aside("reopen_on_review", suspect, decision, by=by, at=at)
    return suspect


def overtake_reversal(suspect: Suspect, decision: Decision) -> None:
    """
    End a proposal to set the decision aside that waits for a second reader, if there is one: a
    review, or what the police report to have done before they were told, comes before it.
    """
    waiting = Reversal.objects.unscoped("what overtakes a reversal").filter(decision=decision)
    if waiting.filter(status=ReversalStatus.PROPOSED).update(status=ReversalStatus.OVERTAKEN):
        suspect.proposed_by = []


def live_decision(suspect: Suspect) -> Decision:
    """The decision in force about a locked suspect."""
    rows = Decision.objects.unscoped("the decision that is set aside")
    return rows.get(suspect=suspect, status=DecisionStatus.LIVE)


def set_decision_aside(
    verb: str, suspect: Suspect, decision: Decision, *, by: Scope, at: datetime
) -> None:
    """
    End the decision; the next one needs a new review.

    The suspect of no further action is allocated again, and one whose prosecution was stopped; one
    whose charge is withdrawn, or whose disposal fell away, is with the prosecutor. The clock is
    that of _clock_to_decide_again. The decision stays readable.
    """
    case = suspect.case
    decision.status = DecisionStatus.SET_ASIDE
    decision.save(update_fields=["status"])
    end_consents(decision, suspect, at=at)
    suspect.is_reviewed = suspect.is_to_be_reviewed_again = False
    suspect.proposed_by, suspect.has_stopped_charges = [], False
    _end_prosecution(suspect)
    clock = _clock_to_decide_again(verb, suspect, decision, at=at)
    turns.advance_suspect(suspect, verb, by=by, at=at, clock=clock)
    resume_paused_clocks(suspect, at=at)
    turns.refresh_suspect_listing(case, by=by, at=at)
    add_timeline_event(verb, case, by=by, at=at, suspects=[suspect])
    if verb != "return_disposal":  # the police reported that themselves
        _notify_of_reversal(suspect, decision, at=at)


def _end_prosecution(suspect: Suspect) -> None:
    """
    Forget the days that were to be kept in the prosecution on a decision that was set aside: the
    last day in court, and the end of a custody time limit, also as the police recorded it. The
    court facts stay with that decision, and the history keeps the day of the police.
    """
    suspect.hearings_until = suspect.custody_limit_ends_on = None
    update_first_limit(suspect)


def _notify_of_reversal(suspect: Suspect, decision: Decision, *, at: datetime) -> None:
    case, notice = suspect.case, "charge_withdrawn"
    if decision.kind in DISPOSAL_KINDS:
        notice = "disposal_withdrawn"
    if suspect.state == State.READY_TO_ALLOCATE:
        notice = "reopened"
        notices.notify_unit(
            "allocate_cases", case.cps_unit_id, case, [suspect], notice="ready_to_allocate", at=at
        )
    notices.notify_named_roles(notices.OFFICER_ROLES, case, [suspect], notice=notice, at=at)


def _clock_to_decide_again(
    verb: str, suspect: Suspect, decision: Decision, *, at: datetime
) -> Clock:
    """
    The clock by which a suspect whose decision is set aside is decided on.

    A charge or disposal that the CPS takes back before anybody has acted on it leaves the time as
    it was: the clock within which it was decided goes on, with its old due time (ADR 139). After
    a review, after no further action that was in force, and after what the police report, the
    clock of the urgency class starts again, unverified: no source says that it does.
    """
    is_taken_back = verb in TAKEN_BACK_BY and decision.kind not in NFA_KINDS
    kept = resume_clock_of_decision(suspect, at=at) if is_taken_back else None
    return kept or _start_class_clock(suspect, at=at)


def _start_class_clock(suspect: Suspect, *, at: datetime) -> Clock:
    case = suspect.case
    return clocks.start_clock(
        rule=PERIOD_OF_URGENCY[suspect.urgency or Urgency.GREEN], about=case.pk,
        subject=notices.notice_subject(case, [suspect]), unit=not_null(case.cps_unit), at=at,
        confidence=CONFIDENCE_AFTER_PLAN,
    )  # fmt: skip
