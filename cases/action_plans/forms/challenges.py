"""Forms for variations and challenges of an action item, and their resolution."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import FutureDateField
from cases.forms.row_choices import RowRadioField
from cases.models import ChallengeAnswer, ChallengeOutcome, ChallengeReason
from people.models import User
from people.web import fields

ANYTHING_TO_SAY = _("Is there anything to say about it? (optional)")


class AcceptItemForm(fields.EditForm):
    """The police accept an action item; no fields."""


class VaryItemForm(fields.EditForm):
    """The police propose to do the action differently, or by another date."""

    proposed_text = fields.Text(
        label=_("What should the action say?"),
        help_text=_("Change the words, or leave them as they are and propose another date."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what the action should say")},
    )
    proposed_on = FutureDateField(
        label=_("Which date do you propose? (optional)"),
        what=_("the date you propose"),
        required=False,
    )
    text = fields.Reason(
        label=_("Why do you propose this?"),
        max_length=4000,
        error_messages={"required": _("Enter why you propose this")},
    )


class ChallengeItemForm(fields.EditForm):
    """The police say why the action should not be asked, or not in this form."""

    reason = fields.Choice(
        label=_("Why do you challenge this action?"),
        choices=ChallengeReason.choices,
        error_messages={"required": _("Select why you challenge this action")},
    )
    text = fields.Reason(
        label=_("What should the prosecutor know?"),
        help_text=_("Say what makes it so. The prosecutor answers this in writing."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what the prosecutor should know")},
    )


class WithdrawChallengeForm(fields.EditForm):
    """The police withdraw their challenge."""

    text = fields.Text(label=ANYTHING_TO_SAY, required=False, max_length=4000)


class AnswerVariationForm(fields.EditForm):
    """The prosecutor agrees to a variation, or keeps the action as it is."""

    answer = fields.Choice(
        label=_("Do you agree to this variation?"),
        choices=[
            (ChallengeAnswer.AGREE, _("Yes, the action becomes this")),
            (ChallengeAnswer.HOLD, _("No, the action stays as it is")),
        ],
        error_messages={"required": _("Select whether you agree to this variation")},
    )
    text = fields.Reason(
        label=_("Why does the action stay as it is?"),
        max_length=4000,
        error_messages={"required": _("Enter why the action stays as it is")},
    )
    conditional_fields = {"answer": {ChallengeAnswer.HOLD: ["text"]}}


class AnswerChallengeForm(fields.EditForm):
    """The prosecutor upholds the challenge, wholly or by changing the action, or rejects it."""

    answer = fields.Choice(
        label=_("Do you agree with the police about this action?"),
        choices=[
            (ChallengeAnswer.CANCEL, _("Yes, and I cancel it")),
            (ChallengeAnswer.AMEND, _("Partly, and I change what is asked")),
            (ChallengeAnswer.HOLD, _("No, the action stays as it is")),
        ],
        error_messages={"required": _("Select whether you agree with the police")},
    )
    new_text = fields.Text(
        label=_("What do you ask instead?"),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what you ask instead")},
    )
    text = fields.Reason(
        label=_("Why?"),
        help_text=_(
            "The police can read this, and so can the people who resolve it if it goes further."
        ),
        max_length=4000,
        error_messages={"required": _("Enter why")},
    )
    conditional_fields = {"answer": {ChallengeAnswer.AMEND: ["new_text"]}}


class SendChallengeUpForm(fields.EditForm):
    """Either side names two people, one of each side, to resolve a challenge."""

    inspector = RowRadioField(
        label=_("Which inspector of the police unit?"),
        error_messages={"required": _("Select an inspector of the police unit")},
    )
    manager = RowRadioField(
        label=_("Which legal manager of the CPS unit?"),
        error_messages={"required": _("Select a legal manager of the CPS unit")},
    )
    text = fields.Text(
        label=_("What should they resolve?"),
        help_text=_("They read everything said so far. Say what you still disagree about."),
        max_length=4000,
        error_messages={"required": _("Enter what they should resolve")},
    )

    def __init__(
        self, *args: Any, inspectors: Iterable[User], managers: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("inspector", RowRadioField).set_rows(
            inspectors, lambda person: person.name
        )
        self.typed_field("manager", RowRadioField).set_rows(managers, lambda person: person.name)


class ProposeOutcomeForm(fields.EditForm):
    """One of the two people named proposes an outcome."""

    outcome = fields.Choice(
        label=_("What outcome do you want?"),
        choices=ChallengeOutcome.choices,
        error_messages={"required": _("Select the outcome you want")},
    )
    new_text = fields.Text(
        label=_("What does the action ask then?"),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what the action asks then")},
    )
    new_date = FutureDateField(
        label=_("Is it due on another date then? (optional)"),
        what=_("the date it is due"),
        required=False,
    )
    text = fields.Reason(
        label=_("Why?"),
        max_length=4000,
        error_messages={"required": _("Enter why")},
    )
    conditional_fields = {"outcome": {ChallengeOutcome.PART: ["new_text"]}}

    def clean(self) -> None:
        """In part: a new text, or the text as it is with another date."""
        super().clean()
        if self.cleaned_data.get("new_date") and "new_text" not in self.cleaned_data:
            self.errors.pop("new_text", None)
            self.cleaned_data["new_text"] = ""


class ProposeOutcomeApiForm(ProposeOutcomeForm):
    """As the page's. The description has no new text as required: another date is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_text"].required = False

    def clean(self) -> None:
        """In part: a new text, or another date."""
        super().clean()
        is_part = self.cleaned_data.get("outcome") == ChallengeOutcome.PART
        changes = ("new_text", "new_date")
        if is_part and not any(self.cleaned_data.get(name) for name in changes):
            self.add_error("new_text", self.fields["new_text"].error_messages["required"])


class AnswerOutcomeForm(fields.EditForm):
    """The other person agrees to the outcome, or says why not."""

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
