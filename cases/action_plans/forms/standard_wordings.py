"""Forms for standard wordings, and for starting the text of an action from one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.action_plans.queries.standard_wordings import wording_label
from cases.forms.row_choices import RowSelectField
from cases.models import Category, WordingVersion
from people.web import fields
from people.web.forms import is_uuid


def wording_title_field() -> fields.SingleLineField:
    return fields.SingleLineField(
        label=_("What is it called in the list?"), max_length=100,
        error_messages={"required": _("Enter what it is called in the list")},
    )  # fmt: skip


def wording_text_field() -> fields.Text:
    return fields.Text(
        label=_("What does it ask the police to do?"),
        help_text=_(
            "Leave out why it is reasonable and proportionate: that is written for each case."
        ),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what it asks the police to do")},
    )


class AddWordingForm(fields.Form):
    """A new standard wording."""

    category = fields.Choice(
        label=_("What kind of action is it?"),
        choices=Category.choices,
        error_messages={"required": _("Select what kind of action it is")},
    )
    title = wording_title_field()
    text = wording_text_field()


class AmendWordingForm(fields.EditForm):
    """A new version of a standard wording."""

    title = wording_title_field()
    text = wording_text_field()
    reason = fields.Reason(
        label=_("Why do you change it?"), max_length=2000,
        error_messages={"required": _("Enter why you change it")},
    )  # fmt: skip


class RetireWordingForm(fields.Form):
    """Retire a standard wording: it is no longer offered."""

    reason = fields.Reason(
        label=_("Why is it no longer offered?"), max_length=2000,
        error_messages={"required": _("Enter why it is no longer offered")},
    )  # fmt: skip


class WordingVersionField(forms.CharField):
    """Hidden field: id of the wording version from which the action's text started."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> UUID | None:
        return UUID(value) if is_uuid(value) else None


class StartFromWordingForm(fields.RowForm):
    """Fields by which the text of an action starts from a standard wording."""

    wording = RowSelectField(
        label=_("Start from a standard wording? (optional)"),
        help_text=_("Select one, then “Use this wording”. You can change it afterwards."),
        required=False,
    )
    began_with = WordingVersionField()

    def __init__(self, *args: Any, wordings: Iterable[WordingVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wordings:
            self.typed_field("wording", RowSelectField).set_rows(wordings, wording_label)
        else:
            del self.fields["wording"]

    def answers(self) -> dict[str, Any]:
        """The raw answers, including the version the text started from."""
        return super().answers() | {"began_with": self["began_with"].data}

    def clean(self) -> None:
        """Drop the selected wording: only the version the text started from counts."""
        super().clean()
        self.cleaned_data.pop("wording", None)

    def started(self) -> dict[str, Any]:
        """The raw answers, with the selected wording added to the text.

        An earlier wording that the user has not edited is replaced.
        """
        typed = self.answers()
        has_offer = "wording" in self.fields
        offered = self.typed_field("wording", RowSelectField).rows if has_offer else {}
        chosen, before = (offered.get(typed.get(name, "")) for name in ("wording", "began_with"))
        if chosen is None:
            return typed
        mine = (typed["text"] or "").replace("\r\n", "\n").strip()
        if before and mine == before.text.strip():
            mine = ""  # text unchanged by the user: a new wording replaces it
        return typed | {
            "text": "\n\n".join(filter(None, [mine, chosen.text])),
            "category": typed["category"] or chosen.wording.category,
            "began_with": str(chosen.pk), "wording": "",
        }  # fmt: skip
