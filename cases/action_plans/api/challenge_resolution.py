"""Challenges of an action that go up: two people, one of each side, are named and resolve it."""

from rest_framework import serializers as s

from cases.action_plans.actions import challenge_resolution as actions
from cases.action_plans.forms import challenges as forms
from cases.allocation.queries.allocations import inspectors_for, managers_for
from cases.api.case_endpoint import run_case_action
from cases.models import ActionItem
from cases.permissions import ITEM
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.pagination import AFTER_PARAMETER, resource_page
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class SettlerShown(s.Serializer):
    """A person who can be named to resolve a challenge. side: POLICE, an inspector, or CPS."""

    id = s.CharField(source="pk")
    name = s.CharField()
    side = s.CharField(source="agency.side")


class SettlersListed(s.Serializer):
    """A page of people; `next` is the URL of the next page."""

    people = SettlerShown(many=True)
    next = s.CharField(allow_null=True)


@read_endpoint(SettlersListed, query_parameters=AFTER_PARAMETER)
@guarded("send_challenge_up", ActionItem, ITEM)
def list_settlers(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """
    The inspectors and legal managers of whom two resolve the challenge, by id.

    Whoever had a part in it, or may not be named, is refused when they are named.
    """
    at = scope_for(request).at
    able = inspectors_for(item.case, at=at) | managers_for(item.case, at=at)
    page = resource_page(request, able.select_related("agency").order_by("pk"))
    return Answer(SettlersListed({"people": page.rows, "next": page.following}).data)


@action_endpoint(lambda: forms.SendChallengeUpForm(inspectors=[], managers=[]))
@guarded("send_challenge_up", ActionItem, ITEM)
def send_challenge_up(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """Name an inspector and a legal manager to resolve a challenge, or replace the two."""
    at = scope_for(request).at
    form = bound_form(
        request, forms.SendChallengeUpForm, inspectors=inspectors_for(item.case, at=at),
        managers=managers_for(item.case, at=at),
    )  # fmt: skip
    return run_case_action(request, form, actions.send_challenge_up, item=item)


@action_endpoint(forms.ProposeOutcomeApiForm)
@guarded("propose_outcome", ActionItem, ITEM)
def propose_outcome(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """
    Propose an outcome as one of the two people named, with a reason.

    new_text, new_date: what the action asks and when it is due afterwards; in part, at least one.
    """
    form = bound_form(request, forms.ProposeOutcomeApiForm)
    return run_case_action(request, form, actions.propose_outcome, item=item)


@action_endpoint(forms.AnswerOutcomeForm)
@guarded("answer_outcome", ActionItem, ITEM)
def answer_outcome(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """Agree to the outcome that the other proposed, which takes effect, or say why not."""
    form = bound_form(request, forms.AnswerOutcomeForm)
    return run_case_action(request, form, actions.answer_outcome, item=item)
