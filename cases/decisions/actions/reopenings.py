"""Reopen a suspect because a review under the Right to Review overturned the decision."""

from datetime import datetime

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event
from cases.actions.paused_clocks import resume_paused_clocks
from cases.deadlines import CONFIDENCE_AFTER_PLAN, PERIOD_OF_URGENCY, Urgency
from cases.models import Decision, Suspect
from cases.statuses import DecisionStatus
from people.access.scopes import Scope
from people.models.nullable import not_null
from timeliness.actions import clocks


def reopen_on_review(*, suspect: Suspect, by: Scope, at: datetime) -> Suspect:
    """
    Set aside the live decision on a suspect of a locked case; a manager allocates the suspect.

    Called within the verb that overturns the decision, which has checked the caller. The clock of
    the urgency class starts again, unverified: no source says that it does. The decision stays
    readable.
    """
    case = suspect.case
    decision = Decision.objects.unscoped("a review sets a decision aside").get(
        suspect=suspect, status=DecisionStatus.LIVE
    )
    decision.status = DecisionStatus.SET_ASIDE
    decision.save(update_fields=["status"])
    clock = clocks.start_clock(
        rule=PERIOD_OF_URGENCY[suspect.urgency or Urgency.GREEN], about=case.pk,
        subject=notices.notice_subject(case, [suspect]), unit=not_null(case.cps_unit), at=at,
        confidence=CONFIDENCE_AFTER_PLAN,
    )  # fmt: skip
    turns.advance_suspect(suspect, "reopen_on_review", by=by, at=at, clock=clock)
    resume_paused_clocks(suspect, at=at)
    turns.refresh_suspect_listing(case, by=by, at=at)
    add_timeline_event("reopen_on_review", case, by=by, at=at, suspects=[suspect])
    notices.notify_unit(
        "allocate_cases", case.cps_unit_id, case, [suspect], notice="ready_to_allocate", at=at
    )
    notices.notify_named_roles(notices.OFFICER_ROLES, case, [suspect], notice="reopened", at=at)
    return suspect
