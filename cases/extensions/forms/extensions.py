"""Forms for a later due date: asking for it, answering, and settling it."""

from django.utils.translation import gettext_lazy as _

from cases.action_plans.forms.challenges import SendChallengeUpForm
from cases.forms.dates import FutureDateField
from cases.models import ExtensionAnswer
from people.web import fields


class AskForExtensionForm(fields.Form):
    """The side that owes something asks for a later due date."""

    proposed_on = FutureDateField(
        label=_("Until which date do you ask for an extension?"), what=_("the date you ask for")
    )
    text = fields.Reason(
        label=_("Why is more time needed?"),
        help_text=_("The other side reads this, and answers it in writing."),
        max_length=4000,
        error_messages={"required": _("Enter why more time is needed")},
    )


class AnswerExtensionForm(fields.EditForm):
    """The side that is asked agrees, offers another date, or does not agree."""

    answer = fields.Choice(
        label=_("Do you agree to this date?"),
        choices=ExtensionAnswer.choices,
        error_messages={"required": _("Select whether you agree to this date")},
    )
    new_date = FutureDateField(label=_("Which date do you offer?"), what=_("the date you offer"))
    text = fields.Reason(
        label=_("Why?"),
        help_text=_("The other side reads this, and so do the people who settle it if need be."),
        max_length=4000,
        error_messages={"required": _("Enter why")},
    )
    conditional_fields = {"answer": {ExtensionAnswer.COUNTER: ["new_date"]}}


class WithdrawExtensionForm(fields.EditForm):
    """The side that asked withdraws its request."""

    text = fields.Text(
        label=_("Is there anything to say about it? (optional)"), required=False, max_length=4000
    )


class SendExtensionUpForm(SendChallengeUpForm):
    """Either side names two people, one of each side, to settle the due date."""


class ProposeDueDateForm(fields.EditForm):
    """One of the two people named proposes a date, or that the due date stays."""

    is_moved = fields.Choice(
        label=_("What should happen to the due date?"),
        choices=[("yes", _("It becomes another date")), ("no", _("It stays as it is"))],
        error_messages={"required": _("Select what should happen to the due date")},
    )
    new_date = FutureDateField(label=_("Which date?"), what=_("the date it becomes"))
    text = fields.Reason(
        label=_("Why?"), max_length=4000, error_messages={"required": _("Enter why")}
    )
    conditional_fields = {"is_moved": {"yes": ["new_date"]}}

    def clean(self) -> None:
        """Convert `is_moved` to a bool."""
        super().clean()
        if "is_moved" in self.cleaned_data:
            self.cleaned_data["is_moved"] = self.cleaned_data["is_moved"] == "yes"


class AnswerDueDateForm(fields.EditForm):
    """The other of the two agrees to the outcome, or says why not."""

    is_agreed = fields.Choice(
        label=_("Do you agree to this outcome?"),
        choices=[("yes", _("Yes, and it takes effect")), ("no", _("No"))],
        error_messages={"required": _("Select whether you agree to this outcome")},
    )
    text = fields.Reason(
        label=_("Why do you not agree?"),
        max_length=4000,
        error_messages={"required": _("Enter why you do not agree")},
    )
    conditional_fields = {"is_agreed": {"no": ["text"]}}

    def clean(self) -> None:
        """Convert `is_agreed` to a bool."""
        super().clean()
        if "is_agreed" in self.cleaned_data:
            self.cleaned_data["is_agreed"] = self.cleaned_data["is_agreed"] == "yes"
