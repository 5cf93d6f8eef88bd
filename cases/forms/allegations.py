"""What is asked about an allegation: who did what to whom, and when."""

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import Behind
from cases.forms.rows import OneRow
from cases.queries.offences import offences
from people import fields


def offence_choices():
    """The CJS offences to choose from, found by the words of their title or by their code."""
    return [("", ""), *((code, str(offence)) for code, offence in offences().items())]


class AddAllegation(fields.Form):
    """One victim, one suspect, one offence."""

    victim = OneRow(label=_("Which victim?"), error_messages={"required": _("Select the victim")})
    suspect = OneRow(
        label=_("Which suspect?"), error_messages={"required": _("Select the suspect")}
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
    from_on = Behind(
        label=_("When is it said to have happened?"),
        what=_("the date it is said to have happened"),
        help_text=_("The first day, if it went on for longer. For example, 27 3 2025"),
    )
    to_on = Behind(
        label=_("Until when?"),
        what=_("the last day"),
        help_text=_("The last day. Leave this empty if it was a single day."),
        required=False,
    )

    def __init__(self, *args, victims, suspects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["victim"].offer(
            victims, lambda victim: _("Victim %(n)s") % {"n": victim.number}
        )
        self.fields["suspect"].offer(suspects, suspect_label)
        for name, rows in {"victim": victims, "suspect": suspects}.items():
            if len(rows) == 1:
                self.fields[name].initial = str(rows[0].pk)

    def clean_offence(self):
        """The offence of the list."""
        return offences()[self.cleaned_data["offence"]]

    def clean(self):
        super().clean()
        begun, ended = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if begun and ended and ended < begun:
            self.add_error("to_on", _("Enter a last day that is on or after the first day"))


def suspect_label(suspect):
    """A suspect as a form offers them: the number, then the name."""
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}
