"""What is asked of whoever tries another period."""

from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from people import fields

MOST = 999  # a slip of typing


class TryPeriod(fields.Filter):
    place = fields.Lookup(label=_("Where?"), required=False)
    urgency = fields.Lookup(
        label=_("For which referrals?"), choices=Urgency.choices,
        error_messages={"required": _("Select the referrals")},
    )  # fmt: skip
    amount = fields.Number(
        label=_("How long should the period be?"), most=MOST,
        help_text=_("In the unit of the period that is in force."),
        error_messages={"required": _("Enter how long the period should be")},
    )  # fmt: skip

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places
