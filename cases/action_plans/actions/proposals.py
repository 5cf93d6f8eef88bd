"""
Requests for counselling notes: proposed by a prosecutor, approved by a manager, then set.

Source: Police, Crime, Sentencing and Courts Act 2022, s.44D (the presumption is that the request is
not necessary and proportionate).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions import action_plans
from cases.action_plans.actions.victim_requests import OUT_OF_ORDER, check_asked_once
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    check_future_dates,
    check_suspects,
    open_case_action,
)
from cases.models import (
    ActionItem,
    ActionPlan,
    Category,
    ItemPurpose,
    Proposal,
    ProposalStatus,
    Reach,
    Review,
    Suspect,
    Victim,
    Weight,
)
from cases.permissions.state_tests import is_charge_to_be_reviewed, why_suspect_is_closed
from cases.states import CONSULTATION_STATES, State
from people.access.scopes import Refused, Scope, standing_on
from people.models import Side

SECOND_SINCE = _(
    "An action plan has been set since a manager approved this, so it would be a second plan. Ask "
    "for approval again."
)
OF_THE_REVIEW = _("Select suspects whom this review is about.")


@transaction.atomic
def propose_counselling_request(
    *, review: Review, by: Scope, at: datetime, suspects: Iterable[Suspect], from_on: date,
    to_on: date, victim: Victim | None = None, holder: str = "", again_because: str = "",
    **said: str,
) -> Proposal:  # fmt: skip
    """
    Propose an action item about counselling notes to a manager. Invisible to the police.

    said: text, line_of_inquiry, material, necessity, less_intrusive, rebuttal.
    """
    review = open_case_action(
        "propose_counselling_request", review, by=by, at=at, operation="collection"
    )
    suspects = check_suspects("record_review", suspects, case=review.case, by=by)
    action_plans.check_open_to_plan(suspects, by=by)
    named = review.suspects.for_scope(by).filter(pk__in=[suspect.pk for suspect in suspects])
    if named.count() != len(suspects):
        raise Refused(OF_THE_REVIEW, is_stage=True)
    if from_on > to_on:
        raise Refused(OUT_OF_ORDER, is_stage=True)
    check_asked_once(
        review.case_id, victim=victim, reach=Reach.COUNSELLING, holder=holder, from_on=from_on,
        to_on=to_on, again_because=again_because, by=by, at=at,
    )  # fmt: skip
    proposal = Proposal.objects.unscoped("propose an action").create(
        case=review.case, review=review, from_on=from_on, to_on=to_on, victim=victim,
        holder=holder, again_because=again_because, by_id=by.actor.id, at=at, **said,
    )  # fmt: skip
    link = Proposal.suspects.through
    link.objects.bulk_create(link(proposal=proposal, suspect=suspect) for suspect in suspects)
    _add_proposal_event(proposal, "propose_counselling_request", by=by, at=at)
    notices.notify_unit(
        "allocate_cases", review.case.cps_unit_id, review.case, (), notice="approval_wanted", at=at
    )
    return proposal


@transaction.atomic
def judge_proposal(
    *, proposal: Proposal, by: Scope, at: datetime, is_approved: bool, judgement: str
) -> Proposal:
    """Approve or decline a request for counselling notes as a manager, with a reason."""
    proposal = open_case_action("judge_proposal", proposal, by=by, at=at)
    proposal.status = ProposalStatus.APPROVED if is_approved else ProposalStatus.REFUSED
    proposal.judgement, proposal.judged_by_id, proposal.judged_at = judgement, by.user_id, at
    proposal.save(update_fields=["status", "judgement", "judged_by", "judged_at"])
    _add_proposal_event(proposal, "judge_proposal", by=by, at=at)
    notices.notify_named_roles(
        notices.PROSECUTOR_ROLES, proposal.case, (), notice="approval_answered", at=at
    )
    return proposal


@transaction.atomic
def set_proposed_action(
    *, proposal: Proposal, by: Scope, at: datetime, weight: str, due_on: date
) -> Proposal:
    """Set the approved item: on the plan of its review or, if there is none, as a new plan."""
    proposal = open_case_action("set_proposed_action", proposal, by=by, at=at)
    check_future_dates(due_on, at=at)
    suspects = _check_proposal_suspects(proposal, by=by)
    names = (
        "victim", "material", "holder", "from_on", "to_on", "necessity", "less_intrusive",
        "again_because",
    )  # fmt: skip
    reach = {name: getattr(proposal, name) for name in names}
    item = {
        "category": Category.RECORDS, "text": proposal.text, "suspects": suspects,
        "line_of_inquiry": proposal.line_of_inquiry, "proportionality": proposal.necessity,
        "weight": weight, "due_on": due_on, "purpose": ItemPurpose.INQUIRY,
        "reach": reach | {"reach": Reach.COUNSELLING, "approval": proposal},
    }  # fmt: skip
    review = proposal.review
    if review.has_plan:
        _add_to_plan(review, item, by=by, at=at)
    else:
        _check_approved_as_second(proposal, review)
        review.case = proposal.case
        action_plans.send_action_plan(review, [item], by=by, at=at)
    proposal.status = ProposalStatus.SET
    proposal.save(update_fields=["status"])
    return proposal


def _check_approved_as_second(proposal: Proposal, review: Review) -> None:
    """Raise Refused if the plan became a second plan after the manager approved the request."""
    assert proposal.judged_at is not None
    if review.second_since and proposal.judged_at < review.second_since:
        raise Refused(SECOND_SINCE, is_stage=True)


def _add_to_plan(review: Review, item: dict[str, Any], *, by: Scope, at: datetime) -> None:
    """Add an item to the plan of a review; suspects for whom it is essential move to the police."""
    case, suspects = review.case, item["suspects"]
    plan = ActionPlan.objects.unscoped("add to a plan").get(review=review)
    plan.case = case
    number = 1 + ActionItem.objects.unscoped("number an action").filter(plan=plan).count()
    action_plans.add_action_item(plan, number, by=by, at=at, **item)
    waits = [] if item["weight"] == Weight.DESIRABLE else suspects
    moved = [suspect for suspect in waits if suspect.state == State.WITH_PROSECUTOR]
    for suspect in moved:
        turns.advance_suspect(suspect, "set_action_plan", by=by, at=at)
    turns.refresh_suspect_listing(case, by=by, at=at)
    add_timeline_event(
        "set_proposed_action", case, by=by, at=at, suspects=suspects, made=str(number)
    )
    notice = "turn_began" if moved else "actions_set"
    notices.notify_named_roles(notices.OFFICER_ROLES, case, suspects, notice=notice, at=at)


def _check_proposal_suspects(proposal: Proposal, *, by: Scope) -> list[Suspect]:
    """
    Suspects of a proposal. Raises Refused for one who is neither with the prosecutor nor under a
    plan, nor charged and to be reviewed again.
    """
    rows = list(proposal.suspects.for_scope(by).order_by("pk"))
    for suspect in rows:
        suspect.case = proposal.case
        if suspect.state not in CONSULTATION_STATES and not is_charge_to_be_reviewed(suspect):
            raise Refused(why_suspect_is_closed(standing_on(by, suspect), suspect), is_stage=True)
    return rows


def _add_proposal_event(proposal: Proposal, verb: str, *, by: Scope, at: datetime) -> None:
    """Add a timeline event that only the CPS reads."""
    add_timeline_event(verb, proposal.case, by=by, at=at, only_side=Side.CPS)
