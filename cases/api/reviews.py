"""The CPS: a case allocated, reviewed, its plan set, and each suspect decided about."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers as s

from cases.actions import action_plans, allocations, decisions
from cases.api.base import done
from cases.forms import action_plans as plan_forms
from cases.forms import decisions as forms
from cases.forms.allocations import Allocate
from cases.models import Case, Review, Suspect, WordingVersion
from cases.permissions import CASE, REVIEW, SUSPECT
from cases.queries.action_plans import offered
from cases.queries.allocations import prosecutors_for, workloads
from cases.queries.consultations import about as consultations_about
from cases.queries.decisions import allegations_against
from cases.queries.wordings import current
from people.api.acts import filled, filled_with_rows
from people.api.answers import Answer
from people.api.doors import acts, reads
from people.api.paging import AFTER, page_of
from people.guards import guarded, scope_for
from people.visits import Request


class ProsecutorShown(s.Serializer):
    """A prosecutor to whom a case may be given."""

    id = s.CharField(source="pk")
    name = s.CharField()


class ProsecutorsListed(s.Serializer):
    """A page of those prosecutors; `next` is the address of the one after it."""

    prosecutors = ProsecutorShown(many=True)
    next = s.CharField(allow_null=True)


@reads(ProsecutorsListed, asks=AFTER)
@guarded("allocate_case", Case, CASE)
def list_prosecutors(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """
    To whom a manager may give the case.

    Pages are in the order of ids; on each the likeliest stand first.
    """
    scope = scope_for(request)
    page = page_of(request, prosecutors_for(case, at=scope.at).order_by("pk"))
    among = prosecutors_for(case, at=scope.at).filter(pk__in=[each.pk for each in page.rows])
    found = workloads(case, scope, among)
    return Answer(ProsecutorsListed({"prosecutors": found, "next": page.following}).data)


@acts(lambda: Allocate(prosecutors=[], suspects=[]))
@guarded("allocate_case", Case, CASE)
def allocate_case(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """
    A manager gives suspects that are ready to a prosecutor, by her account's number.

    She names them: the version of the case does not move when another becomes ready. Whoever is
    not named stays ready.
    """
    scope = scope_for(request)
    suspects = offered(case.suspects, scope, whoever=True)
    form = filled(request, Allocate, prosecutors=workloads(case, scope), suspects=suspects)
    return done(request, form, allocations.allocate_case, case=case)


@acts(lambda: plan_forms.Review(suspects=[]), creates=True)
@guarded("record_review", Case, CASE)
def record_review(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """A prosecutor reviews the evidence about some suspects, section by section."""
    suspects = offered(case.suspects, scope_for(request), whoever=True)
    form = filled(request, plan_forms.Review, suspects=suspects)
    return done(request, form, action_plans.record_review, case=case)


def _actions(suspects: Iterable[Suspect] = (), wordings: Iterable[WordingVersion] = ()) -> Any:
    offered_ = {"suspects": suspects, "wordings": wordings}
    return plan_forms.Actions(None, prefix="items", form_kwargs=offered_)


@acts(plan_forms.ActionPlan, creates=True, rows=_actions)
@guarded("set_action_plan", Review, REVIEW)
def set_action_plan(request: Request, review: Review, allowed: frozenset[str]) -> Answer:
    """What the police are asked to do before a decision, on a review."""
    scope = scope_for(request)
    suspects = offered(review.suspects, scope, whoever=True)
    form, rows = filled_with_rows(
        request, plan_forms.ActionPlan, _actions(suspects, current(scope))
    )
    items = rows.answered if not form.wrong and rows.is_valid() else None
    return done(
        request, form, action_plans.set_action_plan, rows=rows, more={"items": items},
        review=review,
    )  # fmt: skip


@acts(lambda: forms.AuthoriseCharge(allegations=[]))
@guarded("authorise_charge", Suspect, SUSPECT)
def authorise_charge(request: Request, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Which allegations become charges, and why."""
    allegations = allegations_against(suspect, scope_for(request))
    form = filled(request, forms.AuthoriseCharge, allegations=allegations)
    return done(request, form, decisions.authorise_charge, suspect=suspect)


@acts(lambda: forms.ProposeNoFurtherAction(consultations=[]))
@guarded("propose_no_further_action", Suspect, SUSPECT)
def propose_no_further_action(
    request: Request, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """No charge: the reason, and why. A second reader then reads it."""
    consultations = consultations_about(suspect, scope_for(request))
    form = filled(request, forms.ProposeNoFurtherAction, consultations=consultations)
    return done(request, form, decisions.propose_no_further_action, suspect=suspect)
