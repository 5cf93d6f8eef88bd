"""Forms by which an out-of-court disposal is proposed, and the proposal changed."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.decisions.disposals import StatedCondition, StatedDisposal
from cases.decisions.forms.decisions import PUBLIC_INTEREST_OPTIONS, RATIONALE_OPTIONS
from cases.decisions.forms.left_out import BaseLeftOutFormSet
from cases.decisions.forms.suspect_focus import (
    FOCUS_CONDITIONS,
    SuspectFocusForm,
    focus_form_data,
)
from cases.decisions.queries.disposals import allegation_label
from cases.forms.dates import FutureDateField, LimitedDateField, PastDateField
from cases.forms.row_choices import RowCheckboxesField
from cases.forms.yes_no import YES_NO
from cases.models import Allegation, Decision, DecisionKind
from cases.models.decision import CONDITIONAL_KINDS, DISPOSAL_KINDS
from cases.models.disposal import ConditionAim
from people.web import fields

MAX_CONDITIONS = 10
NOT_ADMITTED = _(
    "An out-of-court disposal needs an admission. Make another decision, or ask the police to put "
    "the allegation to the suspect"
)
HINTS = {
    DecisionKind.ADULT_CONDITIONAL: _(
        "With conditions. If they are not met, the suspect may be prosecuted for the offence "
        "(Criminal Justice Act 2003 sections 22 to 24)."
    ),
    DecisionKind.ADULT_CAUTION: _(
        "Without conditions. For an offence that only the Crown Court can try, only in exceptional "
        "circumstances and with the consent of the Director of Public Prosecutions (Criminal "
        "Justice and Courts Act 2015 section 17)."
    ),
    DecisionKind.YOUTH_CONDITIONAL: _(
        "With conditions. If they are not met, the suspect may be prosecuted for the offence "
        "(Crime and Disorder Act 1998 sections 66A and 66B)."
    ),
    DecisionKind.YOUTH_CAUTION: _("Without conditions (Crime and Disorder Act 1998 section 66ZA)."),
}


class ConditionForm(fields.RowForm):
    """One condition."""

    text = fields.Text(
        label=_("What must the suspect do, or not do?"), rows=3, max_length=2000,
        error_messages={"required": _("Enter what the suspect must do, or not do")},
    )  # fmt: skip
    aim = fields.Choice(
        label=_("What is it for?"),
        choices=ConditionAim.choices,
        error_messages={"required": _("Select what the condition is for")},
    )
    meet_by: LimitedDateField = FutureDateField(
        label=_("By when is it to be met?"), what=_("the day by which it is to be met")
    )


class VariedConditionForm(ConditionForm):
    """A condition as it is from now on. One that stays may have a day that has passed."""

    meet_by = LimitedDateField(
        label=_("By when is it to be met?"),
        help_text=_("Today or later, unless the condition stays as it is."),
        what=_("the day by which it is to be met"),
    )


class BaseConditionFormSet(fields.RowFormSet):
    """The conditions, added and removed one by one. Any of them may be left empty."""

    noun = _("Condition %(n)s")

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = True

    @property
    def answered(self) -> list[StatedCondition]:
        """The conditions; untouched rows are left out."""
        typed = [form.cleaned_data for form in self.forms if form.cleaned_data.get("text")]
        return [
            StatedCondition(ConditionAim(each["aim"]), each["text"], each["meet_by"])
            for each in typed
        ]


ConditionFormSet = fields.row_formset_class(
    ConditionForm, formset=BaseConditionFormSet, extra=0, max_num=MAX_CONDITIONS
)

VariedConditionFormSet = fields.row_formset_class(
    VariedConditionForm, formset=BaseConditionFormSet, extra=0, max_num=MAX_CONDITIONS
)


class ProposeDisposalForm(SuspectFocusForm, fields.Form):
    """
    Which disposal, of which allegations, on what grounds; its conditions are in ConditionFormSet,
    what it leaves out in LeftOutFormSet.

    `cleaned_data` has all of it but the reasons as `disposal`, a StatedDisposal.
    """

    kind = fields.Choice(
        label=_("Which out-of-court disposal do you propose?"),
        help_text=_("Those that a suspect of this age can be given are shown."),
        choices=[(kind.value, kind.label) for kind in DecisionKind if kind in DISPOSAL_KINDS],
        hints=HINTS,
        error_messages={"required": _("Select which disposal you propose")},
    )
    has_admitted = fields.Choice(
        label=_("Has the suspect admitted to the police what they did?"),
        choices=YES_NO,
        required=False,
    )
    allegations = RowCheckboxesField(
        label=_("Which allegations does it deal with?"),
        help_text=_("Those that the suspect has admitted."),
        error_messages={"required": _("Select the allegations that it deals with")},
    )
    admitted_on = PastDateField(
        label=_("When did the suspect admit it?"),
        what=_("the date of the admission"),
    )
    rationale = fields.Reason(
        label=_("Why is the evidential stage met?"),
        help_text=_("There must be sufficient evidence to charge each of these offences."),
        **RATIONALE_OPTIONS,
        error_messages={"required": _("Enter why the evidential stage is met")},
    )
    public_interest_rationale = fields.Reason(
        label=_("How does this disposal meet the public interest?"),
        **PUBLIC_INTEREST_OPTIONS,
        error_messages={"required": _("Enter how the disposal meets the public interest")},
    )
    exceptional = fields.Reason(
        label=_("What exceptional circumstances mean the suspect should not be charged?"),
        help_text=_("Of the suspect or of the offence. A rape is almost always to be prosecuted."),
        rows=6,
        max_length=8000,
        error_messages={"required": _("Enter the exceptional circumstances")},
    )
    are_asked = fields.Choice(
        label=_("Have the victims been asked what they think of it?"),
        choices=YES_NO,
        error_messages={"required": _("Select whether the victims have been asked")},
    )
    views = fields.Reason(
        label=_("What do they say?"),
        help_text=_("Include what they say about the conditions. The police can read it."),
        max_length=4000,
        error_messages={"required": _("Enter what the victims say")},
    )
    not_asked_because = fields.Reason(
        label=_("Why have they not been asked?"),
        max_length=2000,
        error_messages={"required": _("Enter why they have not been asked")},
    )
    conditional_fields = {
        "are_asked": {"yes": ["views"], "no": ["not_asked_because"]},
        **FOCUS_CONDITIONS,
    }

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[DecisionKind],
        allegations: Sequence[Allegation],
        conditions: BaseConditionFormSet,
        uncharged: BaseLeftOutFormSet,
        before: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        """Args: kinds: that are offered. before: the wording from which it starts, if any."""
        kwargs["initial"] = disposal_form_data(before, allegations) if before else None
        super().__init__(*args, **kwargs)
        self.conditions, self.uncharged = conditions, uncharged
        self.set_choices("kind", [(each.value, each.label) for each in kinds])
        field = self.typed_field("allegations", RowCheckboxesField)
        field.set_rows(allegations, allegation_label)
        field.initial = None  # also the only one is selected by the prosecutor

    def clean(self) -> None:
        super().clean()
        chosen = self.cleaned_data.get("allegations")
        if chosen:
            self.uncharged.check([each.pk for each in chosen])
        self._check_admission()
        self._require_conditions()
        if self.errors or not self.conditions.is_valid() or not self.uncharged.is_valid():
            return  # the page shows their errors
        typed = self.cleaned_data
        typed["disposal"] = StatedDisposal(
            kind=DecisionKind(typed.pop("kind")), allegations=typed.pop("allegations"),
            uncharged=self.uncharged.answered, conditions=self.conditions.answered,
            admitted_on=typed.pop("admitted_on"), exceptional=typed.pop("exceptional"),
            are_asked=typed.pop("are_asked") == "yes", views=typed.pop("views") or "",
            not_asked_because=typed.pop("not_asked_because") or "",
        )  # fmt: skip

    def _check_admission(self) -> None:
        """Whether the suspect has admitted it comes first. A day says so; a call has that alone."""
        given = self.cleaned_data.pop("has_admitted", "")
        is_dated = any(self["admitted_on"].data.values())
        is_call = "form_key" not in self.data  # a page has one; a call is told to enter the day
        if given == "yes" or (not given and (is_dated or is_call)):
            return
        self.errors.pop("admitted_on", None)  # it is asked only once the suspect has admitted it
        missing = _("Select whether the suspect has admitted it")
        self.add_error("has_admitted", NOT_ADMITTED if given else missing)

    def _require_conditions(self) -> None:
        """Conditions exactly where the disposal has some."""
        kind = self.cleaned_data.get("kind")
        if not kind or not self.conditions.is_valid():
            return
        if (kind in CONDITIONAL_KINDS) is not bool(self.conditions.answered):
            self.add_error(
                "kind",
                _("A conditional caution has at least one condition, and no other caution has any"),
            )


class ReviseDisposalForm(ProposeDisposalForm, fields.EditForm):
    """A new wording of a proposed disposal, which starts from the one before."""


def disposal_form_data(decision: Decision, allegations: Sequence[Allegation]) -> dict[str, Any]:
    """
    The form data that would produce this decision, without its rows.

    allegations: those against the suspect now; each is selected if an earlier version of it was.
    """
    said = decision.disposal
    chosen = set(decision.disposed.values_list("allegation__first_id", flat=True))
    return {
        "kind": decision.kind, "rationale": decision.rationale,
        "public_interest_rationale": decision.public_interest_rationale,
        "allegations": [str(each.pk) for each in allegations if each.first_id in chosen],
        "has_admitted": "yes", "admitted_on": said.admitted_on, "exceptional": said.exceptional,
        "are_asked": "yes" if said.are_asked else "no", "views": said.views,
        "not_asked_because": said.not_asked_because, **focus_form_data(decision.focus_rows),
    }  # fmt: skip


def conditions_form_data(decision: Decision | None) -> list[dict[str, Any]]:
    """The rows that the conditions start with: those of an earlier wording, or an empty one."""
    current = decision.conditions.filter(is_current=True) if decision else None
    rows = current.order_by("number") if current else []
    return [{"text": row.text, "aim": row.aim, "meet_by": row.meet_by} for row in rows] or [{}]
