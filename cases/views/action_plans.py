"""A prosecutor reviews the evidence, sets a plan on the review, and may cut it short."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import action_plans
from cases.forms import action_plans as forms
from cases.models import ActionPlan, Case, Review, Suspect
from cases.permissions import CASE, PLAN, REVIEW, SUSPECT
from cases.queries.action_items import open_about
from cases.queries.action_plans import offered, reviewed
from cases.queries.plan_versions import compared
from cases.queries.proposed_plans import wordings_of
from cases.queries.reviews import before, last_of, sections
from cases.queries.victim_requests import proposals_of
from cases.views.asking import ask
from cases.views.plan_rows import is_typed_on, page_of, reshaped, rows_of
from people.guards import READS, act, acted, acted_before, guarded, scope_for
from people.visits import Request


@guarded("record_review", Case, CASE)
def record_review(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """A review of the evidence, which starts with what the one before said."""
    suspects = _offered(request, case)
    earlier = last_of(suspects, scope_for(request))
    form = forms.Review(request.POST or None, suspects=suspects, before=earlier)
    if acted(request, form, action_plans.record_review, _("Review recorded"), case=case):
        return redirect("see-review", form.outcome)
    return ask(request, "cases/action_plans/review.html", form, case=case, before=earlier)


def _offered(request: Request, row: Case | Review) -> list[Suspect]:
    """Who can be chosen; a form that is sent may name any: the action says what became of whom."""
    return offered(row.suspects, scope_for(request), whoever=request.method not in READS)


@guarded("see_review", Review, REVIEW)
def see_review(request: Request, review: Review, allowed: frozenset[str]) -> HttpResponse:
    """What a review says, what of it is new, and what may follow from it."""
    earlier = before(review, scope_for(request))
    page = {
        "review": review,
        "before": earlier,
        "sections": list(sections(review, earlier)),
        "by": f"{review.by.name}, {review.by.agency.name}",
        "reviewed": reviewed(review, scope_for(request)),
        "allowed": allowed,
        "proposals": proposals_of(review, scope_for(request)),
        "wordings": wordings_of(review, scope_for(request)),
    }
    return TemplateResponse(request, "cases/action_plans/see_review.html", page)


@guarded("set_action_plan", Review, REVIEW)
def set_action_plan(request: Request, review: Review, allowed: frozenset[str]) -> HttpResponse:
    """The actions of a plan, added and removed one by one before anything is sent."""
    suspects = _offered(request, review)
    form = forms.ActionPlan(request.POST or None)
    items = rows_of(request, suspects)
    if is_typed_on(request):
        form, items = forms.ActionPlan(), reshaped(request, items)
    elif acted_before(request, form) or (form.is_valid() and items.is_valid() and act(
        request, action_plans.set_action_plan, verb="set_action_plan", form=form, review=review,
        items=items.answered,
    )):  # fmt: skip
        messages.success(request, _("Action plan sent to the police"))
        return redirect("see-case", review.case_id)
    return ask(
        request, "cases/action_plans/set.html", form, review=review, suspects=suspects,
        **page_of(request, items),
    )  # fmt: skip


@guarded("see_plan_versions", ActionPlan, PLAN)
def see_plan_versions(request: Request, plan: ActionPlan, allowed: frozenset[str]) -> HttpResponse:
    """What the plan asked from one moment to the next."""
    chosen = {name: request.GET.get(name, "") for name in ("was", "became")}
    found = compared(plan, scope_for(request), **chosen)
    page = {"plan": plan, "case": plan.case, "found": found}
    return TemplateResponse(request, "cases/action_plans/versions.html", page)


@guarded("take_suspect_back", Suspect, SUSPECT)
def take_suspect_back(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    """The prosecutor decides without waiting for the rest."""
    form = forms.TakeBack(request.POST or None)
    told = _("Suspect %(n)s is back with you") % {"n": suspect.number}
    if acted(request, form, action_plans.take_suspect_back, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return ask(
        request, "cases/action_plans/take_back.html", form, suspect=suspect, case=suspect.case,
        items=open_about(suspect, scope_for(request)),
    )  # fmt: skip
