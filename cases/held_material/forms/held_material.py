"""Forms for material that is held elsewhere."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Clipping, HeldKind, Playing
from people.web import fields
from people.web.why_changed import WhyChangedMixin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_MINUTES = 60 * 24 * 31  # a camera that ran for a month


def _minutes_field(label: "StrOrPromise", help_text: "StrOrPromise") -> forms.IntegerField:
    wrong = _("Enter the minutes as a whole number, like 45")
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=1,
        max_value=LONGEST_MINUTES,
        required=False,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class MaterialFields(fields.ConditionalForm):
    """What is recorded of material that is held elsewhere."""

    kind = fields.Choice(
        label=_("What is it?"),
        choices=HeldKind.choices,
        error_messages={"required": _("Select what it is")},
    )
    title = fields.SingleLineField(
        label=_("What is it called?"),
        help_text=_("No names of victims. For example, Taxi rank, camera 4, 23:10 to 23:40"),
        max_length=120,
        error_messages={"required": _("Enter what it is called")},
    )
    held_where = fields.SingleLineField(
        label=_("Where is it held?"),
        help_text=_("The system or the place."),
        max_length=120,
        error_messages={"required": _("Enter where it is held")},
    )
    reference = fields.SingleLineField(
        label=_("Under which reference? (optional)"), max_length=120, required=False
    )
    minutes = _minutes_field(
        _("How many minutes does it take to watch or hear? (optional)"),
        _("Leave this empty if it has no length."),
    )
    clipping = fields.Choice(
        label=_("Has it been clipped to what matters?"),
        choices=Clipping.choices,
        error_messages={"required": _("Select whether it has been clipped")},
    )
    playing = fields.Choice(
        label=_("Does it open and play?"),
        choices=Playing.choices,
        error_messages={"required": _("Select whether it opens and plays")},
    )
    is_provided = fields.Choice(
        label=_("Can the prosecutor reach it?"),
        help_text=_("For example, because it was shared with the CPS where it is held."),
        choices=[("yes", _("Yes")), ("no", _("Not yet"))],
        error_messages={"required": _("Select whether the prosecutor can reach it")},
    )

    def clean(self) -> None:
        super().clean()
        if given := self.cleaned_data.get("is_provided"):
            self.cleaned_data["is_provided"] = given == "yes"


class AddHeldMaterialForm(MaterialFields, fields.Form):
    """Material that is held elsewhere."""


class CorrectHeldMaterialForm(WhyChangedMixin, MaterialFields, fields.EditForm):
    """What is recorded of it now."""

    unknown = {
        "clipping": [Clipping.NOT_CLIPPED],
        "playing": [Playing.NOT_TRIED],
        "is_provided": [False],
    }


class RecordWatchingForm(fields.Form):
    """That one has watched, heard or read it."""

    minutes = _minutes_field(
        _("How many minutes of it have you watched? (optional)"),
        _("Leave this empty if you watched, heard or read all of it."),
    )
    text = fields.Text(
        label=_("What does it show? (optional)"),
        help_text=_("With the time where it is. Both sides read this."),
        rows=3,
        max_length=2000,
        required=False,
    )
