"""The rates by which pilots are judged: how many of one thing there are for each of another."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pilots.subjects import ACTIONS, PLANS, Subject


@dataclass(frozen=True)
class Rate:
    """code: its name in an address and in the database. Things of the same month are divided."""

    code: str
    label: Promise
    definition: Promise
    events: Subject
    exposure: Subject


RATES = {
    rate.code: rate
    for rate in (
        Rate(
            "actions-for-each-plan",
            _("Actions for each plan"),
            _("The actions of the plans that were set in a month, divided by those plans."),
            ACTIONS,
            PLANS,
        ),
    )
}
