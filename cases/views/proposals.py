"""Notes of counselling: asked for by a prosecutor, approved by a manager, then set as an action."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import proposals as actions
from cases.forms import victim_requests as forms
from cases.models import Proposal, Review
from cases.permissions import PROPOSAL, REVIEW
from cases.queries.action_plans import with_prosecutor
from cases.queries.victim_requests import read_proposal
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("propose_counselling_request", Review, REVIEW)
def propose_counselling_request(
    request: Request, review: Review, allowed: frozenset[str]
) -> HttpResponse:
    """Why the notes should be asked for, for a manager to read."""
    suspects = with_prosecutor(review.suspects, scope_for(request))
    form = forms.ProposeCounsellingRequest(request.POST or None, suspects=suspects)
    told = _("Approval asked for")
    if acted(request, form, actions.propose_counselling_request, told, review=review):
        return redirect("see-proposal", form.outcome)
    return ask(
        request, "cases/proposals/propose.html", form, review=review, case=review.case,
        suspects=suspects,
    )  # fmt: skip


@guarded("see_proposal", Proposal, PROPOSAL)
def see_proposal(request: Request, proposal: Proposal, allowed: frozenset[str]) -> HttpResponse:
    """What is proposed, and what was decided on it."""
    return TemplateResponse(request, "cases/proposals/see.html", _shown(request, proposal))


@guarded("judge_proposal", Proposal, PROPOSAL)
def judge_proposal(request: Request, proposal: Proposal, allowed: frozenset[str]) -> HttpResponse:
    """A manager who did not propose it decides."""
    form = forms.JudgeProposal(request.POST or None)
    done = _("The prosecutor has been notified")
    return _ask(request, proposal, form, "judge_proposal", done)


@guarded("set_proposed_action", Proposal, PROPOSAL)
def set_proposed_action(
    request: Request, proposal: Proposal, allowed: frozenset[str]
) -> HttpResponse:
    """Only now do the police hear of it."""
    form = forms.SetProposedAction(request.POST or None)
    return _ask(request, proposal, form, "set_proposed_action", _("Action sent to the police"))


def _ask(request: Request, proposal: Proposal, form: Form, verb: str, done: str) -> HttpResponse:
    if acted(request, form, getattr(actions, verb), done, proposal=proposal):
        return redirect("see-proposal", proposal.pk)
    return ask(request, f"cases/proposals/{verb}.html", form, **_shown(request, proposal))


def _shown(request: Request, proposal: Proposal) -> dict[str, Any]:
    proposal, suspects, can = read_proposal(proposal, scope_for(request))
    return {"proposal": proposal, "suspects": suspects, "can": can, "case": proposal.case}
