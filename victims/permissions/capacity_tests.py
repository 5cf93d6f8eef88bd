"""Tests of the caller's capacities on a victim's record."""

from django.utils.translation import gettext_lazy as _

from cases.permissions.capacity_tests import held_as
from people.access.scopes import Standing, refusal_reason


@refusal_reason(_("You are not on this case."))
def knows_of_victim(who: Standing, row: object) -> bool:
    return bool(who.capacities)


IN_CONTACT_CAPACITIES = frozenset(
    {"contact_victims", "liaise_with_victims", "officer_in_case", "refer_cases", "supervise_cases"}
)
for_contact = held_as(
    *IN_CONTACT_CAPACITIES,
    reason=_("Only those who are in contact with the victim can do this."),
)  # fmt: skip
for_asking = held_as(
    "contact_victims", "liaise_with_victims", "officer_in_case",
    reason=_("Only the officer in the case and those who contact victims can do this."),
)  # fmt: skip
LEADS_CASES = ("supervise_cases", "allocate_cases")
for_leads = held_as(
    *LEADS_CASES,
    reason=_("Only a supervisor of the police unit or a manager of the CPS unit can do this."),
)  # fmt: skip
for_naming = held_as(
    "contact_victims", "liaise_with_victims", "supervise_cases", "allocate_cases",
    reason=_("Only those who work with victims, or who lead the unit, can do this."),
)  # fmt: skip
