"""The form that answers an alert."""

from django.utils.translation import gettext_lazy as _

from people.models.insider_alert import AlertOutcome
from people.web import fields

MAX_TEXT_CHARS = 500


class AnswerAlertForm(fields.Form):
    """What the leader found, and how they know."""

    outcome = fields.Choice(
        label=_("What did you find?"),
        choices=AlertOutcome.choices,
        error_messages={"required": _("Select what you found")},
    )
    text = fields.Reason(
        label=_("How do you know?"),
        help_text=_("At least one full sentence. Those who lead the unit with you read it."),
        max_length=MAX_TEXT_CHARS,
        error_messages={"required": _("Enter how you know")},
    )
