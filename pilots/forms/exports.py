"""Form to take a file away."""

from django.utils.translation import gettext_lazy as _

from people.web import fields

MAX_REASON_CHARS = 500


class AskExportForm(fields.Form):
    """Why it is taken away, and by whom it is to be read there."""

    reason = fields.Reason(
        label=_("What is the file for, and who will read it?"),
        help_text=_("At least one full sentence, without names of victims or suspects."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter what the file is for, and who will read it")},
    )
