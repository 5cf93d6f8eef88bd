"""
Tests of the caller's capacities on a row, to be put into permission tables.

A capacity is held on the unit that has the row, or as a named role on its case. Each for_… is one
test, with the sentence that refuses everybody else.
"""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Scope, Standing, refusal_reason
from people.models import AccessControlled


def held_as(
    *capacities: str, reason: str | Promise
) -> Callable[[Standing, AccessControlled], bool]:
    """Return a test that the caller has one of these capacities on the row."""

    @refusal_reason(reason)
    def has_one_capacity(who: Standing, row: AccessControlled) -> bool:
        return bool(who.capacities & set(capacities))

    return has_one_capacity


def is_one_of(who: Standing | Scope, people: Iterable[int | None]) -> bool:
    """Whether one of the caller's accounts is among `people`."""
    return bool({who.user_id, *who.accounts} & set(people))


@refusal_reason(_("You are not on this case."))
def is_on_case(who: Standing, row: AccessControlled) -> bool:
    return bool(who.capacities)


READS_ONLY = _("You opened this case by break-glass, which lets you read it and no more.")


@refusal_reason(READS_ONLY)
def does_more_than_read(who: Standing, row: AccessControlled) -> bool:
    return bool(who.capacities - {"broke_glass"})


for_police = held_as(
    "refer_cases", "supervise_cases", "officer_in_case",
    reason=_("Only the investigating police unit can do this."),
)  # fmt: skip
for_supervisors = held_as(
    "supervise_cases", reason=_("Only a supervisor of the police unit can do this.")
)
for_inspectors = held_as(
    "inspect_cases", reason=_("Only an inspector of the police unit, or above, can do this.")
)
for_triage = held_as("triage_cases", reason=_("Only CPS triage can do this."))
for_advice_managers = held_as(
    "manage_early_advice", reason=_("Only the early-advice manager of the CPS unit can do this.")
)
# The unit capacity too: the named role ends with the advice, and a double-click must not be a 403.
for_adviser = held_as(
    "early_adviser", "prosecute_cases",
    reason=_("Only the prosecutor named as the adviser can do this."),
)  # fmt: skip
for_managers = held_as("allocate_cases", reason=_("Only a manager of the CPS unit can do this."))
for_prosecutor = held_as(
    "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only the reviewing prosecutor, or the one covering, can do this."),
)  # fmt: skip
for_workers = held_as(
    "refer_cases", "supervise_cases", "officer_in_case", "triage_cases", "allocate_cases",
    "reviewing_prosecutor", "covering_prosecutor", "early_adviser",
    reason=_("Only those who work on this case can do this."),
)  # fmt: skip
for_those_who_agree_dates = held_as(
    "refer_cases", "supervise_cases", "officer_in_case",
    "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only the police unit and the prosecutor agree dates."),
)  # fmt: skip
for_those_who_prove = held_as(
    "refer_cases", "supervise_cases", "officer_in_case",
    "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only the police unit and the prosecutor work on the proof."),
)  # fmt: skip
