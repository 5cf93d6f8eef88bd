"""Permission table of reconsiderations: who reconsiders a decision, and who names that person."""

from django.utils.translation import gettext_lazy as _

from cases.states import State
from cases.statuses import ClosingStatus, DecisionStatus
from people.access.scopes import Rules, Standing, refusal_reason
from people.models.nullable import not_null
from pilots.models import SecondLook
from victims.permissions.capacity_tests import LEADS_CASES, for_leads
from victims.permissions.vrr_requests import (
    is_not_decider,
    is_not_officer_in_case,
    is_the_reviewer,
    of_the_deciding_side,
)


@refusal_reason(
    _("Only those who lead the unit, and the person who reconsiders the decision, see this.")
)
def leads_or_reconsiders(who: Standing, look: SecondLook) -> bool:
    return bool(who.capacities & set(LEADS_CASES)) or who.user_id == look.reviewer_id


@refusal_reason(_("The decision has been reconsidered."), stage=True)
def is_not_reconsidered(who: Standing, look: SecondLook) -> bool:
    return not look.outcome


@refusal_reason(
    _("This decision is no longer in force, so there is nothing to reconsider."), stage=True
)
def is_decision_in_force(who: Standing, look: SecondLook) -> bool:
    if look.closing:
        is_closed = look.closing.status == ClosingStatus.CLOSED
        return is_closed and look.suspect.state == State.CLOSED
    if look.event:
        return look.event.withdrawn_at is None and look.suspect.state == State.INVESTIGATING
    return not_null(look.decision).status == DecisionStatus.LIVE


SECOND_LOOK = Rules(
    {
        "see_second_look": [of_the_deciding_side, leads_or_reconsiders],
        "name_for_second_look": [
            of_the_deciding_side,
            for_leads,
            is_not_reconsidered,
            is_decision_in_force,
        ],
        "take_second_look": [
            of_the_deciding_side,
            is_the_reviewer,
            is_not_decider,
            is_not_officer_in_case,
            is_not_reconsidered,
            is_decision_in_force,
        ],
    }
)
