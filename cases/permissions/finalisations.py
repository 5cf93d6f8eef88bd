"""When a suspect's case may be finalised administratively."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.permissions.capacity_tests import held_as
from cases.states import TURN_SIDE, State
from people.models import Side

for_finalisers = held_as(
    "reviewing_prosecutor", "covering_prosecutor", "allocate_cases",
    reason=_("Only the prosecutor of this case or a manager of the CPS unit can do this."),
)  # fmt: skip
NOT_OVERDUE = _(
    "The police do not owe anything on this suspect that is overdue. Select another reason."
)


def is_police_answer_overdue(suspect: Suspect, at: datetime) -> bool:
    """
    Whether it is the police's turn, their due date has passed, and they wait for no CPS answer.
    """
    if Side.CPS in suspect.also_waits_for:
        return False
    is_over = suspect.due_at is None or suspect.due_at < at
    return TURN_SIDE[State(suspect.state)] == Side.POLICE and is_over
