"""Reopen an investigation that the police had closed."""

from datetime import datetime

from django.db import transaction

from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.actions.resumed_clocks import resume_previous_clock
from cases.closing.actions.signatures import notify_of_closing
from cases.models import ClosingReport, ReopeningGround, Suspect
from cases.statuses import ClosingStatus
from people.access.scopes import Scope
from people.models import Side


@transaction.atomic
def reopen_investigation(
    *, suspect: Suspect, by: Scope, at: datetime, ground: str, text: str
) -> ClosingReport:
    """
    Open a closed investigation again, with the ground and a reason; the report stays readable.

    A date by which the CPS had asked for a reply runs on as it was.
    """
    suspect = open_case_action("reopen_investigation", suspect, by=by, at=at)
    return _reopen(suspect, "reopen_investigation", ReopeningGround(ground), text, by=by, at=at)


def reopen_on_police_review(
    *, suspect: Suspect, by: Scope, at: datetime, ground: ReopeningGround, text: str
) -> ClosingReport:
    """
    Open again what a review that the victim asked for, or a panel, found wrongly closed.

    Called within the verb that overturns the decision, which has locked the case and checked the
    caller.
    """
    return _reopen(suspect, "reopen_on_review", ground, text, by=by, at=at)


def _reopen(
    suspect: Suspect, verb: str, ground: ReopeningGround, text: str, *, by: Scope, at: datetime
) -> ClosingReport:
    report = ClosingReport.objects.unscoped("reopen an investigation").get(
        suspect=suspect, status=ClosingStatus.CLOSED
    )
    report.status, report.reopened_on = ClosingStatus.REOPENED, ground
    report.reopened_because, report.reopened_by_id, report.reopened_at = text, by.actor.id, at
    report.save(
        update_fields=["status", "reopened_on", "reopened_because", "reopened_by", "reopened_at"]
    )
    clock = resume_previous_clock(suspect, Side.POLICE, at=at)
    turns.advance_suspect(suspect, verb, by=by, at=at, clock=clock)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    notify_of_closing(suspect, notice="closing_reopened", at=at)
    return report
