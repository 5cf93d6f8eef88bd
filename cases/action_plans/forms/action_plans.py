"""Forms for reviews, action plans and second plans."""

from collections.abc import Iterable
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from cases import models
from cases.action_plans.forms.standard_wordings import StartFromWordingForm
from cases.action_plans.forms.victim_requests import REACH_FIELDS, ReachForm
from cases.action_plans.review_sections import REVIEW_SECTION_NAMES, REVIEW_SECTIONS
from cases.forms.dates import FutureDateField
from cases.forms.read_numbers import NumberReadForm
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.models import Category, Gap, ItemPurpose, Suspect, Weight
from people.web import fields

MAX_SECTION_CHARS = {"evidence": 40000}
# The two stages of the test: what is said about them must tell a reader something.
STAGES_OF_TEST = ("evidence", "public_interest")
MISSING_MESSAGES = {"evidence": _("Enter what the evidence shows")}


class ReviewForm(fields.Form):
    """A review of the evidence, section by section."""

    suspects = RowCheckboxesField(
        label=_("Which suspects is this review about?"),
        error_messages={"required": _("Select at least one suspect")},
    )
    test = fields.Choice(
        label=_("Which test of the Code do you apply?"),
        choices=models.CodeTest.choices,
        hints={
            models.CodeTest.THRESHOLD: _(
                "You are asked what evidence is awaited, and when you review it again."
            )
        },
        error_messages={"required": _("Select which test you apply")},
    )
    awaited = fields.Reason(
        label=_("What evidence is awaited?"),
        max_length=4000,
        error_messages={"required": _("Enter what evidence is awaited")},
    )
    review_again_on = FutureDateField(
        label=_("When will you review it again?"),
        what=_("the date of the next review"),
        help_text=_("You are reminded of it. For example, 27 3 2027"),
    )
    conditional_fields = {"test": {models.CodeTest.THRESHOLD: ["awaited", "review_again_on"]}}

    @classmethod
    def labels(cls) -> dict[str, str]:
        return super().labels() | {
            section.name: str(section.question) for section in REVIEW_SECTIONS
        }

    def __init__(
        self,
        *args: Any,
        suspects: Iterable[Suspect],
        before: models.Review | None = None,
        **kwargs: Any,
    ) -> None:
        """Args: before: the review whose text is carried forward, if any."""
        carried = {name: getattr(before, name) for name in REVIEW_SECTION_NAMES} if before else {}
        super().__init__(*args, **kwargs | {"initial": carried})
        self.typed_field("suspects", RowCheckboxesField).set_rows(suspects, suspect_label)
        for section in REVIEW_SECTIONS:
            kind = fields.Reason if section.name in STAGES_OF_TEST else fields.Text
            self.fields[section.name] = kind(
                label=section.question, help_text=section.hint, rows=section.rows,
                max_length=MAX_SECTION_CHARS.get(section.name, 20000), required=section.is_required,
                error_messages={"required": MISSING_MESSAGES.get(section.name, "")},
            )  # fmt: skip

    @property
    def sections(self) -> list[BoundField]:
        """The bound fields of the review's sections, in order."""
        return [self[name] for name in REVIEW_SECTION_NAMES]


class ActionPlanForm(fields.Form):
    """The plan as a whole has no fields: its actions are in ActionItemFormSet."""


class ProposedPlanForm(fields.EditForm):
    """A second plan, which a manager must approve; `version` is that of the wording shown."""

    why = fields.Reason(
        label=_("Why is a second plan needed?"),
        help_text=_("The manager who decides reads this. The police do not."),
        max_length=4000,
        error_messages={"required": _("Enter why a second plan is needed")},
    )


class ProposedPlanApiForm(NumberReadForm, ProposedPlanForm):
    """As the page's, with the number of the newest wording, if there is one."""

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, version=version, **kwargs)
        self.fields["number"].required = bool(version)
        self.fields["version"].required = False

    def clean(self) -> None:
        """The action compares the number again, under its lock."""
        super().clean()
        self.cleaned_data["version"] = self.newest or 0


class JudgeProposedPlanForm(fields.Form):
    """A manager approves or rejects a second plan."""

    is_approved = fields.Choice(
        label=_("Do you approve this plan?"),
        choices=[("yes", _("Yes, it can be sent")), ("no", _("No, it cannot be sent"))],
        error_messages={"required": _("Select whether you approve this plan")},
    )
    judgement = fields.Reason(
        label=_("Why?"), max_length=4000, error_messages={"required": _("Enter why")}
    )

    def clean(self) -> None:
        """Convert `is_approved` to a bool."""
        super().clean()
        if "is_approved" in self.cleaned_data:
            self.cleaned_data["is_approved"] = self.cleaned_data["is_approved"] == "yes"


class WithdrawProposedPlanForm(fields.Form):
    """An author withdraws a second plan before a manager decides on it."""

    reason = fields.Reason(
        label=_("Why do you withdraw it?"),
        max_length=4000,
        error_messages={"required": _("Enter why you withdraw it")},
    )


