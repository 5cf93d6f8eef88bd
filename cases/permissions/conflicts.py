"""Permission table of conflicts of interest. The conflicted person never gets as far as this."""

from django.utils.translation import gettext_lazy as _

from cases.models import Conflict
from cases.permissions.capacity_tests import held_as, is_one_of
from people.access.scopes import Rules, Standing, refusal_reason

for_conflict_watch = held_as(
    "supervise_cases", "inspect_cases", "allocate_cases",
    reason=_("Only a supervisor or inspector of the police unit, or a CPS manager, can do this."),
)  # fmt: skip


@refusal_reason(_("It has been lifted already."), stage=True)
def is_conflict_open(who: Standing, conflict: Conflict) -> bool:
    return not conflict.is_lifted


@refusal_reason(_("It is about an account of yours, so another person must lift it."))
def is_not_about_oneself(who: Standing, conflict: Conflict) -> bool:
    return not is_one_of(who, [conflict.user_id])


CONFLICT = Rules({"lift_conflict": [for_conflict_watch, is_not_about_oneself, is_conflict_open]})
