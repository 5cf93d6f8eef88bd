"""Forms for allegations: which suspect, which victim, which offence and when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from cases.case_details.queries.allegation_readers import (
    SENT_MEANWHILE,
    is_sent_at_once,
    suspect_hint,
    victim_hint,
)
from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowRadioField, suspect_label
from cases.models import Allegation, Suspect, Victim
from cases.offences.alleged_days import Judgement
from cases.offences.forms.offence_field import OffenceField
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.offence_table import judge
from people.web import fields


class AllegationForm(fields.Form):
    """
    An offence, the victim and the dates.

    judgement: of the offence for these dates, once they are valid. told: the ids of those between
    whom the page said that the CPS sees an allegation at once; None where no page was shown.
    """

    judgement: Judgement | None = None

    victim = RowRadioField(
        label=_("Which victim?"), error_messages={"required": _("Select the victim")}
    )
    from_on = PastDateField(
        label=_("When is it said to have happened?"),
        what=_("the date it is said to have happened"),
        help_text=_("The first day, if it went on for longer. For example, 27 3 2025"),
    )
    to_on = PastDateField(
        label=_("Until when?"),
        what=_("the last day"),
        help_text=_("The last day. Leave this empty if it was a single day."),
        required=False,
    )
    offence = OffenceField(days=("from_on", "to_on"))

    def __init__(
        self, *args: Any, victims: Sequence[Victim], told: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.told = told
        self.typed_field("victim", RowRadioField).set_rows(
            victims, lambda victim: _("Victim %(n)s") % {"n": victim.number}, victim_hint
        )
        preselect_only_choice(self, "victim", victims)

    def clean(self) -> None:
        super().clean()
        begun, ended = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if begun and ended and ended < begun:
            self.add_error("to_on", _("Enter a last day that is on or after the first day"))
        elif begun and "to_on" not in self.errors:
            self._check_days_of_offence(begun, ended)

    def check_told(self, suspect: Suspect | None) -> None:
        """Add an error if the CPS would see at once what the page said stays with the police."""
        victim = self.cleaned_data.get("victim")
        if self.told is None or not suspect or not victim or not is_sent_at_once(suspect, victim):
            return
        if not {str(suspect.pk), str(victim.pk)} <= set(self.told.split()):
            self.add_error("victim", SENT_MEANWHILE)

    def _check_days_of_offence(self, begun: date, ended: date | None) -> None:
        """Add the error of an offence that did not apply then, which names the one that did."""
        if offence := self.cleaned_data.get("offence"):
            self.judgement = judge(offence.pk, begun, ended)
            if not self.judgement.may_be_alleged:
                self.add_error("offence", judgement_text(self.judgement))


class AddAllegationForm(AllegationForm):
    """A new allegation: one victim, one suspect, one offence."""

    suspect = RowRadioField(
        label=_("Which suspect?"), error_messages={"required": _("Select the suspect")}
    )
    field_order = ["victim", "suspect"]

    def __init__(self, *args: Any, suspects: Sequence[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("suspect", RowRadioField).set_rows(suspects, suspect_label, suspect_hint)
        preselect_only_choice(self, "suspect", suspects)

    def clean(self) -> None:
        super().clean()
        self.check_told(self.cleaned_data.get("suspect"))


class CorrectAllegationForm(AllegationForm):
    """A correction of an allegation with a reason; starts from the current values."""

    reason = fields.Reason(
        label=_("Why is it corrected?"),
        error_messages={"required": _("Enter why it is corrected")},
        max_length=500,
    )

    def __init__(self, *args: Any, allegation: Allegation, **kwargs: Any) -> None:
        recorded = {
            "victim": str(allegation.victim_id), "offence": allegation.offence_id,
            "from_on": allegation.from_on, "to_on": allegation.to_on,
        }  # fmt: skip
        super().__init__(*args, initial=recorded, **kwargs)
        self.suspect = allegation.suspect

    def clean(self) -> None:
        super().clean()
        self.check_told(self.suspect)


def preselect_only_choice(form: fields.Form, name: str, rows: Sequence[Model]) -> None:
    """Select the only choice of a field that has just one."""
    if len(rows) == 1:
        form.fields[name].initial = str(rows[0].pk)
