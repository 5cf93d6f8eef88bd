"""Permission tables of restrictions: a case that is for named people only."""

from django.utils.translation import gettext_lazy as _

from cases.models import Restriction, RestrictionChange
from cases.permissions.capacity_tests import held_as, is_one_of
from cases.permissions.conflicts import for_conflict_watch
from people.access.scopes import Rules, Standing, refusal_reason

# Another person who knows the case and can judge who should.
APPROVING = (
    "supervise_cases", "inspect_cases", "allocate_cases", "officer_in_case",
    "reviewing_prosecutor", "covering_prosecutor",
)  # fmt: skip
for_those_who_approve = held_as(
    *APPROVING,
    reason=_(
        "Only a supervisor, an inspector or a manager on this case, its officer or its prosecutor "
        "can approve this."
    ),
)  # fmt: skip


def may_approve(who: Standing) -> bool:
    """Whether the caller is one of those who approve changes of a restriction."""
    return bool(who.capacities & set(APPROVING))


@refusal_reason(_("This restriction has been lifted."), stage=True)
def is_restriction_live(who: Standing, restriction: Restriction) -> bool:
    return restriction.is_live


@refusal_reason(_("You proposed this, or it is about you, so another person must settle it."))
def is_not_an_author(who: Standing, change: RestrictionChange) -> bool:
    return not is_one_of(who, change.authors)


@refusal_reason(_("Only the person who proposed this can withdraw it."))
def is_proposer(who: Standing, change: RestrictionChange) -> bool:
    return change.by_id == who.user_id


@refusal_reason(_("This has been settled already."), stage=True)
def is_change_waiting(who: Standing, change: RestrictionChange) -> bool:
    return change.is_waiting


RESTRICTION = Rules(
    {
        "propose_allowing": [for_conflict_watch, is_restriction_live],
        "end_allowance": [for_conflict_watch, is_restriction_live],
        "propose_lifting": [for_conflict_watch, is_restriction_live],
    }
)
RESTRICTION_CHANGE = Rules(
    {
        "approve_restriction_change": [for_those_who_approve, is_not_an_author, is_change_waiting],
        "refuse_restriction_change": [for_those_who_approve, is_not_an_author, is_change_waiting],
        "withdraw_restriction_change": [for_conflict_watch, is_proposer, is_change_waiting],
    }
)
