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
    amount = fields.Line(
        label=_("How long should the period be?"), max_length=6,
        help_text=_("In the unit of the period that is in force."),
        error_messages={"required": _("Enter how long the period should be")},
    )  # fmt: skip

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places

    def clean_amount(self):
        typed = self.cleaned_data["amount"]
        if not typed.isascii() or not typed.isdecimal() or not 1 <= int(typed) <= MOST:
            raise fields.forms.ValidationError(
                _("Enter a number between 1 and %(most)s"), params={"most": MOST}
            )
        return int(typed)
