"""
Second action plans: written by a prosecutor, approved by a manager, then sent.

Only the CPS has them until they are sent; to the police a proposed plan is not there.
"""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers as s

from cases.action_plans.actions import proposed_plans as actions
from cases.action_plans.api.action_plans import action_forms_of_review, blank_action_forms
from cases.action_plans.forms import action_plans as forms
from cases.action_plans.proposed_plan_codec import OLDER_ITEMS
from cases.action_plans.queries.proposed_plans import proposed_plan_detail, wordings_of_plan
from cases.api.case_endpoint import rows_with_versions, run_case_action, visible_version
from cases.models import ProposedPlan, Review
from cases.permissions import PROPOSED_PLAN, REVIEW
from people.access.sealed_text import NotOpenedValue
from people.api.endpoints import Endpoint, action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for


class ProposedReachShown(s.Serializer):
    """What an action asks for of a victim's private material. reach: HOLDER or DEVICE."""

    reach = s.CharField()
    victim = s.CharField(allow_blank=True, default="")
    material = s.CharField()
    holder = s.CharField(allow_blank=True, default="")
    from_on = s.DateField()
    to_on = s.DateField()
    necessity = s.CharField()
    less_intrusive = s.CharField()
    again_because = s.CharField(allow_blank=True, default="")


class ProposedItemShown(s.Serializer):
    """One action of a proposed plan. suspects, gaps: their ids."""

    text = s.CharField()
    category = s.CharField()
    suspects = s.ListField(child=s.UUIDField())
    purpose = s.CharField()
    gaps = s.ListField(child=s.UUIDField())
    line_of_inquiry = s.CharField()
    proportionality = s.CharField()
    weight = s.CharField()
    due_on = s.DateField()
    reach = ProposedReachShown(allow_null=True)
    not_reaching_because = s.CharField(allow_blank=True, default="")


class ProposedPlanShown(s.Serializer):
    """
    One wording of a second plan, and the manager's decision about it.

    number: of this wording; a later one replaces it. items: null where they cannot be opened now.
    status: WAITING, APPROVED, DECLINED, REPLACED by a later wording, WITHDRAWN by an author, or
    SENT once the police have it. judgement: empty, and judged_by null, until a manager has decided.
    """

    id = s.UUIDField()
    case = s.UUIDField(source="case_id")
    review = s.UUIDField(source="review_id")
    number = s.IntegerField()
    why = s.CharField()
    items = ProposedItemShown(many=True, allow_null=True, source="items_shown")
    status = s.CharField()
    by = s.CharField(source="by.name")
    at = s.DateTimeField()
    judgement = s.CharField(allow_blank=True)
    judged_by = s.CharField(source="judged_by.name", allow_null=True, default=None)
    judged_at = s.DateTimeField(allow_null=True)
    withdrawal_reason = s.CharField(allow_blank=True)
    withdrawn_by = s.CharField(source="withdrawn_by.name", allow_null=True, default=None)
    withdrawn_at = s.DateTimeField(allow_null=True)
    version = s.IntegerField()


class ProposedPlanRowShown(s.Serializer):
    """A wording of a second plan as a list has it. status: as in reading it."""

    id = s.UUIDField()
    number = s.IntegerField()
    status = s.CharField()
    at = s.DateTimeField()
    version = s.IntegerField()


class ProposedPlansListed(s.Serializer):
    """The wordings of the second plan on a review, newest first; none for the police."""

    proposed_plans = ProposedPlanRowShown(many=True)


@read_endpoint(ProposedPlansListed)
@guarded("see_review", Review, REVIEW)
def list_proposed_plans(request: GuardedRequest, review: Review, allowed: frozenset[str]) -> Answer:
    """The wordings of a second plan that are proposed on a review."""
    scope = scope_for(request)
    found = rows_with_versions(wordings_of_plan(review, scope), scope)
    return Answer(ProposedPlansListed({"proposed_plans": found}).data)


@action_endpoint(forms.ProposedPlanApiForm, creates=True, request_rows=[blank_action_forms])
@guarded("propose_action_plan", Review, REVIEW)
def propose_action_plan(request: GuardedRequest, review: Review, allowed: frozenset[str]) -> Answer:
    """
    Write a second plan, or word it anew, and ask a manager to approve it.

    number: of the newest wording, which this one replaces; left out where there is none yet.
    """
    scope = scope_for(request)
    newest = next(iter(wordings_of_plan(review, scope)), None)
    form, rows = bound_form_and_rows(
        request, forms.ProposedPlanApiForm, action_forms_of_review(review, scope),
        version=newest.number if newest else 0,
    )  # fmt: skip
    items = rows.answered if not form.wrong and rows.is_valid() else None
    return run_case_action(
        request, form, actions.propose_action_plan, rows=[rows], more={"items": items},
        review=review,
    )  # fmt: skip


@read_endpoint(ProposedPlanShown)
@guarded("see_proposed_plan", ProposedPlan, PROPOSED_PLAN)
def see_proposed_plan(
    request: GuardedRequest, proposed: ProposedPlan, allowed: frozenset[str]
) -> Answer:
    """One wording of a second plan, and the manager's decision."""
    scope = scope_for(request)
    row: Any = proposed_plan_detail(proposed, scope).row
    is_closed = isinstance(row.items, NotOpenedValue)
    row.items_shown = None if is_closed else [OLDER_ITEMS | item for item in row.items]
    row.version = visible_version(row, scope)
    return Answer(ProposedPlanShown(row).data, version=row.version)


def _proposed_plan_endpoint(
    verb: str, action: Callable[..., ProposedPlan], kind: type[Form], told: str
) -> Endpoint[Answer]:
    """An endpoint for one verb on a wording of a second plan. told: its description."""

    @action_endpoint(kind)
    @guarded(verb, ProposedPlan, PROPOSED_PLAN)
    def endpoint(
        request: GuardedRequest, proposed: ProposedPlan, allowed: frozenset[str]
    ) -> Answer:
        return run_case_action(request, bound_form(request, kind), action, proposed_plan=proposed)

    endpoint.__name__, endpoint.__doc__ = verb, told
    return endpoint


judge_proposed_plan = _proposed_plan_endpoint(
    "judge_proposed_plan", actions.judge_proposed_plan, forms.JudgeProposedPlanForm,
    "A manager who wrote none of it approves or declines this wording, with a reason.",
)  # fmt: skip
withdraw_proposed_plan = _proposed_plan_endpoint(
    "withdraw_proposed_plan", actions.withdraw_proposed_plan, forms.WithdrawProposedPlanForm,
    "Withdraw, as an author, a wording that has no answer yet, with a reason.",
)  # fmt: skip
send_proposed_plan = _proposed_plan_endpoint(
    "send_proposed_plan", actions.send_proposed_plan, forms.SendProposedPlanForm,
    "Send the approved plan, word for word. Only now is it there for the police.",
)  # fmt: skip
