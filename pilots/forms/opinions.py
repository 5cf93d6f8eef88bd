"""Forms of members on a case, and of conveners on the panel's finding."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.web import fields
from pilots.forms.panels import NO, YES
from pilots.models import AssessmentAnswer, Grade
from pilots.themes import Theme

NO_NAMES_HINT = _("Write nothing that could identify anyone in the case.")


class OpenPanelForm(fields.Form):
    """The due day of opinions."""

    opinions_by = fields.DateField(
        label=_("By which day do the members give their opinions?"),
        what=_("the day by which the members give their opinions"),
    )


class ProposePassageForm(fields.Form):
    """The reasons, edited so that they identify nobody."""

    text = fields.Text(
        label=_("Which passage can the members read?"),
        help_text=_("Start from the reasons above, and take out whatever could tell who it is."),
        rows=12, max_length=6000,
        error_messages={"required": _("Enter the passage")},
    )  # fmt: skip
    is_checked = fields.Tick(
        label=_("I have read it again, and no one can be identified from it"),
        error_messages={"required": _("Confirm that no one can be identified from it")},
    )

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("is_checked", None)


class SettlePassageForm(fields.EditForm):
    """Whether a passage goes into the pack. version: how many there were when it was shown."""

    is_agreed = fields.Choice(
        label=_("Can the members read this passage?"),
        choices=[
            (YES, _("Yes. No one can be identified from it")),
            (NO, _("No")),
        ],
        error_messages={"required": _("Select whether the members can read this passage")},
    )
    reason = fields.Reason(
        label=_("If not, why?"),
        help_text=_("Write nothing that could identify anyone in the case."),
        max_length=500,
        required=False,
    )

    def clean_is_agreed(self) -> bool:
        return bool(self.cleaned_data["is_agreed"] == YES)

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("is_agreed"):
            self.cleaned_data["reason"] = ""  # a reason is of a refusal alone
        elif self.cleaned_data.get("is_agreed") is False and self.cleaned_data.get("reason") == "":
            self.add_error("reason", _("Enter why the members cannot read it"))


class StandAsideForm(fields.Form):
    """A conflict with the case; the reason is the person's own."""

    is_sure = fields.Tick(
        label=_("I should not read this case"),
        error_messages={"required": _("Confirm that you should not read this case")},
    )

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("is_sure", None)


class ClosePanelForm(fields.Form):
    """A button without fields."""


class GradeAndThemesFields(forms.Form):
    """The fields common to opinions and findings."""

    grade = fields.Choice(
        label=_("Is the decision consistent with the evidence and policy?"),
        choices=Grade.choices, error_messages={"required": _("Select a grade")},
    )  # fmt: skip
    themes = fields.Choices(
        label=_("Which themes does it touch? (optional)"), choices=Theme.choices, required=False
    )


def assessment_field(label: Promise, wrong: Promise) -> fields.Choice:
    return fields.Choice(
        label=label, choices=AssessmentAnswer.choices, error_messages={"required": wrong}
    )


class GiveOpinionForm(GradeAndThemesFields, fields.Form):
    """A member's own opinion."""

    is_suspect_focused = assessment_field(
        _("Did the investigation focus on the suspect?"),
        _("Select whether the investigation focused on the suspect"),
    )
    is_plan_proportionate = assessment_field(
        _("Was what was asked for proportionate?"),
        _("Select whether what was asked for was proportionate"),
    )
    was_victim_told_well = assessment_field(
        _("Was the victim told well, and in time?"), _("Select whether the victim was told well")
    )
    text = fields.Reason(
        label=_("Why do you think so?"), help_text=NO_NAMES_HINT, rows=6, max_length=3000,
        error_messages={"required": _("Enter why you think so")},
    )  # fmt: skip


class RecordFindingForm(GradeAndThemesFields, fields.Form):
    """The panel's joint finding."""

    text = fields.Text(
        label=_("What did the panel find?"), help_text=NO_NAMES_HINT, rows=6, max_length=3000,
        error_messages={"required": _("Enter what the panel found")},
    )  # fmt: skip
    refers_back = fields.Choice(
        label=_("Should someone who did not decide reconsider it?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        error_messages={"required": _("Select whether someone should reconsider it")},
    )

    def clean_refers_back(self) -> bool:
        return bool(self.cleaned_data["refers_back"] == YES)
