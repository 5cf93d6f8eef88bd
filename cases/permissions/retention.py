"""Permission tables of how long a case is kept, and of its destruction by two people."""

from django.utils.translation import gettext_lazy as _

from cases.models import Destruction, LegalHold
from cases.permissions.conflicts import for_conflict_watch
from cases.permissions.settled_by_another import (
    is_not_an_author,
    is_proposal_waiting,
    is_proposer,
)
from people.access.scopes import Rules, Standing, refusal_reason


@refusal_reason(_("This hold has been ended already."), stage=True)
def is_hold_live(who: Standing, hold: LegalHold) -> bool:
    return hold.is_live


@refusal_reason(_("The other side placed this hold, so only the other side can end it."))
def is_hold_of_own_side(who: Standing, hold: LegalHold) -> bool:
    return hold.side == who.side


@refusal_reason(
    _("Both sides have this case, so someone of the other side must approve its destruction.")
)
def is_of_the_side_asked(who: Standing, destruction: Destruction) -> bool:
    return not destruction.takes_other_side or destruction.side != who.side


LEGAL_HOLD = Rules({"end_legal_hold": [for_conflict_watch, is_hold_of_own_side, is_hold_live]})
SETTLING = [for_conflict_watch, is_not_an_author, is_of_the_side_asked, is_proposal_waiting]
DESTRUCTION = Rules(
    {
        "approve_destruction": SETTLING,
        "refuse_destruction": SETTLING,
        "withdraw_destruction": [for_conflict_watch, is_proposer, is_proposal_waiting],
    },
    fresh={"approve_destruction"},
)
