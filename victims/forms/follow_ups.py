"""Forms to ask about a contact with a victim, and to answer."""

from django.utils.translation import gettext_lazy as _

from people.web import fields

NO_NARRATIVE = _("Write nothing about what happened, and nothing that was said in confidence.")
MAX_FOLLOW_UP_LENGTH = 500


class AskFollowUpForm(fields.Form):
    """What the person who made the contact should do or say."""

    question = fields.Text(
        label=_("What do you ask for?"), help_text=NO_NARRATIVE, rows=3,
        max_length=MAX_FOLLOW_UP_LENGTH,
        error_messages={"required": _("Enter what you ask for")},
    )  # fmt: skip


class AnswerFollowUpForm(fields.Form):
    """The answer."""

    answer = fields.Text(
        label=_("What is your answer?"), help_text=NO_NARRATIVE, rows=3,
        max_length=MAX_FOLLOW_UP_LENGTH,
        error_messages={"required": _("Enter your answer")},
    )  # fmt: skip
