"""A second action plan: worded by the prosecutor, decided on by a manager, then sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import proposed_plans as actions
from cases.forms import action_plans as forms
from cases.models import ProposedPlan, Review
from cases.permissions import PROPOSED_PLAN, REVIEW
from cases.queries.action_plans import offered
from cases.queries.proposed_plans import read, start_from, wordings_of
from cases.views.asking import ask
from cases.views.plan_rows import is_typed_on, page_of, reshaped, rows_of
from people.fields import Form
from people.guards import READS, act, acted, acted_before, guarded, scope_for
from people.visits import Request


@guarded("propose_action_plan", Review, REVIEW)
def propose_action_plan(request: Request, review: Review, allowed: frozenset[str]) -> HttpResponse:
    """The plan as it stands, changed and sent to a manager; the police hear nothing of it."""
    scope = scope_for(request)
    suspects = offered(review.suspects, scope, whoever=request.method not in READS)
    newest, worded = start_from(wordings_of(review, scope), suspects)
    form = forms.ProposedPlan(
        request.POST or None, version=newest.number if newest else 0,
        initial={"why": newest.why if newest else ""},
    )  # fmt: skip
    items = rows_of(request, suspects, started=forms.ActionRows.worded(worded))
    if is_typed_on(request):
        form, items = _unsent(form), reshaped(request, items)
    elif acted_before(request, form) or (form.is_valid() and items.is_valid() and act(
        request, actions.propose_action_plan, verb="propose_action_plan", form=form, review=review,
        items=items.answered, **form.cleaned_data,
    )):  # fmt: skip
        messages.success(request, _("Approval asked for"))
        return redirect("see-proposed-plan", form.outcome)
    return ask(
        request, "cases/proposed_plans/propose.html", form, review=review, suspects=suspects,
        newest=newest, **page_of(request, items),
    )  # fmt: skip


def _unsent(form: forms.ProposedPlan) -> forms.ProposedPlan:
    """The same answers, shown again and judged by nobody yet."""
    typed = form.answers()
    return forms.ProposedPlan(version=typed.pop("version"), initial=typed)


@guarded("see_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def see_proposed_plan(
    request: Request, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """One wording, and what was decided on it."""
    return TemplateResponse(request, "cases/proposed_plans/see.html", _shown(request, proposed))


@guarded("judge_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def judge_proposed_plan(
    request: Request, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """A manager who wrote none of it decides on this wording."""
    form = forms.JudgeProposedPlan(request.POST or None)
    done = _("The prosecutor has been notified")
    return _ask(request, proposed, form, "judge_proposed_plan", done)


@guarded("withdraw_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def withdraw_proposed_plan(
    request: Request, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """Its author takes it back, and says why."""
    form = forms.WithdrawProposedPlan(request.POST or None)
    done = _("Withdrawn. What you wrote is kept.")
    return _ask(request, proposed, form, "withdraw_proposed_plan", done)


@guarded("send_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def send_proposed_plan(
    request: Request, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """Only now do the police hear of it."""
    form = forms.SendProposedPlan(request.POST or None)
    done = _("Action plan sent to the police")
    return _ask(request, proposed, form, "send_proposed_plan", done)


def _ask(
    request: Request, proposed: ProposedPlan, form: Form, verb: str, done: str
) -> HttpResponse:
    if acted(request, form, getattr(actions, verb), done, proposed_plan=proposed):
        return redirect("see-proposed-plan", proposed.pk)
    return ask(request, f"cases/proposed_plans/{verb}.html", form, **_shown(request, proposed))


def _shown(request: Request, proposed: ProposedPlan) -> dict[str, Any]:
    reading = read(proposed, scope_for(request))
    return {"reading": reading, "proposed": reading.row, "case": reading.row.case}
