"""
Requests for records of counselling or support: proposed, approved by a manager, set as an action.

Only the CPS has them until the action is set; to the police a proposal is not there.
"""

from typing import Any

from rest_framework import serializers as s

from cases.action_plans.actions import proposals as actions
from cases.action_plans.forms import victim_requests as forms
from cases.action_plans.queries.victim_register import requests_of_case, victims_of_case
from cases.action_plans.queries.victim_requests import proposal_detail, proposals_of_review
from cases.api.case_endpoint import rows_with_versions, run_case_action, visible_version
from cases.models import Proposal, Review
from cases.permissions import PROPOSAL, REVIEW
from cases.queries.suspect_choices import offered_suspects
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class ProposalShown(s.Serializer):
    """
    A proposed request for records of counselling or support, and the manager's answer.

    rebuttal: of the presumption against asking. judgement: empty, and judged_by null, until a
    manager has answered. status: WAITING, APPROVED, REFUSED, or SET once the police have it.
    """

    id = s.UUIDField()
    case = s.UUIDField(source="case_id")
    review = s.UUIDField(source="review_id")
    suspects = s.ListField(child=s.UUIDField(), source="suspect_ids")
    victim = s.UUIDField(source="victim_id", allow_null=True)
    text = s.CharField()
    line_of_inquiry = s.CharField()
    material = s.CharField()
    holder = s.CharField(allow_blank=True)
    from_on = s.DateField()
    to_on = s.DateField()
    necessity = s.CharField()
    less_intrusive = s.CharField()
    again_because = s.CharField(allow_blank=True)
    rebuttal = s.CharField()
    status = s.CharField()
    by = s.CharField(source="by.name")
    at = s.DateTimeField()
    judgement = s.CharField(allow_blank=True)
    judged_by = s.CharField(source="judged_by.name", allow_null=True, default=None)
    judged_at = s.DateTimeField(allow_null=True)
    version = s.IntegerField()


class ProposalRowShown(s.Serializer):
    """A proposal as a list has it. status: as in reading it."""

    id = s.UUIDField()
    status = s.CharField()
    at = s.DateTimeField()
    version = s.IntegerField()


class ProposalsListed(s.Serializer):
    """The proposals on a review, newest first; none for the police."""

    proposals = ProposalRowShown(many=True)


@read_endpoint(ProposalsListed)
@guarded("see_review", Review, REVIEW)
def list_proposals(request: GuardedRequest, review: Review, allowed: frozenset[str]) -> Answer:
    """The requests for records of counselling or support that are proposed on a review."""
    scope = scope_for(request)
    found = rows_with_versions(proposals_of_review(review, scope), scope)
    return Answer(ProposalsListed({"proposals": found}).data)


@action_endpoint(
    lambda: forms.ProposeCounsellingRequestForm(suspects=[], victims=[], register=[]), creates=True
)
@guarded("propose_counselling_request", Review, REVIEW)
def propose_counselling_request(
    request: GuardedRequest, review: Review, allowed: frozenset[str]
) -> Answer:
    """
    Propose to a manager to ask for records of counselling or support, on a review.

    victim is asked where the case has several.
    """
    scope = scope_for(request)
    form = bound_form(
        request, forms.ProposeCounsellingRequestForm,
        suspects=offered_suspects(review.suspects, scope, whoever=True),
        victims=victims_of_case(review.case, scope), register=requests_of_case(review.case, scope),
    )  # fmt: skip
    return run_case_action(request, form, actions.propose_counselling_request, review=review)


@read_endpoint(ProposalShown)
@guarded("see_proposal", Proposal, PROPOSAL)
def see_proposal(request: GuardedRequest, proposal: Proposal, allowed: frozenset[str]) -> Answer:
    """A proposed request for records of counselling or support, and the manager's answer."""
    scope = scope_for(request)
    proposal, suspects, _can = proposal_detail(proposal, scope)
    row: Any = proposal
    row.suspect_ids = [each.pk for each in suspects]
    row.version = visible_version(proposal, scope)
    return Answer(ProposalShown(row).data, version=row.version)


@action_endpoint(forms.JudgeProposalForm)
@guarded("judge_proposal", Proposal, PROPOSAL)
def judge_proposal(request: GuardedRequest, proposal: Proposal, allowed: frozenset[str]) -> Answer:
    """A manager who did not propose it approves or declines it, with a reason."""
    form = bound_form(request, forms.JudgeProposalForm)
    return run_case_action(request, form, actions.judge_proposal, proposal=proposal)


@action_endpoint(forms.SetProposedActionForm)
@guarded("set_proposed_action", Proposal, PROPOSAL)
def set_proposed_action(
    request: GuardedRequest, proposal: Proposal, allowed: frozenset[str]
) -> Answer:
    """Set the action that was approved. Only now is it there for the police."""
    form = bound_form(request, forms.SetProposedActionForm)
    return run_case_action(request, form, actions.set_proposed_action, proposal=proposal)
