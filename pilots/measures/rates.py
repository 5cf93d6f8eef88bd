"""The rates by which pilots are judged: events of one kind per event of another."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pilots.measures.event_kinds import (
    ACTION_KIND,
    CASE_KIND,
    PLAN_KIND,
    REFERRAL_KIND,
    EventKind,
)


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

    @property
    def kinds(self) -> tuple[EventKind, EventKind]:
        """What is counted, and for each of what."""
        return self.events, self.exposure


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
        Rate(
            "referrals-for-each-case",
            _("Referrals for each recorded case"),
            _(
                "The referrals for a charging decision that supervisors signed off in a month, "
                "divided by the cases that were opened here in that month. A case that was "
                "referred three times counts three times."
            ),
            REFERRAL_KIND,
            CASE_KIND,
        ),
    )
}
