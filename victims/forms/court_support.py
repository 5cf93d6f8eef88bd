"""What is asked about a victim's support in court and about withdrawal."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people import fields
from victims.measures import Measure, Step
from victims.models import (
    Reading,
    SpokeTo,
    Stage,
    StatementStep,
    Supports,
    ToldBy,
    ToldTo,
    WithdrawalReason,
)

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
ANSWERS = {"yes": True, "no": False}


def chosen(
    label: Promise, choices: Iterable[tuple[str, Any]], wanted: Promise, **more: Any
) -> fields.Choice:
    """A question with a few answers, one of which is wanted."""
    return fields.Choice(label=label, choices=choices, error_messages={"required": wanted}, **more)


class RecordSpecialMeasure(fields.Form):
    """A step of a special measure."""

    measure = chosen(_("Which measure?"), Measure.choices, _("Select a measure"))
    step = chosen(_("What has happened?"), Step.choices, _("Select what has happened"))
    on = fields.DateField(label=_("When?"), what=_("when it happened"))


class RecordPersonalStatement(fields.Form):
    """What became of the offer of a statement."""

    step = chosen(
        _("What has happened to the victim personal statement?"), StatementStep.choices,
        _("Select what has happened to it"),
    )  # fmt: skip
    reading = chosen(
        _("How is it to be read out in court?"), Reading.choices, _("Select how it is read out")
    )
    on = fields.DateField(label=_("When?"), what=_("when it happened"))
    reveals = {
        "step": {step.value: ["reading"] for step in (StatementStep.TAKEN, StatementStep.ADDED)}
    }

    def clean(self) -> None:
        super().clean()
        self.cleaned_data["reading"] = self.cleaned_data.get("reading") or Reading.NOT_ASKED


class RecordCaseSupport(fields.Form):
    """Whether a victim was asked if they support the case, and what they said."""

    answer = chosen(
        _("What did the victim say?"), Supports.choices, _("Select what the victim said")
    )
    on = fields.DateField(label=_("When were they asked?"), what=_("when they were asked"))
    asked_by = chosen(_("Who asked?"), ToldTo.choices, _("Select who asked"))
    spoke_to = chosen(_("Who answered?"), SpokeTo.choices, _("Select who answered"))


class RecordWithdrawal(fields.Form):
    """Why she withdraws, who said so to whom, and whether anybody has asked her herself."""

    on = fields.DateField(label=_("When did the victim withdraw?"), what=_("when it was"))
    reasons = fields.Choices(
        label=_("Why? Select all that apply"), choices=WithdrawalReason.choices,
        help_text=_("As the victim said it. Write nothing about what happened."),
        error_messages={"required": _("Select why, or that the victim did not say")},
    )  # fmt: skip
    stage = chosen(_("At which stage?"), Stage.choices, _("Select the stage"))
    told_by = chosen(_("Who said so?"), ToldBy.choices, _("Select who said so"))
    told_to = chosen(_("To whom?"), ToldTo.choices, _("Select to whom"))
    is_confirmed = chosen(
        _("Has the victim, or their representative, confirmed it?"), YES_NO,
        _("Select whether it has been confirmed"),
        help_text=_("Until the victim confirms it, nothing changes. Ask them."),
    )  # fmt: skip
    confirmed_by = chosen(_("Who confirmed it?"), SpokeTo.choices, _("Select who confirmed it"))
    confirmed_on = fields.DateField(label=_("When?"), what=_("when it was confirmed"))
    is_isva_offered = chosen(
        _("Was the victim offered an ISVA?"), YES_NO, _("Select whether an ISVA was offered")
    )
    is_statement_taken = chosen(
        _("Was a statement taken about the withdrawal?"), YES_NO,
        _("Select whether a statement was taken"),
    )  # fmt: skip
    is_evidence_led_considered = chosen(
        _("Has it been considered to go on without the victim’s evidence?"), YES_NO,
        _("Select whether it has been considered"),
    )  # fmt: skip
    reveals = {"is_confirmed": {"yes": ["confirmed_by", "confirmed_on"]}}

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("is_confirmed", None)
        for name in ("is_isva_offered", "is_statement_taken", "is_evidence_led_considered"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = ANSWERS[self.cleaned_data[name]]


class ConfirmWithdrawal(fields.Form):
    """Who has confirmed it, and when."""

    confirmed_by = chosen(_("Who confirmed it?"), SpokeTo.choices, _("Select who confirmed it"))
    confirmed_on = fields.DateField(label=_("When?"), what=_("when it was confirmed"))


class TakeWithdrawalBack(fields.Form):
    """When she said that she supports the case again."""

    on = fields.DateField(label=_("When did the victim take it back?"), what=_("when it was"))
