"""Forms of asking to be let in to a restricted case."""

from django.utils.translation import gettext_lazy as _

from cases.forms.urns import normalise_urn
from people.web import fields

MAX_REASON_CHARS = 500


class AskToBeLetInForm(fields.Form):
    """Which case, and why one needs to read it."""

    urn = fields.SingleLineField(
        label=_("Which case?"),
        max_length=40,
        help_text=_("The whole URN, such as 52RS0012326."),
        error_messages={"required": _("Enter the URN")},
    )
    reason = fields.Reason(
        label=_("Why do you need to read it?"),
        help_text=_("Those who decide read this. Say what you are working on, and for whom."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you need to read it")},
    )

    def clean_urn(self) -> str:
        return normalise_urn(self.cleaned_data["urn"])
