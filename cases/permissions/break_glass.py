"""Permission table of a break-glass: who ends it, and who reviews it."""

from django.utils.translation import gettext_lazy as _

from cases.models import BreakGlass
from cases.permissions.capacity_tests import is_one_of
from cases.permissions.conflicts import for_conflict_watch
from people.access.scopes import Rules, Standing, refusal_reason
from people.models.nullable import not_null


@refusal_reason(_("Only the person who opened it, or a leader who reads this case, can end it."))
def is_opener_or_leader(who: Standing, opened: BreakGlass) -> bool:
    return is_one_of(who, opened.authors) or for_conflict_watch(who, opened)


@refusal_reason(_("You opened this case, so another person must review it."))
def is_not_opener(who: Standing, opened: BreakGlass) -> bool:
    return not is_one_of(who, opened.authors)


@refusal_reason(_("It has ended already."), stage=True)
def is_break_glass_open(who: Standing, opened: BreakGlass) -> bool:
    return opened.ended_at is None and opened.until > not_null(who.at)


@refusal_reason(_("The case is still open to them. End that first."), stage=True)
def is_break_glass_over(who: Standing, opened: BreakGlass) -> bool:
    return not is_break_glass_open(who, opened)


@refusal_reason(_("It has been reviewed already."), stage=True)
def is_not_reviewed(who: Standing, opened: BreakGlass) -> bool:
    return opened.reviewed_at is None


BREAK_GLASS = Rules(
    {
        "see_break_glass": [for_conflict_watch],
        "end_break_glass": [is_opener_or_leader, is_break_glass_open],
        "review_break_glass": [
            for_conflict_watch, is_not_opener, is_break_glass_over, is_not_reviewed,
        ],
    }
)  # fmt: skip
