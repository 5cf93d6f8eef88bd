"""Permission table of a victim's court support and withdrawal."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import TestsByVerb
from people.access.scopes import Rules, Standing, refusal_reason
from victims.models import VictimRecord, Withdrawal
from victims.permissions.capacity_tests import for_contact, knows_of_victim


@refusal_reason(_("This withdrawal has been taken back."), stage=True)
def is_not_taken_back(who: Standing, withdrawal: Withdrawal) -> bool:
    """The withdrawal has not been taken back."""
    return withdrawal.taken_back_at is None


@refusal_reason(_("This withdrawal has been confirmed already."), stage=True)
def is_not_confirmed(who: Standing, withdrawal: Withdrawal) -> bool:
    """The withdrawal has not been confirmed."""
    return withdrawal.confirmed_on is None


@refusal_reason(_("A withdrawal is already recorded. Look at it first."), stage=True)
def is_not_withdrawing(who: Standing, record: VictimRecord) -> bool:
    """No withdrawal is recorded, or it has been taken back."""
    return not record.is_withdrawing


SUPPORT_IN_COURT: TestsByVerb = {
    "see_court_support": [knows_of_victim],
    "record_special_measure": [for_contact],
    "record_personal_statement": [for_contact],
    "record_victim_withdrawal": [for_contact, is_not_withdrawing],
    "record_case_support": [for_contact, is_not_withdrawing],
}
WITHDRAWAL = Rules(
    {
        "confirm_victim_withdrawal": [for_contact, is_not_taken_back, is_not_confirmed],
        "take_back_victim_withdrawal": [for_contact, is_not_taken_back],
    }
)
