"""Forms about one action item of a plan, for either side."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.action_plans.forms.victim_request_fields import not_reaching_field
from cases.documents.forms.documents import MgFormField, accepted_files_text, max_files_at_once
from cases.forms.dates import FutureDateField
from cases.forms.row_choices import RowCheckboxesField
from cases.models import Answer, Document, HeldMaterial
from people.web import fields


def documents_field() -> fields.Files:
    return fields.Files(label=_("Which documents go with it? (optional)"), required=False)


def mg_form_field() -> MgFormField:
    return MgFormField(
        label=_("What are these documents?"),
        help_text=_("If they differ, correct each on its own page later."),
        required=False,
    )


def done_field(question: str | Promise) -> fields.Text:
    return fields.Text(
        label=question,
        help_text=_("Say what you found, and where it is in the file."),
        rows=6,
        max_length=8000,
        error_messages={"required": _("Enter what has been done")},
    )


HELD_AND_NOT_PROVIDED = _("Select nothing here, or another answer: what is held elsewhere exists")


class AnswerItemForm(fields.EditForm):
    """The police answer an action item, with text and documents."""

    answer = fields.Choice(
        label=_("How do you answer?"),
        choices=[
            (Answer.DONE, _("It is done")),
            (Answer.PARTLY, _("It is done in part")),
            (Answer.CANNOT, _("It cannot be provided")),
        ],
        error_messages={"required": _("Select how you answer")},
    )
    done = done_field(_("What has been done?"))
    documents = documents_field()
    mg_form = mg_form_field()
    part = done_field(_("Which part has been done?"))
    rest = fields.Reason(
        label=_("What is not done, and why?"),
        help_text=_("Say whether it might be possible later."),
        max_length=4000,
        error_messages={"required": _("Enter what is not done, and why")},
    )
    part_documents = documents_field()
    part_mg_form = mg_form_field()
    held = RowCheckboxesField(
        label=_("Is any of it held elsewhere? (optional)"),
        help_text=_(
            "Recordings and other material of this case whose place is recorded, the newest first. "
            "The answer refers to what you select."
        ),
        required=False,
    )
    on_file = RowCheckboxesField(
        label=_("Which documents of the case does the answer refer to? (optional)"),
        help_text=_("Those that both sides can read, the newest first. They are not sent again."),
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
        "answer": {
            Answer.DONE: ["done", "documents", "mg_form"],
            Answer.PARTLY: ["part", "rest", "part_documents", "part_mg_form"],
            Answer.CANNOT: ["because"],
        }
    }

    def __init__(
        self,
        *args: Any,
        held: Iterable[HeldMaterial] = (),
        on_file: Iterable[Document] = (),
        **kwargs: Any,
    ) -> None:
        """Args: held: material of the case that is held elsewhere. on_file: its documents."""
        super().__init__(*args, **kwargs)
        known = self.typed_field("on_file", RowCheckboxesField)
        known.set_rows(on_file, lambda document: document.title)
        known.initial = None
        field = self.typed_field("held", RowCheckboxesField)
        field.set_rows(held, str, lambda material: material.held_where)
        field.initial = None
        for name in ("documents", "part_documents"):
            self.fields[name].help_text = accepted_files_text()
            self.typed_field(name, fields.Files).most = max_files_at_once()

    def clean(self) -> None:
        """Put whichever texts were entered in `text`, and the uploaded files in `files`."""
        super().clean()
        typed = self.cleaned_data
        if typed.get("held") and typed.get("answer") == Answer.CANNOT:
            self.add_error("held", HELD_AND_NOT_PROVIDED)
        part, rest = typed.pop("part", ""), typed.pop("rest", "")
        partly = _("%(done)s\nNot done: %(rest)s") % {"done": part, "rest": rest} if part else ""
        typed["text"] = typed.pop("done", "") or str(partly) or typed.pop("because", "")
        typed.pop("because", None)
        mine, others = ("part_", "") if typed.get("answer") == Answer.PARTLY else ("", "part_")
        typed["files"] = typed.pop(f"{mine}documents", ())
        typed["mg_form"] = typed.pop(f"{mine}mg_form", "")
        typed.pop(f"{others}documents", None)
        typed.pop("part_mg_form", None)
        name = f"{mine}mg_form"
        if typed["files"] and not typed.get("mg_form") and name not in self.errors:
            self.add_error(name, self.fields[name].error_messages["required"])


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
    not_reaching_because = not_reaching_field()
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
    not_reaching_because = not_reaching_field()
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
