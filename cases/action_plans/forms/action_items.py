"""Forms about one action item of a plan, for either side."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.documents.forms.documents import MgFormField, accepted_files_text, max_files_at_once
from cases.forms.dates import FutureDateField
from cases.models import Answer
from people.web import fields


class AnswerItemForm(fields.EditForm):
    """The police answer an action item, with text and documents."""

    answer = fields.Choice(
        label=_("How do you answer?"),
        choices=[
            (Answer.DONE, _("It is done")),
            (Answer.CANNOT, _("It cannot be provided")),
        ],
        error_messages={"required": _("Select how you answer")},
    )
    done = fields.Text(
        label=_("What has been done?"),
        help_text=_("Say what you found, and where it is in the file."),
        rows=6,
        max_length=8000,
        error_messages={"required": _("Enter what has been done")},
    )
    documents = fields.Files(
        label=_("Which documents go with it? (optional)"),
        required=False,
    )
    mg_form = MgFormField(
        label=_("What are these documents?"),
        help_text=_("If they differ, correct each on its own page later."),
        required=False,
    )
    because = fields.Reason(
        label=_("Why can it not be provided?"),
        help_text=_("Say what you tried, and whether it might be possible later."),
        rows=6,
        max_length=8000,
        error_messages={"required": _("Enter why it cannot be provided")},
    )
    conditional_fields = {
        "answer": {Answer.DONE: ["done", "documents", "mg_form"], Answer.CANNOT: ["because"]}
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].help_text = accepted_files_text()
        self.typed_field("documents", fields.Files).most = max_files_at_once()

    def clean(self) -> None:
        """Put whichever text was entered in `text`, and the uploaded files in `files`."""
        super().clean()
        typed = self.cleaned_data
        done, because = typed.pop("done", ""), typed.pop("because", "")
        typed["text"], typed["files"] = done or because, typed.pop("documents", ())
        if typed["files"] and not typed.get("mg_form") and "mg_form" not in self.errors:
            self.add_error("mg_form", self.fields["mg_form"].error_messages["required"])


class AcceptAnswerForm(fields.EditForm):
    """The prosecutor accepts the answer."""

    text = fields.Text(
        label=_("Is there anything to say about it? (optional)"),
        required=False,
        max_length=4000,
    )


class SayWhatIsMissingForm(fields.EditForm):
    """The prosecutor rejects the answer as incomplete and sets a new due date."""

    text = fields.Text(
        label=_("What is missing?"),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what is missing")},
    )
    due_on = FutureDateField(label=_("When do you need it by?"), what=_("the date you need it by"))


class CancelItemForm(fields.EditForm):
    """The prosecutor cancels an action item."""

    text = fields.Reason(
        label=_("Why is this action no longer needed?"),
        max_length=4000,
        error_messages={"required": _("Enter why this action is no longer needed")},
    )


class AskForDateForm(fields.EditForm):
    """Either side requests another due date."""

    proposed_on = FutureDateField(
        label=_("Which date do you ask for?"), what=_("the date you ask for")
    )
    text = fields.Reason(
        label=_("Why is another date needed?"),
        max_length=4000,
        error_messages={"required": _("Enter why another date is needed")},
    )


class WithdrawDateRequestForm(fields.EditForm):
    """The side that made a date request withdraws it."""

    text = fields.Text(
        label=_("Is there anything to say about it? (optional)"), required=False, max_length=4000
    )


class AmendItemForm(fields.EditForm):
    """The prosecutor changes the wording of an action item or the reasons for it."""

    new_text = fields.Text(
        label=_("What do you need the police to do?"),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what you need the police to do")},
    )
    line_of_inquiry = fields.Reason(
        label=_("Why is this a reasonable line of inquiry?"),
        max_length=2000,
        error_messages={"required": _("Enter why this is a reasonable line of inquiry")},
    )
    proportionality = fields.Reason(
        label=_("Why is it proportionate?"),
        max_length=2000,
        error_messages={"required": _("Enter why it is proportionate")},
    )
    reason = fields.Reason(
        label=_("Why do you amend it?"),
        max_length=4000,
        error_messages={"required": _("Enter why you amend it")},
    )


class AnswerDateRequestForm(fields.EditForm):
    """The other side agrees to a date request or refuses it."""

    is_agreed = fields.Choice(
        label=_("Do you agree to this date?"),
        choices=[("yes", _("Yes")), ("no", _("No, the date stays as it is"))],
        error_messages={"required": _("Select whether you agree to this date")},
    )
    text = fields.Reason(
        label=_("Why do you not agree?"),
        max_length=4000,
        error_messages={"required": _("Enter why you do not agree")},
    )
    conditional_fields = {"is_agreed": {"no": ["text"]}}

    def clean(self) -> None:
        """Convert `is_agreed` to a bool."""
        super().clean()
        if "is_agreed" in self.cleaned_data:
            self.cleaned_data["is_agreed"] = self.cleaned_data["is_agreed"] == "yes"
