"""Reviews, action plans, and taking a suspect back before a plan is answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.action_plans.actions import action_plans
from cases.action_plans.forms import action_plans as forms
from cases.action_plans.queries.action_items import open_items_about_suspect
from cases.action_plans.queries.action_plan_versions import compare_plan_versions
from cases.action_plans.queries.action_plans import reviewed_suspects
from cases.action_plans.queries.file_beside import file_beside
from cases.action_plans.queries.proposed_plans import wordings_of_plan
from cases.action_plans.queries.reviews import last_review_of, review_before, review_section_rows
from cases.action_plans.queries.victim_requests import proposals_of_review
from cases.action_plans.views.action_plan_formset import (
    action_forms_context,
    action_forms_from_request,
    is_reshape_request,
    reshape_action_forms,
)
from cases.models import ActionPlan, Case, Review, Suspect
from cases.permissions import CASE, PLAN, REVIEW, SUSPECT
from cases.queries.suspect_choices import offered_suspects, suspects_to_review_or_charged
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import (
    SAFE_METHODS,
    guarded,
    recall_earlier_submission,
    scope_for,
    submit_action,
    submit_form,
)


@guarded("record_review", Case, CASE)
def record_review(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Record a review; the form starts from the previous one."""
    rows, scope = case.suspects, scope_for(request)
    is_sent = request.method not in SAFE_METHODS
    offered = offered_suspects(rows, scope, whoever=True) if is_sent else []
    suspects = offered or suspects_to_review_or_charged(rows, scope)
    earlier = last_review_of(suspects, scope)
    form = forms.ReviewForm(request.POST or None, suspects=suspects, before=earlier)
    if submit_form(request, form, action_plans.record_review, _("Review recorded"), case=case):
        return redirect("see-review", form.result_id)
    return render_form_with_draft(
        request, "cases/action_plans/review.html", form, case=case, before=earlier,
        file=file_beside(case, suspects, scope),
    )  # fmt: skip


def _suspects_to_offer(request: GuardedRequest, row: Review) -> list[Suspect]:
    """Suspects to choose from; on POST all of them, because the action refuses with a reason."""
    return offered_suspects(
        row.suspects, scope_for(request), whoever=request.method not in SAFE_METHODS
    )


@guarded("see_review", Review, REVIEW)
def see_review(request: GuardedRequest, review: Review, allowed: frozenset[str]) -> HttpResponse:
    """A review, its changes since the previous one, and the verbs open on it."""
    earlier = review_before(review, scope_for(request))
    page = {
        "review": review,
        "before": earlier,
        "sections": list(review_section_rows(review, earlier)),
        "by": f"{review.by.name}, {review.by.agency.name}",
        "reviewed": reviewed_suspects(review, scope_for(request)),
        "allowed": allowed,
        "proposals": proposals_of_review(review, scope_for(request)),
        "wordings": wordings_of_plan(review, scope_for(request)),
    }
    return TemplateResponse(request, "cases/action_plans/see_review.html", page)


@guarded("set_action_plan", Review, REVIEW)
def set_action_plan(
    request: GuardedRequest, review: Review, allowed: frozenset[str]
) -> HttpResponse:
    """Set a plan; its action items are added and removed one by one before it is sent."""
    suspects = _suspects_to_offer(request, review)
    form = forms.ActionPlanForm(request.POST or None)
    items = action_forms_from_request(request, review.case, suspects)
    if is_reshape_request(request):
        form, items = forms.ActionPlanForm(), reshape_action_forms(request, items)
    elif recall_earlier_submission(request, form) or (
        form.is_valid()
        and items.is_valid()
        and submit_action(
            request,
            action_plans.set_action_plan,
            verb="set_action_plan",
            form=form,
            review=review,
            items=items.answered,
        )
    ):
        messages.success(request, _("Action plan sent to the police"))
        return redirect("see-case", review.case_id)
    return render_form_with_draft(
        request, "cases/action_plans/set.html", form, review=review, suspects=suspects,
        **action_forms_context(request, items),
    )  # fmt: skip


@guarded("see_plan_versions", ActionPlan, PLAN)
def see_plan_versions(
    request: GuardedRequest, plan: ActionPlan, allowed: frozenset[str]
) -> HttpResponse:
    """The versions of a plan, two of them compared."""
    chosen = {name: request.GET.get(name, "") for name in ("was", "became")}
    found = compare_plan_versions(plan, scope_for(request), **chosen)
    page = {"plan": plan, "case": plan.case, "found": found}
    return TemplateResponse(request, "cases/action_plans/versions.html", page)


@guarded("take_suspect_back", Suspect, SUSPECT)
def take_suspect_back(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor takes a suspect back before the plan is answered."""
    form = forms.TakeSuspectBackForm(request.POST or None)
    message = _("Suspect %(n)s is back with you") % {"n": suspect.number}
    if submit_form(request, form, action_plans.take_suspect_back, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/action_plans/take_back.html", form, suspect=suspect, case=suspect.case,
        items=open_items_about_suspect(suspect, scope_for(request)),
    )  # fmt: skip
