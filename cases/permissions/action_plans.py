"""What may be done about a review, its action plan and each action, by whom, at which stage."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem, Review
from cases.permissions.challenges import about_challenges, not_questioned
from cases.permissions.second_plans import is_first, is_second
from cases.permissions.stage import has_status
from cases.permissions.who import (
    for_police,
    for_prosecutor,
    for_those_who_agree_dates,
    on_the_case,
)
from cases.statuses import ItemStatus
from people.access import Rules, Standing, because


@because(_("An action plan has already been set on this review."), stage=True)
def no_plan_yet(who: Standing, review: Review) -> bool:
    return not review.has_plan


@because(_("Someone has already asked for another date. It must be answered first."), stage=True)
def no_date_asked(who: Standing, item: ActionItem) -> bool:
    return not item.date_asked_by


@because(_("No one has asked for another date."), stage=True)
def date_asked(who: Standing, item: ActionItem) -> bool:
    return bool(item.date_asked_by)


@because(_("Your side asked for this date, so the other side answers."))
def asked_by_the_other_side(who: Standing, item: ActionItem) -> bool:
    return item.date_asked_by != who.side


@because(_("The other side asked for this date, so you answer it."))
def asked_by_own_side(who: Standing, item: ActionItem) -> bool:
    return item.date_asked_by in ("", who.side)


ITEM_NOW: dict[str, Promise] = {
    ItemStatus.OPEN: _("This action is still waiting for an answer from the police."),
    ItemStatus.ANSWERED: _("This action has been answered already."),
    ItemStatus.ACCEPTED: _("The answer to this action has been accepted, so it is closed."),
    ItemStatus.CANCELLED: _("This action was cancelled, so nothing more is needed."),
}


def what_became_of_it(who: Standing, item: ActionItem) -> str | Promise:
    """Why a verb about an action is closed: what has become of the action."""
    return ITEM_NOW[item.status]


item_open = has_status(ItemStatus.OPEN, reason=what_became_of_it)
item_answered = has_status(ItemStatus.ANSWERED, reason=what_became_of_it)
item_not_over = has_status(ItemStatus.OPEN, ItemStatus.ANSWERED, reason=what_became_of_it)

REVIEW = Rules(
    {
        "see_review": [on_the_case],
        "set_action_plan": [for_prosecutor, no_plan_yet, is_first],
        "propose_action_plan": [for_prosecutor, no_plan_yet, is_second],
        "propose_counselling_request": [for_prosecutor],
    }
)

PLAN = Rules({"see_plan_versions": [on_the_case]})

ITEM = Rules(
    {
        "see_item": [on_the_case],
        "see_item_versions": [on_the_case],
        "amend_item": [for_prosecutor, item_open, not_questioned],
        "withdraw_date_request": [
            for_those_who_agree_dates, asked_by_own_side, item_open, date_asked,
        ],
        "answer_item": [for_police, item_open],
        "accept_answer": [for_prosecutor, item_answered],
        "say_what_is_missing": [for_prosecutor, item_answered],
        "cancel_item": [for_prosecutor, item_not_over],
        "ask_for_date": [for_those_who_agree_dates, item_open, no_date_asked, not_questioned],
        "answer_date_request": [
            for_those_who_agree_dates, asked_by_the_other_side, item_open, date_asked,
        ],
        **about_challenges(item_open, no_date_asked),
    }
)  # fmt: skip
