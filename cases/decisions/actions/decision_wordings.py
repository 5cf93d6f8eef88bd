"""The wordings of a decision: create one, end one, and find the review that it is based on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import add_timeline_event
from cases.decisions.suspect_focus import StatedFocus, check_focus
from cases.models import Decision, DecisionKind, Review, Suspect, SuspectFocus
from cases.permissions.decisions import NOT_REVIEWED
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope
from people.models import Side

ANOTHER_IN_FORCE = _(
    "Another decision about this suspect is in force since you opened the page. Read it, and report"
    " again."
)


def create_decision(
    suspect: Suspect, kind: DecisionKind, *, by: Scope, at: datetime, rationale: str,
    public_interest_rationale: str, focus: Sequence[StatedFocus], **facts: Any,
) -> Decision:  # fmt: skip
    """
    Create a wording of a decision, based on the newest review of a locked suspect.

    The public interest stage is reasoned only where the evidential stage is met. focus: the answer
    to each question about the suspect and about misconceptions.
    """
    check_focus(focus)
    if kind == DecisionKind.NFA_EVIDENTIAL:
        public_interest_rationale = ""
    elif not public_interest_rationale.strip():
        raise ValueError("A decision without reasons on the public interest stage")
    if not rationale.strip():
        raise ValueError("A decision without a rationale")
    rows = Decision.objects.unscoped("decide")
    number = 1 + rows.filter(suspect=suspect).count()
    decision = rows.create(
        case=suspect.case, suspect=suspect, number=number, kind=kind, rationale=rationale,
        public_interest_rationale=public_interest_rationale, review=_newest_review(suspect),
        by_id=by.actor.id, at=at, **facts,
    )  # fmt: skip
    SuspectFocus.objects.bulk_create(
        SuspectFocus(decision=decision, question=row.question, answer=row.answer, text=row.text)
        for row in focus
    )
    return decision


def _newest_review(suspect: Suspect) -> Review:
    rows = Review.objects.unscoped("the review that a decision is based on")
    newest = rows.filter(suspects=suspect).order_by("at").last()
    if newest is None:
        raise Refused(NOT_REVIEWED % {"n": suspect.number}, is_stage=True)
    return newest


def locked_decision_awaiting_reader(suspect: Suspect) -> Decision:
    """The proposed decision about a locked suspect."""
    rows = Decision.objects.unscoped("the decision that waits for a second reader")
    return rows.get(suspect=suspect, status=DecisionStatus.PROPOSED)


def check_decision_read(decision: Decision, version: int) -> None:
    """
    Raise Refused unless a report is about the decision in force.

    version: number of the decision that the form showed.
    """
    if version != decision.number:
        raise Refused(ANOTHER_IN_FORCE, is_stage=True, version=decision.number)


def end_decision(decision: Decision, status: DecisionStatus) -> None:
    """Give a decision the status with which it ends."""
    decision.status = status
    decision.save(update_fields=["status"])


def notify_second_readers(suspect: Suspect, verb: str, *, by: Scope, at: datetime) -> None:
    """
    Notify the managers, who find a second reader. The police hear once the decision is in force.
    """
    case = suspect.case
    add_timeline_event(verb, case, by=by, at=at, suspects=[suspect], only_side=Side.CPS)
    notices.notify_unit(
        "allocate_cases", case.cps_unit_id, case, [suspect], notice="second_reader_wanted", at=at
    )
