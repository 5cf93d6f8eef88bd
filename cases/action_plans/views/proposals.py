"""Requests for notes of counselling: proposed, approved by a manager, set as an action item."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.action_plans.actions import proposals as actions
from cases.action_plans.forms import victim_requests as forms
from cases.action_plans.queries.victim_register import victim_registers
from cases.action_plans.queries.victim_requests import proposal_detail
from cases.action_plans.views.action_plan_formset import facts_about_victims
from cases.models import Proposal, Review
from cases.permissions import PROPOSAL, REVIEW
from cases.queries.suspect_choices import suspects_to_review
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("propose_counselling_request", Review, REVIEW)
def propose_counselling_request(
    request: GuardedRequest, review: Review, allowed: frozenset[str]
) -> HttpResponse:
    """Propose a request for notes of counselling, for a manager to approve."""
    suspects = suspects_to_review(review.suspects, scope_for(request))
    about = facts_about_victims(request, review.case)
    form = forms.ProposeCounsellingRequestForm(request.POST or None, suspects=suspects, **about)
    message = _("Approval asked for")
    if submit_form(request, form, actions.propose_counselling_request, message, review=review):
        return redirect("see-proposal", form.result_id)
    return render_form_with_draft(
        request, "cases/proposals/propose.html", form, review=review, case=review.case,
        suspects=suspects, registers=victim_registers(about["register"], scope_for(request)),
    )  # fmt: skip


@guarded("see_proposal", Proposal, PROPOSAL)
def see_proposal(
    request: GuardedRequest, proposal: Proposal, allowed: frozenset[str]
) -> HttpResponse:
    """A proposal, and the manager's decision."""
    return TemplateResponse(
        request, "cases/proposals/see.html", _proposal_context(request, proposal)
    )


@guarded("judge_proposal", Proposal, PROPOSAL)
def judge_proposal(
    request: GuardedRequest, proposal: Proposal, allowed: frozenset[str]
) -> HttpResponse:
    """A manager other than the author approves or rejects the proposal."""
    form = forms.JudgeProposalForm(request.POST or None)
    done = _("The prosecutor has been notified")
    return _proposal_form_page(request, proposal, form, "judge_proposal", done)


@guarded("set_proposed_action", Proposal, PROPOSAL)
def set_proposed_action(
    request: GuardedRequest, proposal: Proposal, allowed: frozenset[str]
) -> HttpResponse:
    """Set the approved action; only now do the police see it."""
    form = forms.SetProposedActionForm(request.POST or None)
    return _proposal_form_page(
        request, proposal, form, "set_proposed_action", _("Action sent to the police")
    )


def _proposal_form_page(
    request: GuardedRequest, proposal: Proposal, form: Form, verb: str, done: str
) -> HttpResponse:
    if submit_form(request, form, getattr(actions, verb), done, proposal=proposal):
        return redirect("see-proposal", proposal.pk)
    return render_form_with_draft(
        request, f"cases/proposals/{verb}.html", form, **_proposal_context(request, proposal)
    )


def _proposal_context(request: GuardedRequest, proposal: Proposal) -> dict[str, Any]:
    proposal, suspects, can = proposal_detail(proposal, scope_for(request))
    return {"proposal": proposal, "suspects": suspects, "can": can, "case": proposal.case}
