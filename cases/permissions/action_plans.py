"""Permission tables of reviews, action plans and action items."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem, Reach, Review
from cases.permissions.capacity_tests import (
    for_police,
    for_prosecutor,
    for_those_who_agree_dates,
    is_on_case,
)
from cases.permissions.challenges import challenge_verbs, is_not_challenged
from cases.permissions.proposed_plans import is_first_plan, is_second_plan
from cases.permissions.state_tests import has_status
from cases.statuses import ItemStatus
from people.access.scopes import Rules, Standing, refusal_reason


@refusal_reason(_("An action plan has already been set on this review."), stage=True)
def has_no_plan(who: Standing, review: Review) -> bool:
    return not review.has_plan


@refusal_reason(
    _("Someone has already asked for another date. It must be answered first."), stage=True
)
def has_no_date_request(who: Standing, item: ActionItem) -> bool:
    return not item.date_asked_by


@refusal_reason(_("No one has asked for another date."), stage=True)
def has_date_request(who: Standing, item: ActionItem) -> bool:
    return bool(item.date_asked_by)


@refusal_reason(_("Your side asked for this date, so the other side answers."))
def is_date_asked_by_other_side(who: Standing, item: ActionItem) -> bool:
    return item.date_asked_by != who.side


@refusal_reason(_("The other side asked for this date, so you answer it."))
def is_date_asked_by_own_side(who: Standing, item: ActionItem) -> bool:
    return item.date_asked_by in ("", who.side)


@refusal_reason(_("This action asks for the victim’s private material already."), stage=True)
def does_not_reach(who: Standing, item: ActionItem) -> bool:
    return not item.reach


@refusal_reason(_("The police do not wait for what is asked for, and why."), stage=True)
def are_bounds_wanted(who: Standing, item: ActionItem) -> bool:
    return item.are_bounds_wanted


@refusal_reason(
    _(
        "What a provider of counselling or emotional support holds is asked for only with a "
        "manager’s approval. Cancel this action, and propose it to a manager."
    ),
    stage=True,
)
def needs_no_approval(who: Standing, item: ActionItem) -> bool:
    return item.reach != Reach.COUNSELLING


ITEM_STATUS_TEXT: dict[str, Promise] = {
    ItemStatus.OPEN: _("This action is still waiting for an answer from the police."),
    ItemStatus.ANSWERED: _("This action has been answered already."),
    ItemStatus.ACCEPTED: _("The answer to this action has been accepted, so it is closed."),
    ItemStatus.CANCELLED: _("This action was cancelled, so nothing more is needed."),
}


def why_item_is_closed(who: Standing, item: ActionItem) -> str | Promise:
    """Reason why the item's state closes a verb."""
    return ITEM_STATUS_TEXT[item.status]


is_item_open = has_status(ItemStatus.OPEN, reason=why_item_is_closed)
is_item_answered = has_status(ItemStatus.ANSWERED, reason=why_item_is_closed)
is_item_not_over = has_status(ItemStatus.OPEN, ItemStatus.ANSWERED, reason=why_item_is_closed)

REVIEW = Rules(
    {
        "see_review": [is_on_case],
        "set_action_plan": [for_prosecutor, has_no_plan, is_first_plan],
        "propose_action_plan": [for_prosecutor, has_no_plan, is_second_plan],
        "propose_counselling_request": [for_prosecutor],
    }
)

PLAN = Rules(
    {
        "see_plan": [is_on_case],
        "see_plan_versions": [is_on_case],
        # each action is also checked by its own verb, below
        "accept_items": [for_police],
        "judge_answers": [for_prosecutor],
    }
)

ITEM = Rules(
    {
        "see_item": [is_on_case],
        "see_item_versions": [is_on_case],
        "amend_item": [for_prosecutor, is_item_open, is_not_challenged],
        "withdraw_date_request": [
            for_those_who_agree_dates,
            is_date_asked_by_own_side,
            is_item_open,
            has_date_request,
        ],
        "answer_item": [for_police, is_item_open],
        "reclassify_item": [for_police, is_item_open, is_not_challenged, does_not_reach],
        "justify_item": [for_prosecutor, is_item_open, are_bounds_wanted, needs_no_approval],
        "accept_answer": [for_prosecutor, is_item_answered],
        "say_what_is_missing": [for_prosecutor, is_item_answered],
        "cancel_item": [for_prosecutor, is_item_not_over],
        "ask_for_date": [
            for_those_who_agree_dates,
            is_item_open,
            has_no_date_request,
            is_not_challenged,
        ],
        "answer_date_request": [
            for_those_who_agree_dates,
            is_date_asked_by_other_side,
            is_item_open,
            has_date_request,
        ],
        **challenge_verbs(is_item_open, has_no_date_request),
    }
)
