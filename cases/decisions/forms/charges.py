"""Forms for reporting charges laid, and for the prosecutor's answer to a report that differs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.decisions.forms.charge_counts import BaseCountReportFormSet
from cases.forms.dates import PastDateField
from cases.models import ChargeMethod, Decision, ReportedCharge
from people.web import fields
from timeliness.calendar import london_day


class ReportChargeForm(fields.EditForm):
    """How and when the police charged the suspect; with what is in CountReportFormSet.

    Its version is the number of the decision that authorises the charge. `cleaned_data` has
    `charges`, all the counts laid as LaidCount, and `not_charged`.
    """

    method = fields.Choice(
        label=_("How was the suspect charged?"),
        choices=ChargeMethod.choices,
        error_messages={"required": _("Select how the suspect was charged")},
    )
    charged_on = PastDateField(
        label=_("When was the suspect charged?"),
        what=_("the date of the charge"),
        error_messages={
            "too_early": _("The charge was authorised on %(first)s. Enter that date or a later one")
        },
    )
    explanation = fields.Reason(
        label=_("Is there one reason for several differences?"),
        help_text=_(
            "The prosecutor reads it and resolves it with you. Leave it empty if you gave the"
            " reason at each charge, or if nothing differs."
        ),
        max_length=4000,
        required=False,
    )

    def __init__(
        self, *args: Any, decision: Decision | None, rows: BaseCountReportFormSet, **kwargs: Any
    ) -> None:
        """Set the earliest date of the charge.

        Args:
            decision: authorises the charge; an earlier charge date is refused.
            rows: formset of the counts authorised, and of the charges laid beside those.
        """
        super().__init__(*args, **kwargs)
        self.rows = rows
        if decision:
            self.typed_field("charged_on", PastDateField).since = london_day(decision.in_force_at)

    def clean(self) -> None:
        super().clean()
        if not self.rows.is_valid():
            return  # the page shows their errors
        typed = self.cleaned_data
        typed["charges"], typed["not_charged"] = self.rows.laid, self.rows.not_charged
        if not typed.get("explanation", "").strip():
            self.rows.require_reasons()


class CorrectChargeReportForm(ReportChargeForm):
    """A corrected report, which starts from the earlier one; its version is the number of that."""

    def __init__(self, *args: Any, report: ReportedCharge | None = None, **kwargs: Any) -> None:
        names = ("method", "charged_on", "explanation")
        initial = {name: getattr(report, name) for name in names} if report else None
        super().__init__(*args, **kwargs, initial=initial)


class AnswerChargeReportForm(fields.EditForm):
    """The prosecutor's answer to a charge report that differs."""


class AcceptChargeReportForm(AnswerChargeReportForm):
    """The prosecutor accepts the charge as reported."""

    text = fields.Reason(
        label=_("Why do you accept the charge as it was reported?"),
        help_text=_("It is saved with your decision. The police can read it."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why you accept it")},
    )


class QueryChargeReportForm(AnswerChargeReportForm):
    """The prosecutor asks the police to correct the charge."""

    text = fields.Reason(
        label=_("What must the police put right, and why?"),
        help_text=_("Say whether it is the charge itself or the report of it."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what the police must put right")},
    )
