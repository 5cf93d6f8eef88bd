"""Permission table of the destruction of a victim's identity by two people."""

from django.utils.translation import gettext_lazy as _

from cases.permissions.conflicts import for_conflict_watch
from cases.permissions.settled_by_another import (
    is_not_an_author,
    is_proposal_waiting,
    is_proposer,
)
from people.access.scopes import Rules, Standing, refusal_reason
from victims.models import IdentityDestruction


@refusal_reason(
    _("Both sides know of this victim, so someone of the other side must approve or refuse it.")
)
def is_of_the_side_asked(who: Standing, destruction: IdentityDestruction) -> bool:
    return not destruction.takes_other_side or destruction.side != who.side


SETTLING = [for_conflict_watch, is_not_an_author, is_of_the_side_asked, is_proposal_waiting]
IDENTITY_DESTRUCTION = Rules(
    {
        "approve_identity_destruction": SETTLING,
        "refuse_identity_destruction": SETTLING,
        "withdraw_identity_destruction": [for_conflict_watch, is_proposer, is_proposal_waiting],
    },
    fresh={"approve_identity_destruction"},
)