class SendProposedPlanForm(fields.Form):
    """No fields: the plan is sent as it was approved."""


class ActionItemForm(StartFromWordingForm, ReachForm):
    """One action item of a plan."""

    text = fields.Text(
        label=_("What do you need the police to do?"),
        max_length=4000,
        error_messages={"required": _("Enter what you need the police to do")},
    )
    category = fields.Choice(
        label=_("What kind of action is it?"),
        choices=Category.choices,
        error_messages={"required": _("Select what kind of action it is")},
    )
    suspects = RowCheckboxesField(
        label=_("Which suspects is it about?"),
        error_messages={"required": _("Select at least one suspect")},
    )
    purpose = fields.Choice(
        label=_("What is it for?"),
        choices=ItemPurpose.choices,
        hints={
            ItemPurpose.GAP: _("Select the gap. Record it on the page of proof if it is not there.")
        },
        error_messages={"required": _("Select what it is for")},
    )
    gaps = RowCheckboxesField(
        label=_("Which gaps does it fill?"),
        error_messages={"required": _("Select the gap that it fills, or say what else it is for")},
    )
    line_of_inquiry = fields.Reason(
        label=_("Why is this a reasonable line of inquiry?"),
        help_text=_("Say which element or issue it goes to."),
        rows=3,
        max_length=2000,
        error_messages={"required": _("Enter why this is a reasonable line of inquiry")},
    )
    proportionality = fields.Reason(
        label=_("Why is it proportionate?"),
        help_text=_("Say what less intrusive step you considered."),
        rows=3,
        max_length=2000,
        error_messages={"required": _("Enter why it is proportionate")},
    )
    weight = fields.Choice(
        label=_("Can you decide without it?"),
        choices=[
            (Weight.ESSENTIAL, _("No, it is essential")),
            (Weight.DESIRABLE, _("Yes, but it would help")),
        ],
        hints={
            Weight.ESSENTIAL: _("The suspect goes to the police until it is answered."),
            Weight.DESIRABLE: _("The suspect stays with you."),
        },
        error_messages={"required": _("Select whether you can decide without it")},
    )
    due_on = FutureDateField(label=_("When do you need it by?"), what=_("the date you need it by"))
    conditional_fields = ReachForm.conditional_fields | {"purpose": {ItemPurpose.GAP: ["gaps"]}}
    field_order = (
        "wording", "text", "category", "suspects", "purpose", "gaps", "line_of_inquiry",
        "proportionality", "reach", *REACH_FIELDS, "not_reaching_because", "weight", "due_on",
    )  # fmt: skip

    def __init__(
        self, *args: Any, suspects: Iterable[Suspect], gaps: Iterable[Gap] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("suspects", RowCheckboxesField).set_rows(suspects, suspect_label)
        offered = self.typed_field("gaps", RowCheckboxesField)
        offered.set_rows(gaps, lambda gap: gap.text)
        offered.initial = None

    def clean(self) -> None:
        """Reduce the gaps to their ids."""
        super().clean()
        self.cleaned_data["gaps"] = [gap.pk for gap in self.cleaned_data.get("gaps") or ()]


class BaseActionItemFormSet(fields.RowFormSet):
    """The action items of a plan, added and removed one by one."""

    noun = _("Action %(n)s")

    @property
    def answered(self) -> list[dict[str, Any]]:
        """The cleaned data of each action item; untouched rows are left out."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]

    def using(self, number: str) -> "BaseActionItemFormSet":
        """A copy with the same answers; row `number` starts with its selected standard wording."""
        typed = self.answers()
        if number.isdecimal() and int(number) < len(typed):
            typed[int(number)] = self.forms[int(number)].started()
        return type(self)(initial=typed, prefix=self.prefix, form_kwargs=self.form_kwargs)

    @classmethod
    def worded(cls, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Initial data of the rows, from items in the shape set_action_plan takes."""
        return [_form_data_of_item(item) for item in items]


def _form_data_of_item(item: dict[str, Any]) -> dict[str, Any]:
    """The data with which ActionItemForm would produce this item."""
    reach = dict(item["reach"] or {})
    kind = reach.pop("reach", "")
    suspects = [str(suspect.pk) for suspect in item["suspects"]]
    if victim := reach.get("victim"):
        reach["victim"] = str(victim.pk)
    return (
        {name: value for name, value in item.items() if name not in ("reach", "suspects")}
        | reach
        | {"suspects": suspects, "reach": "yes" if kind else "no", "kind": kind}
    )


MAX_ACTIONS = 25

ActionItemFormSet = fields.row_formset_class(
    ActionItemForm,
    formset=BaseActionItemFormSet,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MAX_ACTIONS,
)


class TakeSuspectBackForm(fields.Form):
    """The prosecutor takes a suspect back before the rest of the plan is answered."""

    reason = fields.Reason(
        label=_("Why do you take this suspect back now?"),
        max_length=2000,
        error_messages={"required": _("Enter why you take this suspect back now")},
    )
