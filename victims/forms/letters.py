"""Forms to write, review and dispatch a letter to a victim."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowSelectField, suspect_label
from cases.models import Suspect
from people.web import fields
from victims.forms.meetings import WithoutDraft
from victims.models import LetterKind, LetterMeans, SendingResult

PARAGRAPH_LABELS = {
    "contact_details": _("When and how you can be reached (optional)"),
    "support": _("Who supports the victim, or can (optional)"),
    "next_steps": _("What happens next (optional)"),
    "why": _("Why, in plain words (optional)"),
}
PARAGRAPH_HINTS = {
    "why": _(
        "Two or three sentences that the victim can follow. Nothing from the evidence "
        "that they do not know already, and nothing private about anyone."
    )
}


# Labels of results of a posted letter that say how the result is known.
DISPATCH_RESULT_LABELS = {
    SendingResult.POSTED: _("Posted: it is not known yet whether it arrives"),
    SendingResult.DELIVERED: _(
        "It arrived: the victim or their ISVA says so, or someone signed for it"
    ),
}


class WriteLetterForm(fields.Form):
    """The kind of letter, and the suspect."""

    kind = fields.Choice(
        label=_("What does the letter tell?"),
        choices=LetterKind.choices,
        error_messages={"required": _("Select what the letter tells")},
    )
    suspect = RowSelectField(
        label=_("Which suspect is it about? (the first letter is about none)"),
        help_text=_("Only suspects alleged to have harmed this victim are shown here."),
        required=False,
    )

    def __init__(self, *args: Any, suspects: Sequence[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("suspect", RowSelectField).set_rows(suspects, suspect_label)


class EditLetterForm(WithoutDraft, fields.EditForm):
    """The free paragraphs of its template."""

    def __init__(self, *args: Any, slots: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in slots.items():
            self.fields[name] = fields.Text(
                label=PARAGRAPH_LABELS[name], help_text=PARAGRAPH_HINTS.get(name, ""), rows=5,
                max_length=limit,
                required=False,
            )  # fmt: skip


class ReviewLetterForm(WithoutDraft, fields.EditForm):
    """The second reader's result."""

    is_approved = fields.Choice(
        label=_("Can the letter be sent as it is?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={"required": _("Select whether the letter can be sent as it is")},
    )
    comment = fields.Text(
        label=_("What must change?"),
        rows=4,
        max_length=1000,
        error_messages={"required": _("Enter what must change")},
    )
    conditional_fields = {"is_approved": {"no": ["comment"]}}

    def clean(self) -> None:
        super().clean()
        if "is_approved" in self.cleaned_data:
            self.cleaned_data["is_approved"] = self.cleaned_data["is_approved"] == "yes"


class SendLetterForm(fields.EditForm):
    """The means."""

    means = fields.Choice(
        label=_("How will the letter be sent?"),
        choices=LetterMeans.choices,
        error_messages={"required": _("Select how the letter will be sent")},
    )


class ConfirmLetterForm(fields.EditForm):
    """A confirmation without fields."""


class PrintLetterForm(fields.Form):
    """A confirmation without fields."""


class RecordLetterResultForm(fields.Form):
    """The result of a letter that was posted or handed over."""

    result = fields.Choice(
        label=_("What was the result?"),
        error_messages={"required": _("Select the result")},
    )
    on = PastDateField(
        label=_("On which day was that?"),
        what=_("the day on which it was"),
        help_text=_("For example, 27 3 2027. Leave this empty if it was today."),
        required=False,
    )
    why = fields.SingleLineField(
        label=_("Is there more to say? (optional)"),
        help_text=_("For example, who handed it over. Write no name or address of the victim."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, results: Iterable[SendingResult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (each, DISPATCH_RESULT_LABELS.get(each, SendingResult(each).label)) for each in results
        ]
        self.set_choices("result", choices)
