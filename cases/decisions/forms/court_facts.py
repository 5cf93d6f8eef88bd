"""Forms for hearings, pleas, trials and outcomes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import LimitedDateField
from cases.models import CourtFact, CourtFactKind, Plea, Verdict
from people.web import fields


class CourtResultForm(fields.Form):
    """Base form whose plea or verdict is cleaned to the `result` of the fact it records."""

    plea = fields.Choice(
        label=_("What was the plea?"),
        choices=Plea.choices,
        error_messages={"required": _("Select what the plea was")},
    )
    verdict = fields.Choice(
        label=_("How did it end?"),
        choices=Verdict.choices,
        error_messages={"required": _("Select how it ended")},
    )

    def clean(self) -> None:
        super().clean()
        given = [self.cleaned_data.pop(name, "") for name in ("plea", "verdict")]
        self.cleaned_data["result"] = next(filter(None, given), "")


class RecordCourtFactForm(CourtResultForm):
    """What happened in court or is listed, and when."""

    kind = fields.Choice(
        label=_("What do you record?"),
        choices=CourtFactKind.choices,
        hints={
            CourtFactKind.FIRST_HEARING: _("It may be in the future."),
            CourtFactKind.TRIAL: _("Its first day. It may be in the future."),
        },
        error_messages={"required": _("Select what you record")},
    )
    on = LimitedDateField(label=_("On which day?"), what=_("the day"))
    conditional_fields = {
        "kind": {CourtFactKind.PLEA: ["plea"], CourtFactKind.OUTCOME: ["verdict"]}
    }
    field_order = ["kind", "plea", "verdict", "on"]


class CorrectCourtFactForm(CourtResultForm):
    """The corrected date or result, or that the hearing did not take place."""

    what = fields.Choice(
        label=_("What is wrong with it?"),
        choices=[
            ("another", _("The date or the result")),
            ("void", _("It did not take place")),
        ],
        error_messages={"required": _("Select what is wrong with it")},
    )
    on = LimitedDateField(label=_("On which day?"), what=_("the day"))
    reason = fields.Reason(
        label=_("Why is it corrected?"),
        help_text=_("For example, that the court moved the trial."),
        max_length=2000,
        error_messages={"required": _("Enter why it is corrected")},
    )
    field_order = ["what", "plea", "verdict", "on", "reason"]

    def __init__(self, *args: Any, fact: CourtFact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks: dict[str, str] = {CourtFactKind.PLEA: "plea", CourtFactKind.OUTCOME: "verdict"}
        field_name = asks.get(fact.kind)
        for name in {"plea", "verdict"} - {field_name}:
            del self.fields[name]
        self.conditional_fields = {"what": {"another": list(filter(None, [field_name, "on"]))}}
        self.initial = {"on": fact.on, "plea": fact.result, "verdict": fact.result, **self.initial}

    def clean(self) -> None:
        super().clean()
        self.cleaned_data["is_void"] = self.cleaned_data.pop("what", "") == "void"
