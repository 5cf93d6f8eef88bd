"""Forms to write, check and withdraw a learning point."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.web import fields
from pilots.models import LearningSource
from pilots.themes import Theme

EMPTY_CHOICE = ("", _("Select one"))


class WriteLearningPointForm(fields.Form):
    title = fields.SingleLineField(
        label=_("What is it about, in a few words?"), max_length=100,
        error_messages={"required": _("Enter what it is about")},
    )  # fmt: skip
    text = fields.Text(
        label=_("What should others know?"), rows=6, max_length=2000,
        help_text=_(
            "Write nothing that could identify anyone: no name, date, place, workplace "
            "or school, and no detail that only one case has."
        ),
        error_messages={"required": _("Enter what others should know")},
    )  # fmt: skip
    themes = fields.Choices(
        label=_("Which themes does it belong to?"), choices=Theme.choices,
        error_messages={"required": _("Select at least one theme")},
    )  # fmt: skip
    learnt_from = fields.Choice(
        label=_("Where was it learnt?"), choices=LearningSource.choices,
        error_messages={"required": _("Select where it was learnt")},
    )  # fmt: skip


class CheckLearningPointForm(fields.Form):
    is_shared = fields.Choice(
        label=_("Could anyone be identified from it?"),
        choices=[("yes", _("No: share it")), ("no", _("Yes, or perhaps: do not share it"))],
        error_messages={"required": _("Select what you found")},
    )
    check_text = fields.Reason(
        label=_("What could identify the person it is about?"), max_length=1000, required=False
    )
    conditional_fields = {"is_shared": {"no": ["check_text"]}}

    def clean_is_shared(self) -> bool:
        return bool(self.cleaned_data["is_shared"] == "yes")


class WithdrawLearningPointForm(fields.Form):
    withdrawn_because = fields.Reason(
        label=_("Why is it no longer right?"), max_length=1000,
        error_messages={"required": _("Enter why it is no longer right")},
    )  # fmt: skip


class AskUnitToReadForm(fields.Form):
    unit = fields.Lookup(label=_("Which unit?"), error_messages={"required": _("Select the unit")})
    read_by = fields.DateField(
        label=_("By which day have you agreed that its people read it?"),
        what=_("the day that you agreed"),
    )

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("unit", [EMPTY_CHOICE, *units])

    def clean_unit(self) -> int:
        return int(self.cleaned_data["unit"])


class SayReadForm(fields.Form):
    """A button without fields."""


class LearningPointFilterForm(fields.FilterForm):
    words = forms.CharField(label=_("Words in it"), required=False, max_length=100)
    theme = fields.Lookup(
        label=_("Theme"), required=False, choices=[("", _("All themes")), *Theme.choices]
    )
