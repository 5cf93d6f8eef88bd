"""Forms to answer the note of a support service, and to correct the answer."""

from django.utils.translation import gettext_lazy as _

from people.web import fields
from victims.models import MAX_NOTE_LENGTH, AnswerCorrectionReason

NEITHER_NEWS_NOR_NAMES = _(
    "Only what the ISVA must do or know about what they wrote. No news of the case that the victim "
    "is still to be told, no evidence, nothing about a suspect or anyone else, and no name of an "
    "officer."
)


class AnswerNoteForm(fields.EditForm):
    """The answer in words."""

    text = fields.Text(
        label=_("What do you answer?"),
        help_text=NEITHER_NEWS_NOR_NAMES,
        rows=5,
        max_length=MAX_NOTE_LENGTH,
        error_messages={"required": _("Enter your answer")},
    )
    asks_for_sentences = False  # no draft is saved: drafts are not encrypted with the victim's key


class CorrectNoteAnswerForm(AnswerNoteForm):
    """The answer as it should read, and why it is corrected."""

    why = fields.Choice(
        label=_("Why is it corrected?"),
        choices=AnswerCorrectionReason.choices,
        error_messages={"required": _("Select why it is corrected")},
    )
