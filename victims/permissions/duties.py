"""Permission table of duties to a victim."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import TestsByVerb
from people.access.scopes import Rules, Scope, Standing, refusal_reason
from victims.models import Duty, VictimEvent, VictimRecord, YesNoNotAsked
from victims.permissions.capacity_tests import for_contact, knows_of_victim

DUTY_FIGURE_CAPACITIES = {
    "contact_victims", "supervise_cases", "inspect_cases", "liaise_with_victims", "allocate_cases",
}  # fmt: skip


@refusal_reason(_("Only those who work with victims, or who lead a unit, see these figures."))
def reads_duty_figures(scope: Scope) -> bool:
    return bool(scope.all_capacities & DUTY_FIGURE_CAPACITIES)


@refusal_reason(
    _("The victim has not said that they do not want to be contacted, so this is to be told."),
    stage=True,
)
def has_opted_out(who: Standing, row: VictimRecord) -> bool:
    return row.wants_contact == YesNoNotAsked.NO


@refusal_reason(_("Only the side that recorded this can withdraw it."))
def is_recorded_by_own_side(who: Standing, row: VictimEvent) -> bool:
    return row.side == who.side


@refusal_reason(_("This has been withdrawn already."), stage=True)
def is_event_not_withdrawn(who: Standing, row: VictimEvent) -> bool:
    return row.withdrawn_at is None


DUTIES: TestsByVerb = {
    "see_duties": [knows_of_victim],
    "record_victim_event": [for_contact],
    "end_duties": [for_contact, has_opted_out],
}


@refusal_reason(_("Only the side that owes this to the victim can say why it was late."))
def is_owed_by_own_side(who: Standing, duty: Duty) -> bool:
    return duty.owed_by == who.side


@refusal_reason(_("This was told in time, or can still be told in time."), stage=True)
def is_code_breached(who: Standing, duty: Duty) -> bool:
    """The duty was met in time, can still be, or has ended."""
    due_at = duty.listed_at
    if duty.ended_because or (duty.sent_at and duty.sent_at <= due_at):
        return False
    return due_at < (duty.kept_at or who.at or due_at)


DUTY = Rules(
    {
        "see_duty": [knows_of_victim],
        "record_code_breach": [for_contact, is_owed_by_own_side, is_code_breached],
    }
)
EVENT = Rules(
    {"withdraw_victim_event": [for_contact, is_recorded_by_own_side, is_event_not_withdrawn]}
)
