"""Forms for CPS triage of a referral."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from cases.forms.dates import FutureDateField
from cases.referral_checks import return_reasons
from people.web import fields

MAX_DETAIL_CHARS = 250


class AcceptReferralForm(fields.EditForm):
    """A confirmation without fields."""


class ReturnReferralForm(fields.EditForm):
    """The return reasons, and the date by which a reply is wanted."""

    reasons = fields.Choices(
        label=_("Why are you returning it?"),
        help_text=_("Select all that apply."),
        error_messages={"required": _("Select at least one reason")},
    )
    reply_by = FutureDateField(
        label=_("When do you want the police to reply by?"), what=_("the date for a reply")
    )

    def __init__(self, *args: Any, urgency: str, **kwargs: Any) -> None:
        """Args: urgency: class of the referral; some reasons apply to one class only."""
        super().__init__(*args, **kwargs)
        listed = return_reasons(urgency)
        self.set_choices("reasons", [(reason.code, reason.words) for reason in listed])
        self.conditional_fields = {
            "reasons": {reason.code: [_detail_field_name(reason.code)] for reason in listed}
        }
        for reason in listed:
            self.fields[_detail_field_name(reason.code)] = fields.Text(
                label=_("What exactly is missing or wrong? (optional)"),
                max_length=MAX_DETAIL_CHARS,
                rows=2,
                required=False,
            )
        self.order_fields(["reasons", *map(_detail_field_name, self.codes), "reply_by"])

    @property
    def codes(self) -> list[str]:
        """The codes of the return reasons offered."""
        return list(self.conditional_fields["reasons"])

    def clean(self) -> None:
        """Collect the reasons as {code: detail}, as the action takes them."""
        super().clean()
        details = {code: self.cleaned_data.pop(_detail_field_name(code), "") for code in self.codes}
        chosen = self.cleaned_data.get("reasons", ())
        self.cleaned_data["reasons"] = {code: details[code] for code in chosen}


class CorrectUrgencyForm(fields.EditForm):
    """The urgency class that a referral should have, and why."""

    urgency = fields.Choice(
        label=_("How urgent is it?"),
        error_messages={"required": _("Select how urgent it is")},
    )
    reason = fields.Reason(
        label=_("Why is the urgency that the police chose not right?"),
        help_text=_("The police can read this."),
        max_length=2000,
        error_messages={"required": _("Enter why the urgency is not right")},
    )

    def __init__(self, *args: Any, urgency: str, hints: Mapping[str, str], **kwargs: Any) -> None:
        """Args: urgency: class of the referral now, left out. hints: period of each class."""
        super().__init__(*args, **kwargs)
        self.set_choices("urgency", [pair for pair in Urgency.choices if pair[0] != urgency])
        self.typed_field("urgency", fields.Choice).hints = hints


def _detail_field_name(code: str) -> str:
    return f"detail_{code}"
