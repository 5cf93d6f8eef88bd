"""Form for recording a consultation of police and prosecutor."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.decisions.queries.consultations import Participant
from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.models import Mode, Suspect
from people.models import Side
from people.web import fields


class RecordConsultationForm(fields.Form):
    """When and how police and prosecutor met, who took part, about whom, and what was said."""

    suspects = RowCheckboxesField(
        label=_("Which suspects was the meeting about?"),
        error_messages={"required": _("Select at least one suspect")},
    )
    held_on = PastDateField(label=_("When did you meet?"), what=_("the date of the meeting"))
    mode = fields.Choice(
        label=_("How did you meet?"),
        choices=Mode.choices,
        error_messages={"required": _("Select how you met")},
    )
    police = RowCheckboxesField(
        label=_("Who took part for the police?"),
        error_messages={"required": _("Select who took part for the police")},
    )
    cps = RowCheckboxesField(
        label=_("Who took part for the CPS?"),
        error_messages={"required": _("Select who took part for the CPS")},
    )
    summary = fields.Text(
        label=_("What was discussed and agreed?"),
        help_text=_("Both sides can read this."),
        rows=8,
        max_length=10000,
        error_messages={"required": _("Enter what was discussed and agreed")},
    )

    def __init__(
        self,
        *args: Any,
        suspects: Iterable[Suspect],
        people: Collection[Participant],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("suspects", RowCheckboxesField).set_rows(suspects, suspect_label)
        for name, side in (("police", Side.POLICE), ("cps", Side.CPS)):
            of_side = [one for one in people if one.side == side]
            field = self.typed_field(name, RowCheckboxesField)
            field.set_rows(of_side, lambda one: one.name, lambda one: one.role.label)
            field.initial = None  # participants are never preselected

    def clean(self) -> None:
        """Combine the participants of both sides in one list."""
        super().clean()
        typed = self.cleaned_data
        typed["took_part"] = [*(typed.pop("police", ())), *(typed.pop("cps", ()))]
