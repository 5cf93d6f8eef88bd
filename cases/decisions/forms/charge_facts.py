"""The questions that every form of a charge asks: about whom, of which days, what, and how."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowRadioField
from cases.models import Allegation, Victim
from cases.offences.forms.offence_field import OffenceField
from people.web import fields

MISSING = {
    "victim": gettext_lazy("Select the victim"),
    "offence": gettext_lazy("Select the offence"),
    "from_on": gettext_lazy("Enter the first day of the charge"),
}
AS_ALLEGED = (*MISSING, "to_on")


class ChargeFactsForm(fields.ConditionalForm):
    """
    The victim, days, offence and particulars of a charge.

    A charge that comes from an allegation, and of which only the particulars are said, is as
    alleged.
    """

    victim = RowRadioField(label=gettext_lazy("Which victim?"), required=False)
    from_on = PastDateField(
        label=gettext_lazy("On or from which day?"),
        what=gettext_lazy("the first day of the charge"),
        help_text=gettext_lazy("For example, 27 3 2025"),
        required=False,
    )
    to_on = PastDateField(
        label=gettext_lazy("Until which day?"),
        what=gettext_lazy("the last day of the charge"),
        help_text=gettext_lazy("Leave this empty if it was a single day."),
        required=False,
    )
    offence = OffenceField(days=("from_on", "to_on"), required=False)
    particulars = fields.Reason(
        label=gettext_lazy("What are the particulars?"),
        help_text=gettext_lazy("What the suspect did. No names: the words go on the charge."),
        rows=3,
        max_length=4000,
        error_messages={"required": gettext_lazy("Enter the particulars of the charge")},
    )

    def set_victims(self, victims: Iterable[Victim]) -> None:
        """Offer these victims."""
        self.typed_field("victim", RowRadioField).set_rows(
            victims, lambda victim: _("Victim %(n)s") % {"n": victim.number}
        )

    def take_facts(self, alleged: Allegation | None) -> None:
        """Fill in what is as alleged, and add the errors of what is missing or in no order."""
        typed = self.cleaned_data
        if alleged and not any(typed.get(name) for name in AS_ALLEGED):
            typed |= {name: getattr(alleged, name) for name in AS_ALLEGED}
        for name, missing in MISSING.items():
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, missing)
        begun, ended = typed.get("from_on"), typed.get("to_on")
        if begun and ended and ended < begun:
            self.add_error("to_on", _("Enter a last day that is on or after the first day"))
