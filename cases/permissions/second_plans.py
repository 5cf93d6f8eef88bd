"""
A second plan after a full-code submission: written, approved by another human being, then sent.

Source: since March 2021 a District Crown Prosecutor reviews a second action plan after a Full Code
Test submission in a rape case. She holds her CPS unit as its manager.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ProposedPlan, ProposedPlanStatus, Review
from cases.permissions.stage import has_status
from cases.permissions.who import for_managers, for_prosecutor, on_the_case
from people.access import Rules, Standing, because

FIRST = _("This is the first plan, so it needs no approval. Set it.")
SECOND = _(
    "This is a second plan after a full-code submission. Write it, and ask a manager to approve it."
)
YOUR_OWN = _("You wrote this plan, so another manager must decide.")
UNDER_ANOTHER_ACCOUNT = _(
    "You wrote this plan under another account of yours, so another person must decide."
)


@because(SECOND, stage=True)
def is_first(who: Standing, review: Review) -> bool:
    return review.second_since is None


@because(FIRST, stage=True)
def is_second(who: Standing, review: Review) -> bool:
    return review.second_since is not None


@because(_("Only the author can withdraw this plan. You can write a new one."))
def is_an_author(who: Standing, proposed: ProposedPlan) -> bool:
    return bool({who.user_id, *who.accounts} & set(proposed.authors))


def whose_it_is(who: Standing, proposed: ProposedPlan) -> str | Promise:
    """Why an author is refused as the judge."""
    return YOUR_OWN if who.user_id in proposed.authors else UNDER_ANOTHER_ACCOUNT


@because(whose_it_is)
def not_an_author(who: Standing, proposed: ProposedPlan) -> bool:
    """The person wrote the plan, under this or another account."""
    return not {who.user_id, *who.accounts} & set(proposed.authors)


NOW: dict[str, Promise] = {
    ProposedPlanStatus.WAITING: _("A manager has not decided on this plan yet."),
    ProposedPlanStatus.APPROVED: _("This plan has been approved already."),
    ProposedPlanStatus.DECLINED: _("This plan was not approved."),
    ProposedPlanStatus.REPLACED: _("The plan has been reworded since. Read the newer wording."),
    ProposedPlanStatus.WITHDRAWN: _("Its author has withdrawn this plan. Nothing is left to do."),
    ProposedPlanStatus.SENT: _("This plan has been sent to the police."),
}


def what_became_of_it(who: Standing, proposed: ProposedPlan) -> str | Promise:
    """Why a verb about a wording is closed: what has become of it."""
    return NOW[proposed.status]


waits = has_status(ProposedPlanStatus.WAITING, reason=what_became_of_it)
is_approved = has_status(ProposedPlanStatus.APPROVED, reason=what_became_of_it)

PROPOSED_PLAN = Rules(
    {
        "see_proposed_plan": [on_the_case],
        "judge_proposed_plan": [for_managers, not_an_author, waits],
        "withdraw_proposed_plan": [for_prosecutor, is_an_author, waits],
        "send_proposed_plan": [for_prosecutor, is_approved],
    }
)
