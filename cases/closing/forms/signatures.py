"""Forms for the supervisor who reads a closing report."""

from django.utils.translation import gettext_lazy as _

from people.web import fields


class SignClosingReportForm(fields.EditForm):
    """The supervisor signs."""

    has_open_line = fields.Choice(
        label=_("Could a line of inquiry about the suspect still be followed?"),
        choices=[("no", _("No")), ("yes", _("Yes, and the reasons say which"))],
        error_messages={"required": _("Select whether a line of inquiry could still be followed")},
    )
    text = fields.Reason(
        label=_("What are your reasons?"),
        help_text=_("At least a sentence of your own. What did you look at?"),
        rows=5,
        max_length=4000,
        error_messages={"required": _("Enter your reasons")},
    )

    def clean_has_open_line(self) -> bool:
        return bool(self.cleaned_data["has_open_line"] == "yes")


class SendClosingReportBackForm(fields.EditForm):
    """The supervisor sends the report back."""

    text = fields.Reason(
        label=_("What is missing?"),
        help_text=_("The officer reads it and starts from this report. You can also ask for a "
                    "referral to the CPS instead."),
        rows=5,
        max_length=4000,
        error_messages={"required": _("Enter what is missing")},
    )  # fmt: skip
