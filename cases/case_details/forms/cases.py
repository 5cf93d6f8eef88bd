"""Forms for opening a case and adding a victim."""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.row_choices import RowRadioField
from cases.forms.urns import normalise_urn
from cases.models.case import is_urn
from people.models import Unit
from people.web import fields
from people.web.why_changed import WhyChangedMixin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

URN_WITHOUT_FORCE = re.compile(r"[A-Z0-9]{2}\d{7}")


def crime_reference(label: "StrOrPromise") -> fields.SingleLineField:
    """Field for the force's crime reference; spaces are ignored when references are compared."""
    return fields.SingleLineField(
        label=label,
        help_text=_("As your force writes it. Spaces and capitals do not matter."),
        max_length=30,
        required=False,
    )


def normalise_crime_reference(reference: str) -> str:
    """A crime reference as it is stored, so that spelling variants are found."""
    return "".join(reference.split()).upper()


class OpenCaseForm(fields.Form):
    """Open a case; asks for the unit only if the user refers cases for several."""

    unit = RowRadioField(
        label=_("Which unit investigates?"),
        error_messages={"required": _("Select the unit that investigates")},
    )
    urn = fields.SingleLineField(
        label=_("What is the URN?"),
        max_length=40,
        error_messages={"required": _("Enter the URN")},
    )
    crime_reference = crime_reference(_("What is the crime reference? (optional)"))
    is_another = fields.Tick(
        label=_("I have checked: this is a different case from those above"), required=False
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_unit = units[0] if len(units) == 1 else None
        self.has_units = bool(units)
        self.typed_field("unit", RowRadioField).set_rows(units, lambda unit: unit.name)
        if len(units) < 2:
            del self.fields["unit"]
        codes = {unit.agency.force_code for unit in units}
        self.fields["urn"].initial = codes.pop() if len(codes) == 1 else ""
        self.fields["urn"].help_text = URN_HELP

    def clean_urn(self) -> str:
        return normalise_urn(self.cleaned_data["urn"])

    def clean_crime_reference(self) -> str:
        return normalise_crime_reference(self.cleaned_data["crime_reference"])

    def clean(self) -> None:
        super().clean()
        if not self.has_units and "unit" not in self.errors:
            self.add_error("unit" if "unit" in self.fields else None, NO_OPEN_UNIT)
        if self.only_unit:
            self.cleaned_data["unit"] = self.only_unit
        unit, urn = self.cleaned_data.get("unit"), self.cleaned_data.get("urn")
        if not unit or urn is None:
            return
        code = unit.agency.force_code or ""  # without a code the action refuses
        if URN_WITHOUT_FORCE.fullmatch(urn) and not is_whole_urn(urn):
            urn = code + urn
        try:
            is_urn(urn)
        except ValidationError as wrong:
            self.add_error("urn", wrong)
        if not urn.startswith(code):
            self.add_error("urn", OTHER_FORCE % {"code": code, "force": unit.agency.name})
        self.cleaned_data["urn"] = urn


class OpenCaseApiForm(OpenCaseForm):
    """OpenCaseForm for the API: the unit may always be given."""

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, units=units, **kwargs)
        self.fields["unit"] = deepcopy(self.base_fields["unit"])
        unit = self.typed_field("unit", RowRadioField)
        unit.set_rows(units, lambda unit: unit.name)
        unit.required = len(units) > 1
        if not units:
            unit.error_messages["invalid_choice"] = NO_OPEN_UNIT


def is_whole_urn(urn: str) -> bool:
    """Whether a URN is complete."""
    return len(urn) > 9


URN_HELP = _(
    "Force code, unit, serial number and year: for example 52RS0012326 or 52/RS/00123/26. "
    "The force code is your own force’s; leave it out if you like."
)
NO_OPEN_UNIT = _(
    "The unit that you refer cases for is closed. Ask your administrator which unit to use."
)
OTHER_FORCE = _("Enter a URN that starts with %(code)s, the code of %(force)s")


LOOK_FIRST = _("Look at these cases first. Then say that yours is another one")


class RecordCrimeReferenceForm(WhyChangedMixin, fields.EditForm):
    """The force's crime reference of a case."""

    crime_reference = crime_reference(_("What is the crime reference?"))

    def clean_crime_reference(self) -> str:
        return normalise_crime_reference(self.cleaned_data["crime_reference"])


class AddVictimForm(fields.Form):
    """No fields: a victim is added as a number, without a name."""
