"""Forms by which the police report what became of an out-of-court disposal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import PastDateField
from cases.forms.yes_no import YES_NO
from cases.models import Decision
from cases.models.disposal import GivingStep
from people.web import fields
from timeliness.calendar import london_day


class ReportDisposalForm(fields.EditForm):
    """
    Whether the caution was given, when, and what was done; or why it was not.

    Its version is the number of the decision that authorises it.
    """

    was_given = fields.Choice(
        label=_("Was the caution given?"),
        choices=YES_NO,
        hints={"no": _("For example, the suspect did not agree, or did not admit the offence.")},
        error_messages={"required": _("Select whether the caution was given")},
    )
    on = PastDateField(
        label=_("When was that?"),
        what=_("the date"),
        error_messages={
            "too_early": _("It was authorised on %(first)s. Enter that date or a later one")
        },
    )
    confirmed = fields.Choices(
        label=_("What was done when it was given?"),
        help_text=_("Select each step that was taken. The law asks for all of them."),
        choices=GivingStep.choices,
        error_messages={"required": _("Select each step that was taken")},
    )
    text = fields.Reason(
        label=_("Why was it not given?"),
        max_length=4000,
        error_messages={"required": _("Enter why it was not given")},
    )
    conditional_fields = {"was_given": {"yes": ["confirmed"], "no": ["text"]}}

    def __init__(
        self,
        *args: Any,
        decision: Decision | None = None,
        steps: Sequence[GivingStep] = tuple(GivingStep),
        **kwargs: Any,
    ) -> None:
        """Args: decision: that authorises it. steps: that are asked about."""
        super().__init__(*args, **kwargs)
        field = self.typed_field("confirmed", fields.Choices)
        field.choices = [(each.value, each.label) for each in steps]
        if decision:
            self.typed_field("on", PastDateField).since = london_day(decision.in_force_at)

    def clean(self) -> None:
        super().clean()
        if "was_given" in self.cleaned_data:
            self.cleaned_data["was_given"] = self.cleaned_data["was_given"] == "yes"


class ReportConditionsForm(fields.EditForm):
    """
    Whether the conditions of a caution were met, by which day, and if not why not.

    Its version is the number of the decision that authorises the caution.
    """

    were_met = fields.Choice(
        label=_("Were the conditions met?"),
        choices=[("yes", _("Yes, all of them")), ("no", _("No"))],
        error_messages={"required": _("Select whether the conditions were met")},
    )
    on = PastDateField(
        label=_("On which day was that established?"),
        what=_("the date"),
        error_messages={
            "too_early": _("It was given on %(first)s. Enter that date or a later one")
        },
    )
    text = fields.Reason(
        label=_("Which condition was not met, and what reason does the suspect give?"),
        help_text=_("The prosecutor looks at whether the excuse is reasonable, and decides again."),
        max_length=4000,
        error_messages={"required": _("Enter which condition was not met, and the reason given")},
    )
    conditional_fields = {"were_met": {"no": ["text"]}}

    def __init__(self, *args: Any, given_on: date | None = None, **kwargs: Any) -> None:
        """Args: given_on: the day on which the caution was given."""
        super().__init__(*args, **kwargs)
        if given_on:
            self.typed_field("on", PastDateField).since = given_on

    def clean(self) -> None:
        super().clean()
        if "were_met" in self.cleaned_data:
            self.cleaned_data["were_met"] = self.cleaned_data["were_met"] == "yes"
