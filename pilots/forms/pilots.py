"""Forms to set a pilot up and to register its measures."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.administration.proposal_forms import ProposedForm
from people.models import Agency, Unit
from people.web import fields
from people.web.why_changed import OF_NO_CASE, WhyChangedMixin
from pilots.models import ExpectedDirection, Strand

MAX_FOLLOW_UP_DAYS = 3650  # more is a typing error
EMPTY_CHOICE = ("", _("Select one"))


class PilotFields(forms.Form):
    """The fields of a pilot."""

    name = fields.SingleLineField(
        label=_("What is the pilot called?"), max_length=80,
        error_messages={"required": _("Enter the name of the pilot")},
    )  # fmt: skip
    strands = fields.Choices(
        label=_("What does it try out?"), choices=Strand.choices,
        error_messages={"required": _("Select at least one")},
    )  # fmt: skip
    purpose = fields.Text(
        label=_("What is it meant to change, and for whom?"), max_length=2000,
        error_messages={"required": _("Enter what it is meant to change")},
    )  # fmt: skip
    follow_up_days = fields.Number(
        label=_("For how many days is a case followed before it is measured?"),
        help_text=_("No national number exists. Agree one for this pilot before it starts."),
        most=MAX_FOLLOW_UP_DAYS,
        error_messages={
            "required": _("Enter for how many days a case is followed"),
            "invalid": _("Enter a number of days between 1 and %(most)s"),
        },
    )


class AddPilotForm(PilotFields, fields.Form):
    """A new pilot."""


class ChangePilotForm(WhyChangedMixin, PilotFields, fields.EditForm):
    """Changes to a pilot."""

    why_help = OF_NO_CASE


class PilotAreaFields(fields.ConditionalForm):
    """The fields of a CPS Area in a pilot."""

    is_comparator = fields.Tick(
        label=_("The others are compared with it until it takes part"), required=False
    )
    starts_on = fields.DateField(
        label=_("From which day does it take part? (optional)"), what=_("the first day"),
        help_text=_("Leave this empty for a CPS Area that the others are only compared with."),
        required=False,
    )  # fmt: skip
    unit = fields.Lookup(
        label=_("In which pilot area do its people have a role? (optional)"), required=False,
        help_text=_("Administrators add pilot areas as units of an agency of pilots and learning."),
    )  # fmt: skip

    def set_units(self, units: Iterable[tuple[int, str]]) -> None:
        self.set_choices("unit", [EMPTY_CHOICE, *units])

    def clean_unit(self) -> Unit | None:
        chosen = self.cleaned_data["unit"]
        return Unit.objects.get(pk=chosen) if chosen else None


class AddPilotAreaForm(PilotAreaFields, ProposedForm):
    area = fields.Lookup(
        label=_("Which CPS Area?"), error_messages={"required": _("Select the CPS Area")}
    )
    field_order = ["area"]

    def __init__(
        self,
        *args: Any,
        areas: Iterable[tuple[int, str]],
        units: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("area", [EMPTY_CHOICE, *areas])
        self.set_units(units)

    def clean_area(self) -> Agency:
        return Agency.objects.get(pk=self.cleaned_data["area"])

    @property
    def arguments(self) -> dict[str, Any]:
        """The answers, and the forces that send the Area their cases now."""
        forces = self.cleaned_data["area"].forces.order_by("pk")
        return super().arguments | {"forces": list(forces.values_list("pk", flat=True))}


class ChangePilotAreaForm(PilotAreaFields, ProposedForm, fields.EditForm):
    forces = fields.Choices(
        label=_("Which police forces take part?"),
        error_messages={"required": _("Select at least one police force")},
    )

    def __init__(
        self,
        *args: Any,
        forces: Iterable[tuple[int, str]],
        units: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("forces", [(str(pk), name) for pk, name in forces])
        self.set_units(units)

    def clean_forces(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["forces"]]


class RegisterMeasureForm(fields.Form):
    """A measure by which a pilot is to be judged."""

    measure = fields.Choice(
        label=_("Which measure?"), error_messages={"required": _("Select the measure")}
    )
    expected = fields.Choice(
        label=_("What do you expect of it?"), choices=ExpectedDirection.choices,
        error_messages={"required": _("Select what you expect")},
    )  # fmt: skip
    because = fields.Reason(
        label=_("Why do you expect that?"), max_length=2000,
        error_messages={"required": _("Enter why you expect that")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, measures: Collection[tuple[str, Promise, Promise]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("measure", [(code, label) for code, label, _words in measures])
        self.typed_field("measure", fields.Choice).hints = {
            code: words for code, _label, words in measures
        }
