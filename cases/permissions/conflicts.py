"""Who keeps watch over the people in conflict with a case. They themselves never come this far."""

from django.utils.translation import gettext_lazy as _

from cases.models import Conflict
from cases.permissions.who import held_as, is_one_of
from people.access import Rules, Standing, because

for_watch = held_as(
    "supervise_cases", "inspect_cases", "allocate_cases",
    reason=_("Only a supervisor or inspector of the police unit, or a CPS manager, can do this."),
)  # fmt: skip


@because(_("It has been lifted already."), stage=True)
def not_lifted(who: Standing, conflict: Conflict) -> bool:
    return not conflict.is_lifted


@because(_("It is about an account of yours, so another person must lift it."))
def not_of_oneself(who: Standing, conflict: Conflict) -> bool:
    return not is_one_of(who, [conflict.user_id])


CONFLICT = Rules({"lift_conflict": [for_watch, not_of_oneself, not_lifted]})
