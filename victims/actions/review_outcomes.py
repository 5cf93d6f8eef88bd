"""A decision is reviewed afresh by somebody who did not make it, and the victim is told."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.reopenings import reopen_on_review
from cases.models import Decision, Suspect
from cases.queries.allocations import apart_from, reviewers_for
from cases.queries.conflicts import is_kept
from cases.statuses import DecisionStatus
from people.access import Refused, Scope
from people.models import Side, User
from timeliness.calendar import london_day
from victims.actions.base import begin
from victims.actions.contacts import made
from victims.actions.review_days import must_follow
from victims.actions.reviews import LEADS, move, reviewed_on
from victims.contact_dates import moment_on
from victims.eligibility import Reviewed
from victims.models import Direction, ReviewersReasons, ReviewOutcome, RightToReview, What

NOT_INDEPENDENT = _(
    "Select someone of the unit who did not make the decision, under any account, and "
    "is not the officer in the case."
)
NAMED_ALREADY = _("This person is the reviewer already.")
NOT_AN_OUTCOME = _("This decision cannot have that outcome. Select another.")
TOLD_BEFORE_REVIEW = _("The victim cannot have been told before it was reviewed, on %(day)s.")
# What a review can find. Once there is a verdict nothing brings the case back: domain note 4.3.
OUTCOMES = (ReviewOutcome.STANDS, ReviewOutcome.OVERTURNED)
OUTCOMES_OF = {Reviewed.CPS_NO_EVIDENCE: (ReviewOutcome.STANDS, ReviewOutcome.APOLOGY)}


@transaction.atomic
def name_reviewer(
    *, right: RightToReview, by: Scope, at: datetime, version: int, person: User
) -> RightToReview:
    """Name who reviews the decision; another, where the one who was named cannot."""
    right = begin("name_reviewer", right, by=by, at=at, version=version)
    if is_kept(person, right.case_id) or person.pk not in independent(right, at=at):
        raise Refused(NOT_INDEPENDENT, is_stage=True)
    if person.pk == right.reviewer_id:
        raise Refused(NAMED_ALREADY, is_stage=True)
    today = london_day(at)
    move(right, "name_reviewer", by=by.user_id, at=at, on=today, person=person, reviewer=person)
    notices.tell_person(person, right.case, [right.suspect], notice="review_named", at=at)
    return right


@transaction.atomic
def decide_review(
    *, right: RightToReview, by: Scope, at: datetime, version: int, outcome: str, text: str
) -> RightToReview:
    """
    The reviewer says what becomes of the decision, and why.

    Overturned, a decision against a charge is set aside and the suspect comes back to the CPS, to
    be given to a prosecutor; nobody else of the case moves. Where the case was stopped in court, or
    the decision was the police's, those who have the case are told and take it up again.
    """
    right = begin("decide_review", right, by=by, at=at, version=version)
    if outcome not in outcomes_of(right):
        raise Refused(NOT_AN_OUTCOME, is_stage=True)
    ReviewersReasons.objects.system("why a reviewer found so").create(
        case=right.case, right=right, text=text, by_id=by.user_id, at=at
    )
    move(right, "decide_review", by=by.user_id, at=at, on=london_day(at), outcome=outcome)
    suspect = right.suspect
    suspect.case = right.case
    if outcome == ReviewOutcome.OVERTURNED and _is_in_force(right.decision):
        reopen_on_review(suspect=suspect, by=by, at=at)
    _tell(right, suspect, at=at)
    return right


@transaction.atomic
def tell_review_outcome(
    *, right: RightToReview, by: Scope, at: datetime, version: int, on: date, **contact: Any
) -> RightToReview:
    """
    Write down that the victim was told what came of the review; on: when that was.

    It is a contact with her as any other (victims/actions/contacts.py), and ends this road with
    that, as a contact does that was recorded on its own page. contact: its channel and what came
    of it.
    """
    right = begin("tell_review_outcome", right, by=by, at=at, version=version)
    must_follow(reviewed_on(right), on, TOLD_BEFORE_REVIEW, at=at)
    made(
        right.record, by=by, at=at, direction=Direction.OUT, contacted_at=moment_on(on, at=at),
        conveyed=[(What.REVIEW_OUTCOME, [right.suspect])], is_hour_known=False, **contact,
    )  # fmt: skip
    right.refresh_from_db(fields=["status", "version"])
    return right


def independent(right: RightToReview, *, at: datetime) -> dict[int, User]:
    """{id: person} of those who may review a decision, being neither its makers nor the officer."""
    side = Side(right.side)
    barred = {*right.deciders, *([right.case.officer_id] if side == Side.POLICE else [])}
    people = apart_from(reviewers_for(right.case, side, at=at), barred)
    return {person.pk: person for person in people.order_by("name", "pk")}


def outcomes_of(right: RightToReview) -> tuple[ReviewOutcome, ...]:
    """What a review of this decision can find."""
    return OUTCOMES_OF.get(Reviewed(right.reviewed), OUTCOMES)


def _is_in_force(decision: Decision | None) -> bool:
    """Whether there is still a decision to set aside: another victim's review may have done so."""
    return decision is not None and decision.status == DecisionStatus.LIVE


def _tell(right: RightToReview, suspect: Suspect, *, at: datetime) -> None:
    capacity, unit = LEADS[Side(right.side)]
    case, notice, about = right.case, "review_decided", [suspect]
    notices.tell_unit(capacity, getattr(case, f"{unit}_id"), case, about, notice=notice, at=at)
    for named in (notices.OFFICER, notices.PROSECUTORS):
        if named == notices.OFFICER or right.side == Side.CPS:
            notices.tell_named(named, case, about, notice=notice, at=at)
