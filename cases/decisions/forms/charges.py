"""Forms for reporting charges laid, and for the prosecutor's answer to a report that differs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.charge_diff import ChargeDifferences, compare_charges
from cases.decisions.forms.decisions import allegation_label
from cases.decisions.queries.charges import charge_of_allegation, charge_of_pair
from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowCheckboxesField, RowRadioField
from cases.models import (
    Allegation,
    ChargeMethod,
    Decision,
    LaidCharge,
    Offence,
    ReportedCharge,
    Victim,
)
from cases.offences.forms.offence_field import OffenceField
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.offence_table import judge_for_any
from people.web import fields
from timeliness.calendar import london_day

MAX_OTHER_CHARGES = 10


class OtherChargeForm(fields.RowForm):
    """A charge that was laid but not authorised."""

    victim = RowRadioField(
        label=_("Which victim?"), error_messages={"required": _("Select the victim")}
    )
    offence = OffenceField()

    def __init__(
        self,
        *args: Any,
        victims: Iterable[Victim],
        acts: Mapping[UUID, list[tuple[date, date | None]]] | None = None,
        **kwargs: Any,
    ) -> None:
        """Args: acts: {id of a victim: the days of the acts alleged}; the offence must fit one."""
        super().__init__(*args, **kwargs)
        self.acts = acts or {}
        self.typed_field("victim", RowRadioField).set_rows(
            victims, lambda victim: _("Victim %(n)s") % {"n": victim.number}
        )

    def clean(self) -> None:
        super().clean()
        victim, offence = self.cleaned_data.get("victim"), self.cleaned_data.get("offence")
        if not victim or not offence:
            return
        judgement = judge_for_any(offence.pk, self.acts.get(victim.pk, []))
        if judgement and not judgement.may_be_charged:
            self.add_error("offence", judgement_text(judgement))


class BaseOtherChargeFormSet(fields.RowFormSet):
    """The charges laid beside those authorised, added and removed one by one."""

    noun = _("Other charge %(n)s")

    @property
    def answered(self) -> list[tuple[Victim, Offence]]:
        """(victim, offence) of each charge; untouched rows are left out."""
        typed = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [(each["victim"], each["offence"]) for each in typed]


OtherChargeFormSet = fields.row_formset_class(
    OtherChargeForm, formset=BaseOtherChargeFormSet, extra=0, max_num=MAX_OTHER_CHARGES
)


class ReportChargeForm(fields.Form):
    """How and when the police charged the suspect, and with what.

    `cleaned_data` has all the charges laid, as (victim, offence).
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
    laid = RowCheckboxesField(
        label=_("Which of the authorised charges were laid?"),
        help_text=_("Leave out any that was not laid. Add a charge that was not authorised below."),
        required=False,
    )
    explanation = fields.Reason(
        label=_("If these are not exactly the charges authorised, why?"),
        help_text=_("The prosecutor reads it and resolves it with you. Leave it empty otherwise."),
        max_length=4000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        decision: Decision | None,
        allegations: Sequence[Allegation],
        others: Any,
        **kwargs: Any,
    ) -> None:
        """Set the charges to choose from, and the earliest date of the charge.

        Args:
            decision: authorises the charge; an earlier charge date is refused.
            allegations: those that the decision authorises a charge for.
            others: formset of the charges laid beside those.
        """
        super().__init__(*args, **kwargs)
        self.authorised, self.others = allegations, others
        self.typed_field("laid", RowCheckboxesField).set_rows(allegations, allegation_label)
        self.fields["laid"].initial = None  # which charges were laid is never preselected
        if decision:
            self.typed_field("charged_on", PastDateField).since = london_day(decision.in_force_at)

    def clean(self) -> None:
        super().clean()
        typed = self.cleaned_data
        chosen = typed.pop("laid", None)
        if chosen is None or not self.others.is_valid():
            return  # the page shows their errors
        ticked = [(each.victim, each.offence) for each in chosen]
        typed["charges"] = ticked + self.others.answered
        if not typed["charges"]:
            self.add_error("laid", _("Select the charges that were laid, or add one below"))
        elif self.differs(typed["charges"]) and not typed.get("explanation", "").strip():
            self.add_error("explanation", _("Enter why the charges are not the ones authorised"))

    def differs(self, charges: Iterable[tuple[Victim, Offence]]) -> ChargeDifferences:
        """The differences between the charges reported and those authorised."""
        return compare_charges(
            map(charge_of_allegation, self.authorised), map(charge_of_pair, charges)
        )


class CorrectChargeReportForm(ReportChargeForm, fields.EditForm):
    """A corrected report, which starts from the earlier one."""

    def __init__(self, *args: Any, report: ReportedCharge | None = None, **kwargs: Any) -> None:
        super().__init__(
            *args,
            **kwargs,
            initial=report and self.initial_from_report(report, kwargs["allegations"]),
        )

    def initial_from_report(
        self, report: ReportedCharge, allegations: Sequence[Allegation]
    ) -> dict[str, Any]:
        """The form data that would produce the report."""
        ticked, _rest = split_laid_charges(report, allegations)
        return {
            "method": report.method, "charged_on": report.charged_on,
            "explanation": report.explanation, "laid": [str(each.pk) for each in ticked],
        }  # fmt: skip


def split_laid_charges(
    report: ReportedCharge, allegations: Iterable[Allegation]
) -> tuple[list[Allegation], list[LaidCharge]]:
    """(authorised allegations that the report says were charged, its other charges)."""
    laid = list(report.charges.all())
    left, ticked = Counter(charge.as_charge for charge in laid), []
    for allegation in allegations:
        if left[charge_of_allegation(allegation)]:
            left[charge_of_allegation(allegation)] -= 1
            ticked.append(allegation)
    others = []
    for charge in reversed(laid):
        if left[charge.as_charge]:
            left[charge.as_charge] -= 1
            others.append(charge)
    return ticked, others[::-1]


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
