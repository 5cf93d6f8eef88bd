"""What is asked about an allegation: who did what to whom, and when."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowRadioField
from cases.models import Allegation, Offence, Suspect, Victim
from cases.queries.offences import offences
from people.web import fields


def offence_choices() -> list[tuple[str, str]]:
    """The CJS offences to choose from, found by the words of their title or by their code."""
    return [("", ""), *((code, str(offence)) for code, offence in offences().items())]


class AllegationForm(fields.Form):
    """What was done to which victim, and when."""

    victim = RowRadioField(
        label=_("Which victim?"), error_messages={"required": _("Select the victim")}
    )
    offence = fields.Lookup(
        label=_("Which offence?"),
        help_text=_("Type some words of the offence, or its CJS code."),
        choices=offence_choices,
        error_messages={
            "required": _("Select the offence"),
            "invalid_choice": _("Select an offence from the list"),
        },
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

    def __init__(self, *args: Any, victims: Sequence[Victim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["victim"].offer(
            victims, lambda victim: _("Victim %(n)s") % {"n": victim.number}
        )
        preselect_only_choice(self, "victim", victims)

    def clean_offence(self) -> Offence:
        """The offence of the list."""
        return offences()[self.cleaned_data["offence"]]

    def clean(self) -> None:
        super().clean()
        begun, ended = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if begun and ended and ended < begun:
            self.add_error("to_on", _("Enter a last day that is on or after the first day"))


class AddAllegationForm(AllegationForm):
    """One victim, one suspect, one offence."""

    suspect = RowRadioField(
        label=_("Which suspect?"), error_messages={"required": _("Select the suspect")}
    )
    field_order = ["victim", "suspect"]

    def __init__(self, *args: Any, suspects: Sequence[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suspect"].offer(suspects, suspect_label)
        preselect_only_choice(self, "suspect", suspects)


class CorrectAllegationForm(AllegationForm):
    """What is right instead, and why; it starts with what is said now."""

    reason = fields.Reason(
        label=_("Why is it corrected?"),
        error_messages={"required": _("Enter why it is corrected")},
        max_length=500,
    )

    def __init__(self, *args: Any, allegation: Allegation, **kwargs: Any) -> None:
        said = {
            "victim": str(allegation.victim_id), "offence": allegation.offence_id,
            "from_on": allegation.from_on, "to_on": allegation.to_on,
        }  # fmt: skip
        super().__init__(*args, initial=said, **kwargs)


def preselect_only_choice(form: fields.Form, name: str, rows: Sequence[Model]) -> None:
    """Where there is one to choose, it is chosen."""
    if len(rows) == 1:
        form.fields[name].initial = str(rows[0].pk)


def suspect_label(suspect: Suspect) -> str:
    """A suspect as a form offers them: the number, then the name."""
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}
