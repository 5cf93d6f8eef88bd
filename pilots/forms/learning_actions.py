"""Forms to set a learning action and to complete one."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import Unit, User
from people.web import fields
from pilots.forms.opinions import NO_NAMES_HINT
from pilots.forms.panels import EMPTY_CHOICE

PERSON_ASKED, UNIT_ASKED = "PERSON", "UNIT"


class SetLearningActionForm(fields.Form):
    """What, by which owner, by when. people, units: possible owners."""

    text = fields.Text(
        label=_("What is to be done?"), help_text=NO_NAMES_HINT, max_length=1000,
        error_messages={"required": _("Enter what is to be done")},
    )  # fmt: skip
    asked_of = fields.Choice(
        label=_("Who is asked?"),
        choices=[
            (PERSON_ASKED, _("Someone on this panel")),
            (UNIT_ASKED, _("A unit: the people who lead it")),
        ],
        error_messages={"required": _("Select who is asked")},
    )
    member = fields.Lookup(label=_("Who?"), error_messages={"required": _("Select a person")})
    unit = fields.Lookup(label=_("Which unit?"), error_messages={"required": _("Select a unit")})
    due_on = fields.DateField(
        label=_("By which day?"), what=_("the day by which it is done"),
        help_text=_("Agree the day with them. For example, 27 3 2027"),
    )  # fmt: skip
    conditional_fields = {"asked_of": {PERSON_ASKED: ["member"], UNIT_ASKED: ["unit"]}}

    def __init__(
        self, *args: Any, people: Iterable[User], units: Iterable[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        self.units = {str(each.pk): each for each in units}
        named = [(pk, each.name) for pk, each in self.people.items()]
        self.set_choices("member", [EMPTY_CHOICE, *named])
        named = [(pk, f"{each.agency}: {each}") for pk, each in self.units.items()]
        self.set_choices("unit", [EMPTY_CHOICE, *named])

    def clean_member(self) -> User | None:
        return self.people.get(self.cleaned_data["member"])

    def clean_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("asked_of", None)
        for name in ("member", "unit"):  # an unused field has no error
            self.cleaned_data[name] = self.cleaned_data.get(name) or None


class CompleteLearningActionForm(fields.Form):
    """The evidence."""

    evidence = fields.Text(
        label=_("What shows that it was done?"), help_text=NO_NAMES_HINT, max_length=1000,
        error_messages={"required": _("Enter what shows that it was done")},
    )  # fmt: skip
