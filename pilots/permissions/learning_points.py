"""Permission tables of learning points: who reads, writes, and asks others to read."""

from django.utils.translation import gettext_lazy as _

from cases.permissions.capacity_tests import is_one_of
from people.access.scopes import Scope, refusal_reason
from people.identity.capacities import (
    FIGURE_CAPACITIES,
    LEADING,
    LEARNING_CAPACITIES,
    READING_OF_VICTIMS,
)
from pilots.models import LearningPoint

LEARNING_READERS = READING_OF_VICTIMS | LEARNING_CAPACITIES.keys() | FIGURE_CAPACITIES.keys()


@refusal_reason(_("Only police, CPS and those who take part in pilots read what was learnt."))
def reads_learning(scope: Scope) -> bool:
    return bool(scope.all_capacities & LEARNING_READERS)


@refusal_reason(_("Only panel conveners and managers of a pilot area do this."))
def leads_learning(scope: Scope) -> bool:
    return scope.holds("convene_panels") or scope.holds("manage_pilot_area")


@refusal_reason(
    _("Only those who lead a unit, panel conveners and managers of a pilot area see this.")
)
def sees_learning_readers(scope: Scope) -> bool:
    return leads_learning(scope) or bool(scope.all_capacities & LEADING)


LEARNING_SITE = {
    "see_learning": [reads_learning],
    "see_learning_point": [reads_learning],
    "say_read": [reads_learning],
    "write_learning_point": [leads_learning],
    "check_learning_point": [leads_learning],
    "withdraw_learning_point": [leads_learning],
    "ask_unit_to_read": [leads_learning],
    "see_learning_readers": [sees_learning_readers],
}


def may_check_learning_point(scope: Scope, point: LearningPoint) -> bool:
    """Whether a person may be the second person for a point: not its author."""
    return leads_learning(scope) and not is_one_of(scope, [point.written_by_id])
