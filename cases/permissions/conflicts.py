"""Permission tables of conflicts of interest. The conflicted person never gets as far as these."""

from django.utils.translation import gettext_lazy as _

from cases.models import Conflict
from cases.permissions.capacity_tests import held_as, is_one_of
from cases.permissions.settled_by_another import (
    is_not_an_author,
    is_proposal_waiting,
    is_proposer,
)
from people.access.scopes import Rules, Standing, refusal_reason

for_conflict_watch = held_as(
    "supervise_cases", "inspect_cases", "allocate_cases",
    reason=_("Only a supervisor or inspector of the police unit, or a CPS manager, can do this."),
)  # fmt: skip


@refusal_reason(_("It has been lifted already."), stage=True)
def is_conflict_open(who: Standing, conflict: Conflict) -> bool:
    return not conflict.is_lifted


@refusal_reason(_("It is about an account of yours, so another person must propose it."))
def is_not_about_oneself(who: Standing, conflict: Conflict) -> bool:
    return not is_one_of(who, [conflict.user_id])


CONFLICT = Rules(
    {"propose_lifting_conflict": [for_conflict_watch, is_not_about_oneself, is_conflict_open]}
)
SETTLING = [for_conflict_watch, is_not_an_author, is_proposal_waiting]
CONFLICT_LIFTING = Rules(
    {
        "approve_conflict_lifting": SETTLING,
        "refuse_conflict_lifting": SETTLING,
        "withdraw_conflict_lifting": [for_conflict_watch, is_proposer, is_proposal_waiting],
    }
)
