"""Forms for stopping charges that were laid: the proposal, and the second reader's answer."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.decisions.forms.decisions import CountersignDecisionForm, WithdrawDecisionForm
from cases.decisions.queries.charge_stops import ChargeGoingOn
from cases.forms.row_choices import RowCheckboxesField
from cases.models import StopKind
from people.web import fields


class StopChargesForm(fields.Form):
    """Which charges are stopped, how and why, and whether the victims concerned were told before.

    `cleaned_data` has the charges as rows, and `are_told`.
    """

    charges = RowCheckboxesField(
        label=_("Which charges do you stop?"),
        help_text=_("Select all that apply. The others go on."),
        error_messages={"required": _("Select which charges you stop")},
    )
    kind = fields.Choice(
        label=_("How do you stop them?"),
        choices=StopKind.choices,
        hints={
            StopKind.DISCONTINUED: _(
                "By notice, before a draft indictment is served. New proceedings can be brought "
                "for the same offence (Prosecution of Offences Act 1985 sections 23 and 23A)."
            ),
            StopKind.NO_EVIDENCE: _(
                "In court. A verdict of not guilty is recorded, which has the effect of an "
                "acquittal (Criminal Justice Act 1967 section 17). It is final: it can be "
                "explained to the victim, and not undone."
            ),
        },
        error_messages={"required": _("Select how you stop them")},
    )
    text = fields.Reason(
        label=_("Why do you stop these charges?"),
        help_text=_("The police can read it. Write it so that it can be explained to the victims."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why you stop these charges")},
    )
    are_told = fields.Choice(
        label=_("Have the victims of these charges been told that you mean to stop them?"),
        choices=[("yes", _("Yes, each of them")), ("no", _("No"))],
        error_messages={"required": _("Select whether the victims have been told")},
    )
    not_told_because = fields.Reason(
        label=_("Why have they not been told before?"),
        max_length=2000,
        error_messages={"required": _("Enter why they have not been told before")},
    )
    conditional_fields = {"are_told": {"no": ["not_told_because"]}}

    def __init__(self, *args: Any, charges: Sequence[ChargeGoingOn], **kwargs: Any) -> None:
        """Args: charges: that can be stopped."""
        super().__init__(*args, **kwargs)
        field = self.typed_field("charges", RowCheckboxesField)
        field.set_rows(charges, lambda row: row.text)
        field.initial = None  # also the only one is selected by the prosecutor

    def clean(self) -> None:
        super().clean()
        if "charges" in self.cleaned_data:
            self.cleaned_data["charges"] = [row.laid for row in self.cleaned_data["charges"]]
        if "are_told" in self.cleaned_data:
            self.cleaned_data["are_told"] = self.cleaned_data["are_told"] == "yes"


class CountersignStopForm(CountersignDecisionForm):
    """The second reader countersigns it, as a decision."""


class DeclineStopForm(fields.EditForm):
    """The second reader declines to countersign."""

    text = fields.Reason(
        label=_("Why do you not countersign?"),
        help_text=_("The person who proposed it reads it. The charges go on."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why you do not countersign")},
    )


class WithdrawStopForm(WithdrawDecisionForm):
    """Why a proposal is withdrawn, as of a decision."""
