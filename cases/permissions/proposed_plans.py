"""
Permission table of second action plans: written, approved by another person, then sent.

Source: since March 2021 a District Crown Prosecutor reviews a second action plan after a Full Code
Test submission in a rape case. They are the manager of their CPS unit here.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ProposedPlan, ProposedPlanStatus, Review
from cases.permissions.capacity_tests import for_managers, for_prosecutor, is_on_case
from cases.permissions.state_tests import has_status
from people.access.scopes import Rules, Standing, refusal_reason

NEEDS_NO_APPROVAL = _("This is the first plan, so it needs no approval. Set it.")
NEEDS_APPROVAL = _(
    "This is a second plan after a full-code submission. Write it, and ask a manager to approve it."
)
YOUR_OWN = _("You wrote this plan, so another manager must decide.")
UNDER_ANOTHER_ACCOUNT = _(
    "You wrote this plan under another account of yours, so another person must decide."
)


@refusal_reason(NEEDS_APPROVAL, stage=True)
def is_first_plan(who: Standing, review: Review) -> bool:
    return review.second_since is None


@refusal_reason(NEEDS_NO_APPROVAL, stage=True)
def is_second_plan(who: Standing, review: Review) -> bool:
    return review.second_since is not None


@refusal_reason(_("Only the author can withdraw this plan. You can write a new one."))
def is_plan_author(who: Standing, proposed: ProposedPlan) -> bool:
    return bool({who.user_id, *who.accounts} & set(proposed.authors))


def why_plan_author_is_refused(who: Standing, proposed: ProposedPlan) -> str | Promise:
    """Reason why an author cannot approve the plan."""
    return YOUR_OWN if who.user_id in proposed.authors else UNDER_ANOTHER_ACCOUNT


@refusal_reason(
    why_plan_author_is_refused,
    refuses_when="The person wrote the plan, under this or another account.",
)
def is_not_plan_author(who: Standing, proposed: ProposedPlan) -> bool:
    return not {who.user_id, *who.accounts} & set(proposed.authors)


PROPOSED_PLAN_STATUS_TEXT: dict[str, Promise] = {
    ProposedPlanStatus.WAITING: _("A manager has not decided on this plan yet."),
    ProposedPlanStatus.APPROVED: _("This plan has been approved already."),
    ProposedPlanStatus.DECLINED: _("This plan was not approved."),
    ProposedPlanStatus.REPLACED: _("The plan has been reworded since. Read the newer wording."),
    ProposedPlanStatus.WITHDRAWN: _("Its author has withdrawn this plan. Nothing is left to do."),
    ProposedPlanStatus.SENT: _("This plan has been sent to the police."),
}


def why_proposed_plan_is_closed(who: Standing, proposed: ProposedPlan) -> str | Promise:
    """Reason why the wording's status closes a verb."""
    return PROPOSED_PLAN_STATUS_TEXT[proposed.status]


is_proposed_plan_waiting = has_status(
    ProposedPlanStatus.WAITING, reason=why_proposed_plan_is_closed
)
is_proposed_plan_approved = has_status(
    ProposedPlanStatus.APPROVED, reason=why_proposed_plan_is_closed
)

PROPOSED_PLAN = Rules(
    {
        "see_proposed_plan": [is_on_case],
        "judge_proposed_plan": [for_managers, is_not_plan_author, is_proposed_plan_waiting],
        "withdraw_proposed_plan": [for_prosecutor, is_plan_author, is_proposed_plan_waiting],
        "send_proposed_plan": [for_prosecutor, is_proposed_plan_approved],
    }
)
