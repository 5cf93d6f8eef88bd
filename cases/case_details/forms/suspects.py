"""Forms for a suspect's identity and whereabouts; the custody dates are those of the police."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.dates import LimitedDateField, LimitedDateTimeField, PastDateField
from cases.models import Custody
from people.web import fields
from people.web.why_changed import WhyChangedMixin
from timeliness.calendar import london_day

UNCHARGED_CUSTODY = [each for each in Custody.choices if each[0] != Custody.REMANDED]
AFTER_ARREST_FIELDS = ["detained_until", "bailed_on", "released_on"]


class WhereaboutsForm(fields.Form):
    """Arrest, custody, bail and release, as the police have recorded them."""

    arrested_on = PastDateField(
        label=_("When was the suspect arrested?"),
        what=_("the date of arrest"),
        help_text=_("Leave this empty if the suspect has not been arrested."),
        required=False,
    )
    custody = fields.Choice(
        label=_("Where is the suspect now?"),
        choices=UNCHARGED_CUSTODY,
        error_messages={"required": _("Select where the suspect is now")},
    )
    detained_until = LimitedDateTimeField(
        label=_("Until when may the suspect be detained?"), what=_("the end of detention")
    )
    bailed_on = PastDateField(label=_("When was the suspect bailed?"), what=_("the date of bail"))
    bail_ends_on = LimitedDateField(label=_("When does the bail end?"), what=_("the end of bail"))
    released_on = PastDateField(
        label=_("When was the suspect released?"), what=_("the date of release")
    )
    conditional_fields = {
        "custody": {
            Custody.IN_CUSTODY: ["detained_until"],
            Custody.ON_BAIL: ["bailed_on", "bail_ends_on"],
            Custody.UNDER_INVESTIGATION: ["released_on"],
        }
    }

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        arrested, bailed, ends = map(cleaned.get, ("arrested_on", "bailed_on", "bail_ends_on"))
        if cleaned.get("custody") == Custody.NOT_ARRESTED and arrested:
            self.add_error("custody", NOT_ARRESTED)
        if bailed and ends and ends < bailed:
            self.add_error("bail_ends_on", BAIL_ENDS_FIRST)
        if cleaned.get("detained_until") and cleaned["detained_until"] <= timezone.now():
            self.add_error("detained_until", DETENTION_OVER)
        for name in AFTER_ARREST_FIELDS:
            if arrested and cleaned.get(name) and _london_date(cleaned[name]) < arrested:
                self.add_error(name, BEFORE_ARREST)


def _london_date(value: date) -> date:
    return london_day(value) if isinstance(value, datetime) else value


NOT_ARRESTED = _("Select another answer, or leave the date of arrest empty")
BAIL_ENDS_FIRST = _("Enter an end of bail that is on or after the date of bail")
DETENTION_OVER = _("This time has passed. Enter the new end of detention, or change where they are")
BORN_LATER = _("Enter a date of birth that is before the date of arrest")
BEFORE_ARREST = _("Enter a date that is on or after the date of arrest")


SURNAME_MISSING = _("Enter the suspect’s surname, or tick that nobody has been identified yet")
NAMED_AND_UNKNOWN = _("Leave this empty, or remove the tick that nobody has been identified yet")
ARRESTED_AND_UNKNOWN = _(
    "Select “Not arrested”, or remove the tick that nobody has been identified yet"
)


class SuspectIdentityForm(fields.Form):
    """Name and date of birth of a suspect, or that nobody has been identified yet."""

    is_unidentified = fields.Tick(
        label=_("Nobody has been identified yet"),
        help_text=_(
            "Leave the name and the date of birth empty. Add a suspect for each unknown person."
        ),
        required=False,
    )
    surname = fields.Name(label=_("What is the suspect’s surname?"), max_length=80, required=False)
    given_names = fields.Name(
        label=_("What are the suspect’s given names?"),
        help_text=_("Leave this empty if you do not know them."),
        max_length=80,
        required=False,
    )
    born_on = PastDateField(
        label=_("What is the suspect’s date of birth?"),
        what=_("the date of birth"),
        help_text=_("Leave this empty if you do not know it. For example, 27 3 1987"),
        required=False,
    )

    def clean(self) -> None:
        super().clean()
        typed = self.cleaned_data
        is_unidentified = typed.pop("is_unidentified", False)
        if not is_unidentified and not typed.get("surname") and "surname" not in self.errors:
            self.add_error("surname", SURNAME_MISSING)
        for name in ("surname", "given_names", "born_on") if is_unidentified else ():
            if typed.get(name):
                self.add_error(name, NAMED_AND_UNKNOWN)


class AddSuspectForm(SuspectIdentityForm, WhereaboutsForm):
    """A new suspect: identity and whereabouts."""

    field_order = ["is_unidentified", "surname", "given_names", "born_on"]

    def clean(self) -> None:
        is_unidentified = self.cleaned_data.get("is_unidentified")
        super().clean()
        custody = self.cleaned_data.get("custody")
        if is_unidentified and custody not in (None, Custody.NOT_ARRESTED):
            self.add_error("custody", ARRESTED_AND_UNKNOWN)
        born, arrested = map(self.cleaned_data.get, ("born_on", "arrested_on"))
        if born and arrested and born >= arrested:
            self.add_error("born_on", BORN_LATER)


class RecordCustodyForm(WhyChangedMixin, WhereaboutsForm, fields.EditForm):
    """
    The suspect's custody status; guarded by an optimistic lock.

    Args: is_charged: if False, remand by a court and the custody time limit cannot be recorded.
    """

    unknown = {"custody": [Custody.NOT_ARRESTED]}
    custody = fields.Choice(
        label=_("Where is the suspect now?"),
        choices=Custody.choices,
        error_messages={"required": _("Select where the suspect is now")},
    )
    custody_limit_ends_on = LimitedDateField(
        label=_("When does the custody time limit end?"),
        what=_("the end of the custody time limit"),
        help_text=_(
            "As the court or the CPS has told you. If charges have different limits, enter the "
            "first to end. Leave this empty if you have not been told, or if it no longer applies. "
            "Once the CPS has recorded the limit of each charge, the first of those counts."
        ),
        required=False,
    )
    conditional_fields = {
        "custody": {
            **WhereaboutsForm.conditional_fields["custody"],
            Custody.REMANDED: ["custody_limit_ends_on"],
        }
    }

    def __init__(self, *args: Any, is_charged: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_charged:
            del self.fields["custody_limit_ends_on"]
            self.set_choices("custody", UNCHARGED_CUSTODY)
            self.conditional_fields = WhereaboutsForm.conditional_fields


class CorrectSuspectForm(WhyChangedMixin, SuspectIdentityForm, fields.EditForm):
    """A corrected or newly known name or date of birth."""

    def __init__(self, *args: Any, arrested_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arrested_on = arrested_on

    def clean_born_on(self) -> date | None:
        born: date | None = self.cleaned_data["born_on"]
        if born and self.arrested_on and born >= self.arrested_on:
            raise ValidationError(BORN_LATER)
        return born
