"""Forms for stopping charges that were laid: the proposal, and the second reader's answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.decisions.actions.charges_instead import why_no_other_act
from cases.decisions.both_acts import counts_without_other_act
from cases.decisions.counts import ActToCharge, StatedCount
from cases.decisions.forms.decisions import CountersignDecisionForm, WithdrawDecisionForm
from cases.decisions.forms.other_act import (
    NONE_COVERS,
    check_other_act_reason,
    other_act_reason,
)
from cases.decisions.queries.charge_stops import ChargeGoingOn
from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowCheckboxesField
from cases.models import LaidCharge, ProsecutionConsent, StopKind
from cases.offences.alleged_days import ACT_OF_2003_BEGAN
from cases.offences.forms.offence_field import OffenceField
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.obstacles import cautions_about, needs_consent
from cases.offences.queries.offence_table import judge
from people.web import fields
from timeliness.calendar import london_day

INSTEAD_WANTED = {
    "from_on": _("Enter the first day of the replacement charge"),
    "offence": _("Select the offence"),
}
SELECT_CHARGES = _("Select all that apply, or the one that you replace. The others go on.")
NAME_ALTERNATIVE = _(
    "A second charge of the same days, of which only one can end in a conviction. Type the CJS "
    "code, the section and year of the Act, or some words of the offence."
)
# Said only where a charge is of days before the Act of 2003 began.
ONE_OF_BOTH_ACTS = _(
    "If you stop one of two charges that are in the alternative because their days cross 1 May "
    "2004, the day has to be proved for the other (Violent Crime Reduction Act 2006 section 55)."
)
NEEDED_ACROSS = _("Days across 1 May 2004 need it: the offence under the other Act.")


def _is_of_the_law_before(laid: LaidCharge) -> bool:
    """Whether days of a charge are before 1 May 2004, or not known."""
    return laid.from_on is None or laid.from_on < ACT_OF_2003_BEGAN


class StopChargesForm(fields.Form):
    """
    Which charges are stopped, how and why, and whether the victims concerned were told before; of
    one that is replaced, by which.

    `cleaned_data` has the charges as rows, and `are_told`. cautions: sentences about the law that
    bear on the new charge, once its offence and days are known.
    """

    cautions: Sequence[str] = ()

    charges = RowCheckboxesField(
        label=_("Which charges do you stop or replace?"),
        help_text=SELECT_CHARGES,
        error_messages={"required": _("Select which charges you stop or replace")},
    )
    kind = fields.Choice(
        label=_("What happens to them?"),
        choices=[each for each in StopKind.choices if each[0] != StopKind.FURTHER],
        hints={
            StopKind.DISCONTINUED: _(
                "By notice, before a draft indictment becomes an indictment, or before the "
                "prosecution evidence in a magistrates’ court. New proceedings can be brought for "
                "the same offence (Prosecution of Offences Act 1985 sections 23 and 23A)."
            ),
            StopKind.WITHDRAWN: _(
                "With the leave of the magistrates’ court, before it decides. There is no verdict. "
                "Where no plea was entered, the offence can be charged again."
            ),
            StopKind.NO_EVIDENCE: _(
                "In court. A verdict of not guilty is recorded, which has the effect of an "
                "acquittal (Criminal Justice Act 1967 section 17). It is final: it can be "
                "explained to the victim, and not undone."
            ),
            StopKind.ON_FILE: _(
                "The Crown Court orders that they lie on the file. There is no verdict. They are "
                "not to be proceeded with without the leave of that court or the Court of Appeal."
            ),
            StopKind.ALTERED: _(
                "A charge is replaced by another about the same victim, such as one of another "
                "offence or day, or by one and its alternative. One charge at a time."
            ),
        },
        error_messages={"required": _("Select what happens to them")},
    )
    on = PastDateField(
        label=_("On which day did they end? (optional)"),
        what=_("the day on which they ended"),
        help_text=_(
            "The day of the notice, or on which it was done in court. Leave it empty if it is not "
            "done yet: then it counts from the day on which it takes effect here."
        ),
        required=False,
    )
    from_on = PastDateField(
        label=_("On or from which day is the replacement charge?"),
        what=_("the first day of the replacement charge"),
        help_text=_("For example, 27 3 2025"),
        required=False,
    )
    to_on = PastDateField(
        label=_("Until which day?"),
        what=_("the last day of the replacement charge"),
        help_text=_("Leave this empty if it was a single day."),
        required=False,
    )
    offence = OffenceField(days=("from_on", "to_on"), required=False)
    alternative = OffenceField(
        label=_("Which offence in the alternative? (optional)"),
        help_text=NAME_ALTERNATIVE,
        days=("from_on", "to_on"),
        required=False,
    )
    other_act_because = other_act_reason()
    consent = fields.Choice(
        label=_("Has the consent to prosecute been given?"),
        help_text=_("Only where the replacement charge, or its alternative, needs it."),
        choices=ProsecutionConsent.choices,
        required=False,
    )
    text = fields.Reason(
        label=_("Why do you stop or replace these charges?"),
        help_text=_("The police can read it. Write it so that it can be explained to the victims."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why you stop or replace these charges")},
    )
    are_told = fields.Choice(
        label=_("Have the victims of these charges been told what you mean to do?"),
        choices=[("yes", _("Yes, each of them")), ("no", _("No"))],
        error_messages={"required": _("Select whether the victims have been told")},
    )
    not_told_because = fields.Reason(
        label=_("Why have they not been told before?"),
        max_length=2000,
        error_messages={"required": _("Enter why they have not been told before")},
    )
    conditional_fields = {
        "kind": {
            StopKind.ALTERED: [
                "from_on",
                "to_on",
                "offence",
                "alternative",
                "other_act_because",
                "consent",
            ]
        },
        "are_told": {"no": ["not_told_because"]},
    }

    def __init__(self, *args: Any, charges: Sequence[ChargeGoingOn], **kwargs: Any) -> None:
        """Args: charges: that can be stopped."""
        super().__init__(*args, **kwargs)
        field = self.typed_field("charges", RowCheckboxesField)
        field.set_rows(charges, lambda row: row.text)
        field.initial = None  # also the only one is selected by the prosecutor
        if any(_is_of_the_law_before(row.laid) for row in charges):
            field.help_text = f"{SELECT_CHARGES} {ONE_OF_BOTH_ACTS}"
            self.fields["alternative"].help_text = f"{NAME_ALTERNATIVE} {NEEDED_ACROSS}"

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("kind") == StopKind.ALTERED:
            self._check_instead()
        if "charges" in self.cleaned_data:
            self.cleaned_data["charges"] = [row.laid for row in self.cleaned_data["charges"]]
        if "are_told" in self.cleaned_data:
            self.cleaned_data["are_told"] = self.cleaned_data["are_told"] == "yes"

    def _check_instead(self) -> None:
        """Check the charge that takes the place of one."""
        typed = self.cleaned_data
        for name, message in INSTEAD_WANTED.items():
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, message)
        if len(typed.get("charges", ())) > 1:
            self.add_error("charges", _("Select one charge. Each is replaced on its own."))
        begun, ended = typed.get("from_on"), typed.get("to_on")
        if begun and ended and ended < begun:
            self.add_error("to_on", _("Enter a last day that is on or after the first day"))
        elif begun and typed.get("offence") and "to_on" not in self.errors:
            acts = {
                name: ActToCharge(typed[name], begun, ended)
                for name in ("offence", "alternative") if typed.get(name)
            }  # fmt: skip
            self._check_acts(acts)

    def _check_acts(self, acts: Mapping[str, ActToCharge]) -> None:
        """
        Check that each charge can be brought, whether it is under both Acts where it has to be, and
        whether the consent that one needs is given.
        """
        today = london_day(timezone.now())
        told = [text for act in acts.values() for text in cautions_about(act, today=today)]
        self.cautions = list(dict.fromkeys(told))
        judged = {name: judge(act.offence_id, act.from_on, act.to_on) for name, act in acts.items()}
        for name, judgement in judged.items():
            if not judgement.may_be_charged:
                self.add_error(name, judgement_text(judgement))
        self._check_both_acts(acts)
        if not any(needs_consent(act) for act in acts.values()):
            self.cleaned_data["consent"] = ""
        elif not self.cleaned_data.get("consent") and "consent" not in self.errors:
            self.add_error("consent", _("Select whether the consent has been given"))

    def _check_both_acts(self, acts: Mapping[str, ActToCharge]) -> None:
        """Ask for the alternative under the other Act, or why there is none of like conduct."""
        if len(self.cleaned_data.get("charges", ())) != 1:
            return
        [row] = self.cleaned_data["charges"]
        why = self.cleaned_data.get("other_act_because", "")
        said = {"offence": why}
        counts = [
            StatedCount(
                row.laid.victim, act.offence, act.from_on, act.to_on, "",
                alternative_to=n or None, other_act_because=said.get(name, ""),
            )
            for n, (name, act) in enumerate(acts.items())
        ]  # fmt: skip
        check_other_act_reason(self, counts)
        beside = [
            StatedCount(
                each.victim, each.offence, each.from_on, each.to_on, "", alternative_to=1,
                other_act_because=why_no_other_act(each),
            )
            for each in row.alternatives if each.from_on
        ]  # fmt: skip
        for number, judgement in counts_without_other_act([*counts, *beside]):
            if number <= len(counts) and "alternative" not in self.errors:
                self.add_error("alternative", f"{judgement_text(judgement)} {NONE_COVERS}")


class CountersignStopForm(CountersignDecisionForm):
    """The second reader countersigns it, and may give the day on which the charges ended."""

    on = PastDateField(
        label=_("Did they end on another day? (optional)"),
        what=_("the day on which they ended"),
        help_text=_(
            "Give the day of the notice, or on which it was done in court, if the proposal has "
            "none or a later one. Otherwise leave it empty."
        ),
        required=False,
    )
    day_because = fields.Reason(
        label=_("How do you know that they ended on that day?"),
        help_text=_("Only where you give another day. It is saved beside the day proposed."),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, is_further: bool = False, **kwargs: Any) -> None:
        """Args: is_further: whether it is a further charge, which ends nothing."""
        super().__init__(*args, **kwargs)
        if is_further:
            on, because = self.fields["on"], self.fields["day_because"]
            on.label = _("Was it charged on another day? (optional)")
            on.help_text = _(
                "Give the day on which the police charged it, or it was put in court, if the "
                "proposal has none or a later one. Otherwise leave it empty."
            )
            because.label = _("How do you know that it was charged on that day?")

    def clean(self) -> None:
        super().clean()
        typed = self.cleaned_data
        if typed.get("on") and not typed.get("day_because") and "day_because" not in self.errors:
            self.add_error("day_because", _("Enter how you know that they ended on that day"))
        elif typed.get("day_because") and not typed.get("on") and "on" not in self.errors:
            self.add_error("on", _("Enter the day on which they ended, or leave both empty"))


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
