"""CPS work on a case: allocation, reviews, action plans and decisions."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers as s

from cases.actions import action_plans, allocations, decisions
from cases.api.case_endpoint import run_case_action
from cases.forms import action_plans as plan_forms
from cases.forms import decisions as forms
from cases.forms.allocations import AllocateCaseForm
from cases.models import Case, Review, Suspect, WordingVersion
from cases.permissions import CASE, REVIEW, SUSPECT
from cases.queries.action_plans import offered_suspects
from cases.queries.allocations import prosecutors_for, ranked_prosecutors
from cases.queries.consultations import consultations_about_suspect as consultations_about
from cases.queries.decisions import allegations_against
from cases.queries.standard_wordings import offered_wordings
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.pagination import AFTER_PARAMETER, resource_page
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class ProsecutorShown(s.Serializer):
    """A prosecutor to whom a case may be allocated."""

    id = s.CharField(source="pk")
    name = s.CharField()


class ProsecutorsListed(s.Serializer):
    """A page of prosecutors; `next` is the URL of the next page."""

    prosecutors = ProsecutorShown(many=True)
    next = s.CharField(allow_null=True)


@read_endpoint(ProsecutorsListed, query_parameters=AFTER_PARAMETER)
@guarded("allocate_case", Case, CASE)
def list_prosecutors(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """The prosecutors to whom a manager may allocate the case.

    Pages are in the order of ids; each page lists the most suitable first.
    """
    scope = scope_for(request)
    page = resource_page(request, prosecutors_for(case, at=scope.at).order_by("pk"))
    among = prosecutors_for(case, at=scope.at).filter(pk__in=[each.pk for each in page.rows])
    found = ranked_prosecutors(case, scope, among)
    return Answer(ProsecutorsListed({"prosecutors": found, "next": page.following}).data)


@action_endpoint(lambda: AllocateCaseForm(prosecutors=[], suspects=[]))
@guarded("allocate_case", Case, CASE)
def allocate_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """A manager allocates suspects that are ready to a prosecutor, by account id.

    The suspects are listed, because the version of the case does not change when another becomes
    ready. Suspects not listed stay ready.
    """
    scope = scope_for(request)
    suspects = offered_suspects(case.suspects, scope, whoever=True)
    form = bound_form(
        request, AllocateCaseForm, prosecutors=ranked_prosecutors(case, scope), suspects=suspects
    )
    return run_case_action(request, form, allocations.allocate_case, case=case)


@action_endpoint(lambda: plan_forms.ReviewForm(suspects=[]), creates=True)
@guarded("record_review", Case, CASE)
def record_review(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """A prosecutor reviews the evidence about some suspects, section by section."""
    suspects = offered_suspects(case.suspects, scope_for(request), whoever=True)
    form = bound_form(request, plan_forms.ReviewForm, suspects=suspects)
    return run_case_action(request, form, action_plans.record_review, case=case)


def _action_forms(suspects: Iterable[Suspect] = (), wordings: Iterable[WordingVersion] = ()) -> Any:
    offered_ = {"suspects": suspects, "wordings": wordings}
    return plan_forms.ActionItemFormSet(None, prefix="items", form_kwargs=offered_)


@action_endpoint(plan_forms.ActionPlanForm, creates=True, request_rows=_action_forms)
@guarded("set_action_plan", Review, REVIEW)
def set_action_plan(request: GuardedRequest, review: Review, allowed: frozenset[str]) -> Answer:
    """Set what the police are asked to do before a decision, on a review."""
    scope = scope_for(request)
    suspects = offered_suspects(review.suspects, scope, whoever=True)
    form, rows = bound_form_and_rows(
        request, plan_forms.ActionPlanForm, _action_forms(suspects, offered_wordings(scope))
    )
    items = rows.answered if not form.wrong and rows.is_valid() else None
    return run_case_action(
        request, form, action_plans.set_action_plan, rows=rows, more={"items": items},
        review=review,
    )  # fmt: skip


@action_endpoint(lambda: forms.AuthoriseChargeForm(allegations=[]))
@guarded("authorise_charge", Suspect, SUSPECT)
def authorise_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Authorise charges for the selected allegations, with reasons."""
    allegations = allegations_against(suspect, scope_for(request))
    form = bound_form(request, forms.AuthoriseChargeForm, allegations=allegations)
    return run_case_action(request, form, decisions.authorise_charge, suspect=suspect)


@action_endpoint(lambda: forms.ProposeNoFurtherActionForm(consultations=[]))
@guarded("propose_no_further_action", Suspect, SUSPECT)
def propose_no_further_action(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Propose no further action, with reasons. A second reader then reads it."""
    consultations = consultations_about(suspect, scope_for(request))
    form = bound_form(request, forms.ProposeNoFurtherActionForm, consultations=consultations)
    return run_case_action(request, form, decisions.propose_no_further_action, suspect=suspect)
