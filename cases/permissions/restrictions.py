"""Permission tables of restrictions: a case that is for named people only."""

from django.utils.translation import gettext_lazy as _

from cases.models import AccessRequest, Restriction
from cases.permissions.capacity_tests import held_as
from cases.permissions.conflicts import for_conflict_watch
from cases.permissions.settled_by_another import (
    is_not_an_author,
    is_proposal_waiting,
    is_proposer,
)
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


@refusal_reason(_("This has been settled already."), stage=True)
def is_request_waiting(who: Standing, asked: AccessRequest) -> bool:
    return asked.is_waiting


RESTRICTION = Rules(
    {
        "propose_allowing": [for_conflict_watch, is_restriction_live],
        "end_allowance": [for_conflict_watch, is_restriction_live],
        "propose_lifting": [for_conflict_watch, is_restriction_live],
    }
)
RESTRICTION_CHANGE = Rules(
    {
        "approve_restriction_change": [
            for_those_who_approve,
            is_not_an_author,
            is_proposal_waiting,
        ],
        "refuse_restriction_change": [for_those_who_approve, is_not_an_author, is_proposal_waiting],
        "withdraw_restriction_change": [for_conflict_watch, is_proposer, is_proposal_waiting],
    }
)
ACCESS_REQUEST = Rules({"decline_access_request": [for_conflict_watch, is_request_waiting]})
