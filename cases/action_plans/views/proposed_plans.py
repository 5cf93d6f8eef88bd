"""Second action plans: written by a prosecutor, approved by a manager, then sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.action_plans.actions import proposed_plans as actions
from cases.action_plans.forms import action_plans as forms
from cases.action_plans.queries.proposed_plans import (
    newest_wording,
    proposed_plan_detail,
    wordings_of_plan,
)
from cases.action_plans.queries.victim_register import victims_of_case
from cases.action_plans.views.action_plan_formset import (
    action_forms_context,
    action_forms_from_request,
    is_reshape_request,
    reshape_action_forms,
)
from cases.models import ProposedPlan, Review
from cases.permissions import PROPOSED_PLAN, REVIEW
from cases.queries.suspect_choices import offered_suspects
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import (
    SAFE_METHODS,
    guarded,
    recall_earlier_submission,
    scope_for,
    submit_action,
    submit_form,
)


@guarded("propose_action_plan", Review, REVIEW)
def propose_action_plan(
    request: GuardedRequest, review: Review, allowed: frozenset[str]
) -> HttpResponse:
    """Write or revise a second plan and send it to a manager; the police do not see it."""
    scope = scope_for(request)
    suspects = offered_suspects(review.suspects, scope, whoever=request.method not in SAFE_METHODS)
    victims = victims_of_case(review.case, scope)
    newest, worded = newest_wording(wordings_of_plan(review, scope), suspects, victims)
    form = forms.ProposedPlanForm(
        request.POST or None, version=newest.number if newest else 0,
        initial={"why": newest.why if newest else ""},
    )  # fmt: skip
    items = action_forms_from_request(
        request, review.case, suspects, started=forms.BaseActionItemFormSet.worded(worded)
    )
    if is_reshape_request(request):
        form, items = _unbound_copy(form), reshape_action_forms(request, items)
    elif recall_earlier_submission(request, form) or (
        form.is_valid()
        and items.is_valid()
        and submit_action(
            request, actions.propose_action_plan, verb="propose_action_plan", form=form,
            review=review, items=items.answered, **form.cleaned_data,
        )
    ):  # fmt: skip
        messages.success(request, _("Approval asked for"))
        return redirect("see-proposed-plan", form.result_id)
    return render_form_with_draft(
        request, "cases/proposed_plans/propose.html", form, review=review, suspects=suspects,
        newest=newest, **action_forms_context(request, items),
    )  # fmt: skip


def _unbound_copy(form: forms.ProposedPlanForm) -> forms.ProposedPlanForm:
    """The formset with the same answers, not validated."""
    typed = form.answers()
    return forms.ProposedPlanForm(version=typed.pop("version"), initial=typed)


@guarded("see_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def see_proposed_plan(
    request: GuardedRequest, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """One wording of a second plan, and the manager's decision."""
    return TemplateResponse(
        request, "cases/proposed_plans/see.html", _proposed_plan_context(request, proposed)
    )


@guarded("judge_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def judge_proposed_plan(
    request: GuardedRequest, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """A manager who wrote none of it approves or rejects this wording."""
    form = forms.JudgeProposedPlanForm(request.POST or None)
    done = _("The prosecutor has been notified")
    return _proposed_plan_form_page(request, proposed, form, "judge_proposed_plan", done)


@guarded("withdraw_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def withdraw_proposed_plan(
    request: GuardedRequest, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """Its author withdraws it, with a reason."""
    form = forms.WithdrawProposedPlanForm(request.POST or None)
    done = _("Withdrawn. What you wrote is kept.")
    return _proposed_plan_form_page(request, proposed, form, "withdraw_proposed_plan", done)


@guarded("send_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def send_proposed_plan(
    request: GuardedRequest, proposed: ProposedPlan, allowed: frozenset[str]
) -> HttpResponse:
    """Send the approved plan; only now do the police see it."""
    form = forms.SendProposedPlanForm(request.POST or None)
    done = _("Action plan sent to the police")
    return _proposed_plan_form_page(request, proposed, form, "send_proposed_plan", done)


def _proposed_plan_form_page(
    request: GuardedRequest, proposed: ProposedPlan, form: Form, verb: str, done: str
) -> HttpResponse:
    if submit_form(request, form, getattr(actions, verb), done, proposed_plan=proposed):
        return redirect("see-proposed-plan", proposed.pk)
    return render_form_with_draft(
        request,
        f"cases/proposed_plans/{verb}.html",
        form,
        **_proposed_plan_context(request, proposed),
    )


def _proposed_plan_context(request: GuardedRequest, proposed: ProposedPlan) -> dict[str, Any]:
    reading = proposed_plan_detail(proposed, scope_for(request))
    return {"reading": reading, "proposed": reading.row, "case": reading.row.case}
