"""Forms on a victim's court support and withdrawal."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.web import fields
from victims.models import (
    CaseSupportAnswer,
    SpokeTo,
    StatementReader,
    StatementStep,
    VictimFacingBody,
    WithdrawalReason,
    WithdrawalSource,
    WithdrawalStage,
)
from victims.special_measures import SpecialMeasureKind, SpecialMeasureStep

YES_NO_CHOICES = [("yes", _("Yes")), ("no", _("No"))]
YES_NO_ANSWERS = {"yes": True, "no": False}


def required_choice(
    label: Promise, choices: Iterable[tuple[str, Any]], wanted: Promise, **more: Any
) -> fields.Choice:
    """A required field with a few choices."""
    return fields.Choice(label=label, choices=choices, error_messages={"required": wanted}, **more)


class RecordSpecialMeasureForm(fields.Form):
    """A step of a special measure."""

    measure = required_choice(
        _("Which measure?"), SpecialMeasureKind.choices, _("Select a measure")
    )
    step = required_choice(
        _("What has happened?"), SpecialMeasureStep.choices, _("Select what has happened")
    )
    on = fields.DateField(label=_("When?"), what=_("when it happened"))


class RecordPersonalStatementForm(fields.Form):
    """A step of the offer of a personal statement."""

    step = required_choice(
        _("What has happened to the victim personal statement?"), StatementStep.choices,
        _("Select what has happened to it"),
    )  # fmt: skip
    reading = required_choice(
        _("How is it to be read out in court?"),
        StatementReader.choices,
        _("Select how it is read out"),
    )
    on = fields.DateField(label=_("When?"), what=_("when it happened"))
    conditional_fields = {
        "step": {step.value: ["reading"] for step in (StatementStep.TAKEN, StatementStep.ADDED)}
    }

    def clean(self) -> None:
        super().clean()
        self.cleaned_data["reading"] = self.cleaned_data.get("reading") or StatementReader.NOT_ASKED


class RecordCaseSupportForm(fields.Form):
    """Whether a victim was asked if they support the case, and the answer."""

    answer = required_choice(
        _("What did the victim say?"), CaseSupportAnswer.choices, _("Select what the victim said")
    )
    on = fields.DateField(label=_("When were they asked?"), what=_("when they were asked"))
    asked_by = required_choice(_("Who asked?"), VictimFacingBody.choices, _("Select who asked"))
    spoke_to = required_choice(_("Who answered?"), SpokeTo.choices, _("Select who answered"))


class RecordWithdrawalForm(fields.Form):
    """Why the victim withdraws, who said so to whom, and whether the victim was asked in person."""

    on = fields.DateField(label=_("When did the victim withdraw?"), what=_("when it was"))
    reasons = fields.Choices(
        label=_("Why? Select all that apply"), choices=WithdrawalReason.choices,
        help_text=_("As the victim said it. Write nothing about what happened."),
        error_messages={"required": _("Select why, or that the victim did not say")},
    )  # fmt: skip
    stage = required_choice(_("At which stage?"), WithdrawalStage.choices, _("Select the stage"))
    told_by = required_choice(_("Who said so?"), WithdrawalSource.choices, _("Select who said so"))
    told_to = required_choice(_("To whom?"), VictimFacingBody.choices, _("Select to whom"))
    is_confirmed = required_choice(
        _("Has the victim, or their representative, confirmed it?"), YES_NO_CHOICES,
        _("Select whether it has been confirmed"),
        help_text=_("Until the victim confirms it, nothing changes. Ask them."),
    )  # fmt: skip
    confirmed_by = required_choice(
        _("Who confirmed it?"), SpokeTo.choices, _("Select who confirmed it")
    )
    confirmed_on = fields.DateField(label=_("When?"), what=_("when it was confirmed"))
    is_isva_offered = required_choice(
        _("Was the victim offered an ISVA?"),
        YES_NO_CHOICES,
        _("Select whether an ISVA was offered"),
    )
    is_statement_taken = required_choice(
        _("Was a statement taken about the withdrawal?"), YES_NO_CHOICES,
        _("Select whether a statement was taken"),
    )  # fmt: skip
    is_evidence_led_considered = required_choice(
        _("Has it been considered to go on without the victim’s evidence?"), YES_NO_CHOICES,
        _("Select whether it has been considered"),
    )  # fmt: skip
    conditional_fields = {"is_confirmed": {"yes": ["confirmed_by", "confirmed_on"]}}

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("is_confirmed", None)
        for name in ("is_isva_offered", "is_statement_taken", "is_evidence_led_considered"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = YES_NO_ANSWERS[self.cleaned_data[name]]


class ConfirmWithdrawalForm(fields.Form):
    """Who confirmed it, and when."""

    confirmed_by = required_choice(
        _("Who confirmed it?"), SpokeTo.choices, _("Select who confirmed it")
    )
    confirmed_on = fields.DateField(label=_("When?"), what=_("when it was confirmed"))


class TakeBackWithdrawalForm(fields.Form):
    """When the victim said that they support the case again."""

    on = fields.DateField(label=_("When did the victim take it back?"), what=_("when it was"))
