"""Form for an administrator who ends a named role on a case."""

from django.utils.translation import gettext_lazy as _

from people.web import fields


class EndNamingForm(fields.Form):
    """Why the named role ends."""

    reason = fields.Reason(
        label=_("Why does it end?"),
        help_text=_(
            "The person’s colleagues on the case can read this. Leave out anything about health."
        ),
        max_length=300,
        error_messages={"required": _("Enter why it ends")},
    )
