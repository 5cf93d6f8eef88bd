"""The rates by which pilots are judged: events of one kind per event of another."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pilots.measures.event_kinds import ACTION_KIND, PLAN_KIND, EventKind


@dataclass(frozen=True)
class Rate:
    """
    A rate. code: its name in an address and in the database. Both kinds are of the same month.
    """

    code: str
    label: Promise
    definition: Promise
    events: EventKind
    exposure: EventKind


RATES_BY_CODE = {
    rate.code: rate
    for rate in (
        Rate(
            "actions-for-each-plan",
            _("Actions for each plan"),
            _("The actions of the plans that were set in a month, divided by those plans."),
            ACTION_KIND,
            PLAN_KIND,
        ),
    )
}
