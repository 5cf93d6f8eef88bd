"""Form to propose that a victim's identity is destroyed."""

from django.utils.translation import gettext_lazy as _

from people.web import fields

MAX_REASON_CHARS = 500


class ProposeIdentityDestructionForm(fields.Form):
    """Why who a victim is must be kept no longer."""

    reason = fields.Reason(
        label=_("Why must it be kept no longer?"),
        help_text=_(
            "For example that the victim asked for it. Both sides read this, and so does whoever "
            "approves it. Do not name the victim."
        ),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why it must be kept no longer")},
    )
