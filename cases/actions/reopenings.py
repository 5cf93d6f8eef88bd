"""A suspect comes back to the CPS because a review has overturned the decision."""

from datetime import datetime

from cases import notices
from cases.actions import turns
from cases.actions.base import happened
from cases.actions.resting import let_run
from cases.deadlines import AFTER_A_PLAN, RULE, Urgency
from cases.models import Decision, Suspect
from cases.statuses import DecisionStatus
from people.access import Scope
from timeliness.actions import clocks


def reopen_on_review(*, suspect: Suspect, by: Scope, at: datetime) -> Suspect:
    """
    Set the decision on a suspect of a locked case aside; a manager gives her or him to somebody.

    Within the verb that overturns the decision, which has checked who asks. The urgency class runs
    again, unverified: no source says that it does. The decision is kept, and both sides read it.
    """
    case = suspect.case
    decision = Decision.objects.system("a review sets a decision aside").get(
        suspect=suspect, status=DecisionStatus.LIVE
    )
    decision.status = DecisionStatus.SET_ASIDE
    decision.save(update_fields=["status"])
    clock = clocks.start(
        rule=RULE[suspect.urgency or Urgency.GREEN], about=case.pk,
        subject=notices.subject(case, [suspect]), unit=case.cps_unit, at=at,
        confidence=AFTER_A_PLAN,
    )  # fmt: skip
    turns.move(suspect, "reopen_on_review", by=by, at=at, clock=clock)
    let_run(suspect, at=at)
    turns.keep_listed(case, by=by, at=at)
    happened("reopen_on_review", case, by=by, at=at, suspects=[suspect])
    notices.tell_unit(
        "allocate_cases", case.cps_unit_id, case, [suspect], notice="ready_to_allocate", at=at
    )
    notices.tell_named(notices.OFFICER, case, [suspect], notice="reopened", at=at)
    return suspect
