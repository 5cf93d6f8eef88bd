"""Review of a decision by a person who did not make it, and telling the victim the outcome."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.allocation.queries.allocations import reviewers_for
from cases.closing.actions.reopenings import reopen_on_police_review
from cases.decisions.actions.reopenings import reopen_on_review
from cases.models import Decision, ReopeningGround, ReversalGround, Suspect
from cases.queries.conflicts import is_in_conflict
from cases.queries.same_person import excluding_accounts
from cases.states import MOVES
from cases.statuses import DecisionStatus
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import Side, User
from timeliness.calendar import london_day
from victims.actions.contacts import create_contact
from victims.actions.open_victim_action import open_victim_action
from victims.actions.police_decisions import police_decisions_in_force
from victims.actions.vrr_dates import check_step_day
from victims.actions.vrr_requests import LEADER_BY_SIDE, advance_review_request, review_decision_day
from victims.contact_dates import contact_moment_on_day
from victims.models import (
    ContactDirection,
    NewsTold,
    ReviewersReasons,
    ReviewOutcome,
    RightToReview,
)
from victims.vrr_rules import ReviewableDecision

REVIEWER_NOT_INDEPENDENT = _(
    "Select someone of the unit who did not make the decision, under any account, and "
    "is not the officer in the case."
)
REVIEWER_ALREADY_NAMED = _("This person is the reviewer already.")
OUTCOME_NOT_POSSIBLE = _("This decision cannot have that outcome. Select another.")
TOLD_BEFORE_REVIEW = _("The victim cannot have been told before it was reviewed, on %(day)s.")
# Possible outcomes. After a verdict nothing reopens the case. Source: domain note 4.3.
REVIEW_OUTCOMES = (ReviewOutcome.STANDS, ReviewOutcome.OVERTURNED)
OUTCOMES_BY_DECISION = {
    ReviewableDecision.CPS_NO_EVIDENCE: (ReviewOutcome.STANDS, ReviewOutcome.APOLOGY)
}


@transaction.atomic
def name_reviewer(
    *, right: RightToReview, by: Scope, at: datetime, version: int, person: User
) -> RightToReview:
    """Name the reviewer of the decision, or another one where the first cannot review it."""
    right = open_victim_action("name_reviewer", right, by=by, at=at, version=version)
    if is_in_conflict(person, right.case_id) or person.pk not in independent_vrr_reviewers(
        right, at=at
    ):
        raise Refused(REVIEWER_NOT_INDEPENDENT, is_stage=True)
    if person.pk == right.reviewer_id:
        raise Refused(REVIEWER_ALREADY_NAMED, is_stage=True)
    today = london_day(at)
    advance_review_request(
        right, "name_reviewer", by=by.actor.id, at=at, on=today, person=person, reviewer=person
    )
    notices.notify_person(person, right.case, [right.suspect], notice="review_named", at=at)
    return right


@transaction.atomic
def decide_review(
    *, right: RightToReview, by: Scope, at: datetime, version: int, outcome: str, text: str
) -> RightToReview:
    """
    Record the reviewer's outcome and reasons.

    Where a CPS decision not to charge is overturned, it is set aside and the suspect returns to the
    CPS for allocation; where the police had closed the investigation, it is open again. Other
    suspects do not change. So does a suspect whose every charge was stopped, if they were
    discontinued or withdrawn. While a charge about another victim goes on, where what was reviewed
    lies on the file, where the case was stopped in court, or where no report here says what the
    police decided, those who have the case are notified and act on it.
    """
    right = open_victim_action("decide_review", right, by=by, at=at, version=version)
    if outcome not in possible_review_outcomes(right):
        raise Refused(OUTCOME_NOT_POSSIBLE, is_stage=True)
    ReviewersReasons.objects.unscoped("why a reviewer found so").create(
        case=right.case, right=right, text=text, by_id=by.actor.id, at=at
    )
    advance_review_request(
        right, "decide_review", by=by.actor.id, at=at, on=london_day(at), outcome=outcome
    )
    suspect = right.suspect
    suspect.case = right.case
    if outcome == ReviewOutcome.OVERTURNED:
        _reopen_overturned(right, suspect, text, by=by, at=at)
    _notify_review_decided(right, suspect, at=at)
    return right


@transaction.atomic
def tell_review_outcome(
    *, right: RightToReview, by: Scope, at: datetime, version: int, on: date, **contact: Any
) -> RightToReview:
    """
    Record that the victim was told the outcome; on: the day.

    It is a contact (victims/actions/contacts.py), and it completes the request, as a contact
    recorded on its own page would. contact: its channel and outcome.
    """
    right = open_victim_action("tell_review_outcome", right, by=by, at=at, version=version)
    check_step_day(review_decision_day(right), on, TOLD_BEFORE_REVIEW, at=at)
    create_contact(
        right.record, by=by, at=at, direction=ContactDirection.OUT,
        contacted_at=contact_moment_on_day(on, at=at),
        conveyed=[(NewsTold.REVIEW_OUTCOME, [right.suspect])], is_hour_known=False, **contact,
    )  # fmt: skip
    right.refresh_from_db(fields=["status", "version"])
    return right


@for_purpose("who had no part in a decision")
def independent_vrr_reviewers(right: RightToReview, *, at: datetime) -> dict[int, User]:
    """
    {id: person} of possible reviewers: not the decision's makers and not the officer in the case.
    """
    side = Side(right.side)
    barred = {*right.deciders, *([right.case.officer_id] if side == Side.POLICE else [])}
    people = excluding_accounts(reviewers_for(right.case, side, at=at), barred)
    return {person.pk: person for person in people.order_by("name", "pk")}


@for_purpose("how a review can end")
def possible_review_outcomes(right: RightToReview) -> tuple[ReviewOutcome, ...]:
    """The outcomes that a review of this decision can have."""
    return OUTCOMES_BY_DECISION.get(ReviewableDecision(right.reviewed), REVIEW_OUTCOMES)


def _reopen_overturned(
    right: RightToReview, suspect: Suspect, text: str, *, by: Scope, at: datetime
) -> None:
    """Set aside the decision that was reviewed, if it is still in force."""
    can_reopen = suspect.state in MOVES["reopen_on_review"]  # not while another charge goes on
    can_reopen &= right.reviewed != ReviewableDecision.CPS_ON_FILE  # a court has to give leave
    if can_reopen and _is_decision_live(right.decision):
        reopen_on_review(suspect=suspect, by=by, at=at, ground=ReversalGround.REVIEW)
    closed = police_decisions_in_force([suspect]).get(suspect.pk)
    is_reviewed = right.side == Side.POLICE and closed is not None
    if closed and is_reviewed and london_day(closed.decided_at) == right.decided_on:
        reopen_on_police_review(
            suspect=suspect, by=by, at=at, ground=ReopeningGround.REVIEW, text=text
        )


def _is_decision_live(decision: Decision | None) -> bool:
    """Whether the decision is still in force; another victim's review may have set it aside."""
    return decision is not None and decision.status == DecisionStatus.LIVE


def _notify_review_decided(right: RightToReview, suspect: Suspect, *, at: datetime) -> None:
    capacity, unit = LEADER_BY_SIDE[Side(right.side)]
    case, notice, about = right.case, "review_decided", [suspect]
    notices.notify_unit(capacity, getattr(case, f"{unit}_id"), case, about, notice=notice, at=at)
    for named in (notices.OFFICER_ROLES, notices.PROSECUTOR_ROLES):
        if named == notices.OFFICER_ROLES or right.side == Side.CPS:
            notices.notify_named_roles(named, case, about, notice=notice, at=at)
