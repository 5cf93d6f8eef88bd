"""Forms for the prosecutor who decides, and for the second reader."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.decisions.forms.count_rows import BaseCountFormSet
from cases.decisions.forms.suspect_focus import (
    FOCUS_CONDITIONS,
    SuspectFocusForm,
    focus_form_data,
)
from cases.decisions.forms.uncharged import BaseUnchargedFormSet
from cases.forms.row_choices import RowRadioField
from cases.models import (
    PUBLIC_INTEREST,
    Consultation,
    Decision,
    NfaReason,
    ProsecutionConsent,
)
from cases.offences.queries.obstacles import needs_consent
from people.text.dates import format_day
from people.web import fields

RATIONALE_OPTIONS = {"rows": 12, "max_length": 40000}
PUBLIC_INTEREST_OPTIONS = {"rows": 6, "max_length": 40000}


class AuthoriseChargeForm(SuspectFocusForm, fields.Form):
    """
    A charge of one suspect; its counts are in CountFormSet, what they leave out in
    UnchargedFormSet.

    `cleaned_data` has all of them, as StatedCount and StatedUncharged.
    """

    rationale = fields.Reason(
        label=_("Why is the evidential stage met?"),
        help_text=_("Under the test that your review applied, for each charge."),
        **RATIONALE_OPTIONS,
        error_messages={"required": _("Enter why the evidential stage is met")},
    )
    public_interest_rationale = fields.Reason(
        label=_("Why is the public interest stage met?"),
        **PUBLIC_INTEREST_OPTIONS,
        error_messages={"required": _("Enter why the public interest stage is met")},
    )
    conditional_fields = FOCUS_CONDITIONS
    consent = fields.Choice(
        label=_("Has the consent to prosecute been given?"),
        help_text=_("Only where one of the charges needs it, as it says beside the allegation."),
        choices=ProsecutionConsent.choices,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        counts: BaseCountFormSet,
        uncharged: BaseUnchargedFormSet,
        before: Decision | None = None,
        may_need_consent: bool = True,
        **kwargs: Any,
    ) -> None:
        """
        Args: before: the wording from which it starts, if any. may_need_consent: whether the page
        asks for the consent to prosecute.
        """
        names = ("rationale", "public_interest_rationale", "consent")
        if before:
            kwargs["initial"] = {name: getattr(before, name) for name in names}
            kwargs["initial"] |= focus_form_data(before.focus_rows)
        super().__init__(*args, **kwargs)
        self.counts, self.uncharged = counts, uncharged
        self.may_need_consent = may_need_consent

    def clean(self) -> None:
        super().clean()
        self.uncharged.check(self.counts.charged)
        if not self.counts.is_valid() or not self.uncharged.is_valid():
            return  # the page shows their errors
        self.cleaned_data["counts"] = self.counts.answered
        self.cleaned_data["uncharged"] = self.uncharged.answered
        is_needed = any(map(needs_consent, self.counts.answered))
        self.may_need_consent = self.may_need_consent or is_needed
        if is_needed and not self.cleaned_data.get("consent") and "consent" not in self.errors:
            self.add_error("consent", _("Select whether the consent has been given"))


class ReviseChargeForm(AuthoriseChargeForm, fields.EditForm):
    """A new wording of a proposed charge, which starts from the one before."""


def nfa_reason_choices(of_public_interest: bool) -> list[tuple[str, str | Promise]]:
    """The coded reasons of one of the two stages of the Code."""
    return [
        (reason.value, reason.label)
        for reason in NfaReason
        if (reason in PUBLIC_INTEREST) is of_public_interest
    ]


def consultation_label(consultation: Consultation) -> str:
    """Label such as "In person on 3 March 2026"."""
    values = {"how": consultation.get_mode_display(), "day": format_day(consultation.held_on)}
    return _("%(how)s on %(day)s") % values


class NoFurtherActionForm(SuspectFocusForm, fields.Form):
    """No further action for one suspect: the stage of the Code that fails, the reason, and why."""

    stage = fields.Choice(
        label=_("Which stage of the Code is not met?"),
        help_text=_("The wording of these reasons is set locally."),
        choices=[
            ("evidential", _("The evidential stage")),
            ("public_interest", _("The public interest stage")),
        ],
        error_messages={"required": _("Select which stage of the Code is not met")},
    )
    evidential = fields.Choice(
        label=_("What is the main reason?"),
        choices=nfa_reason_choices(of_public_interest=False),
        error_messages={"required": _("Select the main evidential reason")},
    )
    public_interest = fields.Choice(
        label=_("What is the main reason?"),
        choices=nfa_reason_choices(of_public_interest=True),
        error_messages={"required": _("Select the main public interest reason")},
    )
    consultation = RowRadioField(
        label=_("Which meeting with the police is it based on?"),
        error_messages={"required": _("Select the meeting with the police")},
    )
    rationale = fields.Reason(
        label=_("What are your reasons on the evidential stage?"),
        help_text=_("Write them so that they can be explained to the victim."),
        **RATIONALE_OPTIONS,
        error_messages={"required": _("Enter your reasons on the evidential stage")},
    )
    public_interest_rationale = fields.Reason(
        label=_("Why is the public interest stage not met?"),
        **PUBLIC_INTEREST_OPTIONS,
        error_messages={"required": _("Enter why the public interest stage is not met")},
    )
    conditional_fields = {
        "stage": {
            "evidential": ["evidential"],
            "public_interest": ["public_interest", "public_interest_rationale"],
        },
        **FOCUS_CONDITIONS,
    }

    def __init__(
        self,
        *args: Any,
        consultations: Sequence[Consultation],
        before: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        """Args: before: the decision whose wording this one starts from, if any."""
        kwargs["initial"] = decision_form_data(before) if before else None
        super().__init__(*args, **kwargs)
        self.typed_field("consultation", RowRadioField).set_rows(consultations, consultation_label)
        if len(consultations) == 1:
            self.fields["consultation"].initial = str(consultations[0].pk)

    def clean(self) -> None:
        """Take the reason from the field of the selected stage; it determines the stage."""
        super().clean()
        typed = self.cleaned_data
        reasons = [typed.pop(stage, "") for stage in ("evidential", "public_interest")]
        typed["reason"] = next(filter(None, reasons), "")
        typed.pop("stage", None)


def decision_form_data(decision: Decision) -> dict[str, str]:
    """The form data that would produce this decision."""
    stage = "public_interest" if decision.reason in PUBLIC_INTEREST else "evidential"
    return {
        "stage": stage, stage: decision.reason, "rationale": decision.rationale,
        "public_interest_rationale": decision.public_interest_rationale,
        "consultation": str(decision.consultation_id or ""),
        **focus_form_data(decision.focus_rows),
    }  # fmt: skip


class ProposeNoFurtherActionForm(NoFurtherActionForm):
    """A proposed decision, which a second reader then reads."""


class ReviseDecisionForm(NoFurtherActionForm, fields.EditForm):
    """A new wording of a proposed decision."""


class WithdrawDecisionForm(fields.Form):
    """Why a proposed decision is withdrawn."""

    text = fields.Reason(
        label=_("Why do you withdraw it?"),
        max_length=2000,
        error_messages={"required": _("Enter why you withdraw it")},
    )


class CountersignDecisionForm(fields.EditForm):
    """The second reader countersigns."""

    text = fields.Text(
        label=_("Do you want to add anything? (optional)"),
        help_text=_("It is saved with your countersignature."),
        max_length=4000,
        required=False,
    )


class DeclineDecisionForm(fields.EditForm):
    """The second reader declines to countersign."""

    text = fields.Reason(
        label=_("Why do you not countersign?"),
        help_text=_("The prosecutor decides again and starts from this."),
        rows=8,
        max_length=4000,
        error_messages={"required": _("Enter why you do not countersign")},
    )
