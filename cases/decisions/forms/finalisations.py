"""Forms for finalising a suspect's case administratively, and reopening it."""

from django.utils.translation import gettext_lazy as _

from cases.models import FinalisationReason
from people.web import fields


class FinaliseAdministrativelyForm(fields.Form):
    """The coded reason, and the explanation."""

    reason = fields.Choice(
        label=_("Why is it finalised?"),
        help_text=_("The wording of these reasons is set locally."),
        choices=FinalisationReason.choices,
        error_messages={"required": _("Select why it is finalised")},
    )
    text = fields.Reason(
        label=_("What has been tried, and when?"),
        help_text=_("Reminders sent, who was spoken to, or where the other record is."),
        rows=5,
        max_length=4000,
        error_messages={"required": _("Enter what has been tried")},
    )


class ReopenSuspectForm(fields.Form):
    """What has changed."""

    text = fields.Reason(
        label=_("Why do you reopen it?"),
        rows=5,
        max_length=4000,
        error_messages={"required": _("Enter why you reopen it")},
    )
