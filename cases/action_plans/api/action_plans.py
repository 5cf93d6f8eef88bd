"""A prosecutor's reviews of a case, and the action plans set on them."""

from collections.abc import Iterable
from typing import Any

from cases.action_plans.actions import action_plans
from cases.action_plans.forms import action_plans as plan_forms
from cases.action_plans.queries.standard_wordings import offered_wordings
from cases.action_plans.queries.victim_register import requests_of_case, victims_of_case
from cases.api.case_endpoint import run_case_action
from cases.models import Case, Gap, Review, Suspect, WordingVersion
from cases.permissions import CASE, REVIEW
from cases.proof.queries.gaps import gaps_to_ask_for
from cases.queries.suspect_choices import offered_suspects
from people.access.scopes import Scope
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(lambda: plan_forms.ReviewForm(suspects=[]), creates=True)
@guarded("record_review", Case, CASE)
def record_review(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """A prosecutor reviews the evidence about some suspects, section by section."""
    suspects = offered_suspects(case.suspects, scope_for(request), whoever=True)
    form = bound_form(request, plan_forms.ReviewForm, suspects=suspects)
    return run_case_action(request, form, action_plans.record_review, case=case)


def blank_action_forms(
    suspects: Iterable[Suspect] = (), wordings: Iterable[WordingVersion] = (),
    gaps: Iterable[Gap] = (), **about_victims: Any,
) -> Any:  # fmt: skip
    """The unbound formset of a plan's actions; without arguments, for the description."""
    offered_ = {"suspects": suspects, "wordings": wordings, "gaps": gaps, **about_victims}
    return plan_forms.ActionItemFormSet(None, prefix="items", form_kwargs=offered_)


def action_forms_of_review(review: Review, scope: Scope) -> Any:
    """The unbound formset of the actions of a plan on a review, with what each may refer to."""
    suspects = offered_suspects(review.suspects, scope, whoever=True)
    return blank_action_forms(
        suspects, offered_wordings(scope), gaps_to_ask_for(suspects, scope),
        victims=victims_of_case(review.case, scope), register=requests_of_case(review.case, scope),
    )  # fmt: skip


@action_endpoint(plan_forms.ActionPlanForm, creates=True, request_rows=[blank_action_forms])
@guarded("set_action_plan", Review, REVIEW)
def set_action_plan(request: GuardedRequest, review: Review, allowed: frozenset[str]) -> Answer:
    """Set what the police are asked to do before a decision, on a review."""
    form, rows = bound_form_and_rows(
        request, plan_forms.ActionPlanForm, action_forms_of_review(review, scope_for(request))
    )
    items = rows.answered if not form.wrong and rows.is_valid() else None
    return run_case_action(
        request, form, action_plans.set_action_plan, rows=[rows], more={"items": items},
        review=review,
    )  # fmt: skip
