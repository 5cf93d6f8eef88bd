"""The form of a plan that is filled in from the gaps of the proof."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.action_plans.forms.victim_requests import ReachForm
from cases.forms.dates import FutureDateField
from cases.models import Category, Gap, ItemPurpose, Material, Weight
from cases.proof.queries.once import same_gap
from people.web import fields

# The kind of action that usually asks for it; the prosecutor can change it.
CATEGORY_OF_MATERIAL: dict[str, Category] = {
    Material.STATEMENT: Category.STATEMENTS,
    Material.DOCUMENT: Category.DOCUMENTS,
    Material.EXHIBIT: Category.EXHIBITS,
    Material.EXPERT: Category.FORENSIC,
    Material.ACCOUNT: Category.STATEMENTS,
}
ASKED_MEANWHILE = gettext_lazy("A gap of this plan has been asked for or closed. Start again.")


class GapsField(forms.CharField):
    """Hidden: the ids of the gaps that an action fills, with spaces. Cleaned to the gaps."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(max_length=2000)
        self.offered: dict[str, Gap] = {}

    def clean(self, value: Any) -> list[Gap]:
        named = super().clean(value).split()
        if not named or not self.offered.keys() >= set(named):
            raise ValidationError(ASKED_MEANWHILE)
        return [self.offered[pk] for pk in named]


class GapActionForm(ReachForm):
    """One action that fills gaps."""

    gaps = GapsField()
    text = fields.Text(
        label=gettext_lazy("What is asked"), rows=2, max_length=4000,
        error_messages={"required": gettext_lazy("Enter what you need the police to do")},
    )  # fmt: skip
    category = fields.Choice(
        label=gettext_lazy("What kind of action is it?"),
        choices=Category.choices,
        error_messages={"required": gettext_lazy("Select what kind of action it is")},
    )
    weight = fields.Choice(
        label=gettext_lazy("Can you decide without it?"),
        choices=[
            (Weight.ESSENTIAL, gettext_lazy("No, it is essential")),
            (Weight.DESIRABLE, gettext_lazy("Yes, but it would help")),
        ],
        error_messages={"required": gettext_lazy("Select whether you can decide without it")},
    )
    due_on = FutureDateField(
        label=gettext_lazy("By another date? (optional)"),
        what=gettext_lazy("the date you need it by"),
        required=False,
    )
    small = True

    def __init__(self, *args: Any, offered: Mapping[str, Gap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("gaps", GapsField).offered = dict(offered)
        named = (self["gaps"].value() or "").split()
        self.filled = [offered[pk] for pk in named if pk in offered]

    def answers(self) -> dict[str, Any]:
        """The raw answers, with the gaps that the action fills."""
        return super().answers() | {"gaps": self["gaps"].data}


class BaseGapActionFormSet(fields.RowFormSet):
    """The actions of a plan that is filled in from gaps: one for each gap, or for several alike."""

    noun = gettext_lazy("Action %(n)s")


GapActionFormSet = fields.row_formset_class(
    GapActionForm, formset=BaseGapActionFormSet, extra=0, min_num=1, validate_min=True, max_num=25
)


class PlanFromGapsForm(fields.Form):
    """What is said once for all actions of the plan."""

    due_on = FutureDateField(
        label=gettext_lazy("When do you need them by?"),
        what=gettext_lazy("the date you need them by"),
    )
    proportionality = fields.Reason(
        label=gettext_lazy("Why are these reasonable and proportionate?"),
        help_text=gettext_lazy(
            "One answer for all of them. Say what less intrusive step you considered."
        ),
        rows=3,
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Enter why they are reasonable and proportionate")
        },
    )


class ProposeFromGapsForm(fields.EditForm, PlanFromGapsForm):
    """
    The same of a second plan, which a manager must approve. `version`: of the wording it replaces.
    """

    why = fields.Reason(
        label=gettext_lazy("Why is a second plan needed?"),
        help_text=gettext_lazy("The manager who decides reads this. The police do not."),
        max_length=4000,
        error_messages={"required": gettext_lazy("Enter why a second plan is needed")},
    )


def actions_of_gaps(gaps: Iterable[Gap]) -> list[dict[str, Any]]:
    """Initial data of the rows: one for each gap, or for several that say the same of a suspect."""
    alike: dict[tuple[object, ...], list[Gap]] = {}
    for gap in gaps:
        alike.setdefault(same_gap(gap), []).append(gap)
    return [
        {
            "gaps": " ".join(str(gap.pk) for gap in found), "text": found[0].text,
            "category": CATEGORY_OF_MATERIAL[found[0].material], "weight": found[0].weight,
        }
        for found in alike.values()
    ]  # fmt: skip


def items_from_gaps(form: PlanFromGapsForm, rows: BaseGapActionFormSet) -> list[dict[str, Any]]:
    """The items as set_action_plan takes them, from the valid form and rows."""
    once = form.cleaned_data
    return [_item_of_row(row.cleaned_data, once) for row in rows.forms]


def _item_of_row(typed: dict[str, Any], once: dict[str, Any]) -> dict[str, Any]:
    gaps: list[Gap] = typed["gaps"]
    points = "; ".join(gap_place_text(gap) for gap in gaps)
    return {
        "text": typed["text"], "category": typed["category"], "weight": typed["weight"],
        "suspects": [gap.suspect for gap in {gap.suspect_id: gap for gap in gaps}.values()],
        "purpose": ItemPurpose.GAP, "gaps": [gap.pk for gap in gaps],
        "line_of_inquiry": _("It fills a gap in the proof: %(points)s") % {"points": points},
        "proportionality": once["proportionality"], "due_on": typed["due_on"] or once["due_on"],
        "reach": typed["reach"], "not_reaching_because": typed["not_reaching_because"],
    }  # fmt: skip


def gap_place_text(gap: Gap) -> str:
    """Where a gap stands: the offence, and the point if the offence has points."""
    assert gap.allegation is not None
    offence = gap.allegation.offence.title
    return f"{offence}: {gap.point.text}" if gap.point else offence
