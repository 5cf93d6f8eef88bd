"""Form of an ISVA to send a liaison note."""

from django.utils.translation import gettext_lazy as _

from cases.forms.yes_no import YES_NO
from people.web import fields
from victims.models import MAX_NOTE_LENGTH, LiaisonRole


class SendLiaisonNoteForm(fields.Form):
    """A short text, and its roles."""

    roles = fields.Choices(
        label=_("Who is it for?"),
        choices=LiaisonRole.choices,
        error_messages={"required": _("Select who it is for")},
    )
    text = fields.Text(
        label=_("What do they need to know?"),
        help_text=_(
            "Only what they must do or know now. Not what happened, not how the victim "
            "feels about it, nothing about health or counselling, nothing about anyone "
            "else."
        ),
        rows=5,
        max_length=MAX_NOTE_LENGTH,
        error_messages={"required": _("Enter what they need to know")},
    )
    wants_answer = fields.Choice(
        label=_("Do you need an answer?"),
        help_text=_("If you do, it waits for whoever you send it to until they have answered."),
        choices=YES_NO,
        error_messages={"required": _("Select Yes if you need an answer")},
    )
    is_understood = fields.Tick(
        label=_("I know that this may become part of the case, and that the suspect may read it"),
        error_messages={
            "required": _("Confirm that you know that this may become part of the case")
        },
    )
    asks_for_sentences = False  # no draft is saved: drafts are not encrypted with the victim's key

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("is_understood", None)
        self.cleaned_data["wants_answer"] = self.cleaned_data.get("wants_answer") == "yes"
