"""Forms for a manager about a prosecutor of their unit."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.allocation.caseload_text import absence_text
from cases.forms.dates import FutureDateField, LimitedDateField
from cases.forms.row_choices import RowRadioField
from cases.models import Absence
from cases.specialisms import SPECIALISMS
from people.web import fields


class RecordSpecialismsForm(fields.EditForm):
    """The prosecutor's specialisms."""

    codes = fields.Choices(
        label=_("In what does this prosecutor specialise?"),
        help_text=_("Select all that apply, or none."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("codes", [(each.code, _(each.label)) for each in SPECIALISMS.values()])


class RecordAbsenceForm(fields.Form):
    """First and last day of a prosecutor's absence."""

    from_on = LimitedDateField(label=_("What is the first day away?"), what=_("the first day away"))
    until_on = FutureDateField(label=_("What is the last day away?"), what=_("the last day away"))

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day away must not be before the first"))


class EndAbsenceForm(fields.Form):
    """Which absence is cancelled."""

    absence = RowRadioField(
        label=_("Which leave do you cancel?"),
        error_messages={"required": _("Select which leave you cancel")},
    )

    def __init__(self, *args: Any, absences: Sequence[Absence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("absence", RowRadioField).set_rows(
            absences, lambda row: absence_text(row.from_on, row.until_on)
        )
        if len(absences) == 1:
            self.fields["absence"].initial = str(absences[0].pk)
