"""Forms for hearings, pleas, trials, outcomes, sentences and custody time limits."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.decisions.queries.charge_rows import laid_name
from cases.decisions.queries.court_facts import laid_charge_text, stopped_charge_text
from cases.forms.dates import LimitedDateField
from cases.forms.row_choices import RowCheckboxesField
from cases.models import (
    HEARING_KINDS,
    CourtFact,
    CourtFactKind,
    LeaveCourt,
    Plea,
    StopKind,
    Verdict,
)
from cases.models.court_fact import LimitEnd
from cases.offences.forms.offence_field import OffenceField
from people.web import fields

LIMIT_CORRECTIONS = [
    ("another", _("The day on which it ends")),
    ("ended", _("It no longer applies, for example because the trial has begun")),
    ("void", _("It was recorded in error")),
]
LEAVE_CORRECTIONS = [
    ("another", _("The court that gave it, or the day")),
    ("void", _("It was recorded in error: no court gave leave")),
]
OTHER_OFFENCE = "OTHER_OFFENCE"  # the answer that is a conviction with an offence of its own
VERDICT_CHOICES = [
    Verdict.choices[0],
    (OTHER_OFFENCE, _("Convicted of another offence instead of the one charged")),
    *Verdict.choices[1:],
]
BY_VERDICT = {OTHER_OFFENCE: ["convicted_of"]}
RESULT_OF: dict[str, str] = {
    CourtFactKind.PLEA: "plea", CourtFactKind.OUTCOME: "verdict", CourtFactKind.LEAVE: "leave_of",
}  # fmt: skip
DETAIL_OF: dict[str, str] = {CourtFactKind.HEARING: "purpose", CourtFactKind.SENTENCE: "sentence"}


class CourtResultForm(fields.Form):
    """
    Base form of a court fact: a plea, a verdict or the court that gave leave is cleaned to
    `result`, what a hearing is for or a sentence to `detail`. Of a conviction of another offence
    `convicted_of` is that.
    """

    plea = fields.Choice(
        label=_("What was the plea?"),
        choices=Plea.choices,
        error_messages={"required": _("Select what the plea was")},
    )
    verdict = fields.Choice(
        label=_("How did it end?"),
        choices=VERDICT_CHOICES,
        error_messages={"required": _("Select how it ended")},
    )
    convicted_of = OffenceField(
        label=_("Of which offence were they convicted?"),
        error_messages={"required": _("Select the offence of which they were convicted")},
    )
    leave_of = fields.Choice(
        label=_("Which court gave leave?"),
        choices=LeaveCourt.choices,
        error_messages={"required": _("Select which court gave leave")},
    )
    purpose = fields.Text(
        label=_("What is the hearing for?"),
        help_text=_("For example, plea and trial preparation, or sentence."),
        max_length=500,
        error_messages={"required": _("Enter what the hearing is for")},
    )
    sentence = fields.Text(
        label=_("What was the sentence?"),
        help_text=_("As the court passed it, with any order that protects the victim."),
        max_length=500,
        error_messages={"required": _("Enter the sentence")},
    )
    court = fields.Text(
        label=_("Which court? (optional)"),
        max_length=120,
        required=False,
    )

    def clean(self) -> None:
        super().clean()
        for made, names in (("result", RESULT_OF.values()), ("detail", DETAIL_OF.values())):
            given = [self.cleaned_data.pop(name, "") for name in names]
            self.cleaned_data[made] = next(filter(None, given), "")
        if self.cleaned_data["result"] == OTHER_OFFENCE:
            self.cleaned_data["result"] = Verdict.CONVICTED
        self.cleaned_data["convicted_of"] = self.cleaned_data.get("convicted_of") or None


class RecordCourtFactForm(CourtResultForm):
    """What happened in court or is listed, when, and about which charges."""

    kind = fields.Choice(
        label=_("What do you record?"),
        choices=CourtFactKind.choices,
        hints={
            CourtFactKind.FIRST_HEARING: _("It may be in the future."),
            CourtFactKind.HEARING: _("It may be in the future."),
            CourtFactKind.TRIAL: _("Its first day. It may be in the future."),
            CourtFactKind.NO_VERDICT: _(
                "The day on which the jury was discharged. It does not end the charge: there may "
                "be another trial."
            ),
            CourtFactKind.LEAVE: _(
                "The day on which the court gave it. From then on the prosecution goes on with "
                "those charges. If you select no charge, it is of all that lie on the file."
            ),
            CourtFactKind.CUSTODY_LIMIT: _(
                "Its last day, as the court told you. It is never worked out. One limit covers "
                "every offence of an indictment, unless offences were sent for trial on different "
                "occasions: then record the limit of each."
            ),
        },
        error_messages={"required": _("Select what you record")},
    )
    on = LimitedDateField(label=_("On which day?"), what=_("the day"))
    charges = RowCheckboxesField(
        label=_("Which charges is it about?"),
        help_text=_("Select none if it is about all of them."),
        required=False,
    )
    conditional_fields = {
        "kind": {
            CourtFactKind.PLEA: ["plea"],
            CourtFactKind.OUTCOME: ["verdict"],
            CourtFactKind.LEAVE: ["leave_of"],
            CourtFactKind.HEARING: ["purpose", "court"],
            CourtFactKind.SENTENCE: ["sentence"],
            CourtFactKind.FIRST_HEARING: ["court"],
            CourtFactKind.TRIAL: ["court"],
        },
        "verdict": BY_VERDICT,
    }
    field_order = [
        "kind", "plea", "verdict", "convicted_of", "leave_of", "purpose", "sentence", "court", "on",
        "charges",
    ]  # fmt: skip

    def __init__(self, *args: Any, charges: Sequence[Any], **kwargs: Any) -> None:
        """Args: charges: as charges_in_court() has them; asked about where there are several."""
        super().__init__(*args, **kwargs)
        if not any(each.stopped_as == StopKind.ON_FILE for each in charges):
            kinds = [each for each in CourtFactKind.choices if each[0] != CourtFactKind.LEAVE]
            self.set_choices("kind", kinds)
        if len(charges) > 1:
            self.typed_field("charges", RowCheckboxesField).set_rows(
                charges, laid_charge_text, stopped_charge_text
            )
        else:
            del self.fields["charges"]


class RecordCourtFactApiForm(RecordCourtFactForm):
    """As the page's; a charge is named as in reading the case: by its report and place there."""

    def __init__(self, *args: Any, charges: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, charges=charges, **kwargs)
        if "charges" in self.fields:
            named = {
                laid_name(each.report_number, place): each
                for place, each in enumerate(charges, start=1)
            }
            field = self.typed_field("charges", RowCheckboxesField)
            field.rows = named
            field.choices = [(name, laid_charge_text(each)) for name, each in named.items()]


class CorrectCourtFactForm(CourtResultForm):
    """
    What is right, or that it did not take place; of a custody time limit, that it no longer applies
    or was recorded in error. `cleaned_data` has `is_void`, and a `result` for each.
    """

    what = fields.Choice(
        label=_("What is wrong with it?"),
        choices=[
            ("another", _("The date, or what else it says")),
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
    field_order = [
        "what", "plea", "verdict", "convicted_of", "leave_of", "purpose", "sentence", "court", "on",
        "reason",
    ]  # fmt: skip

    def __init__(self, *args: Any, fact: CourtFact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fact.is_limit:
            self.set_choices("what", LIMIT_CORRECTIONS)
            self.fields["what"].label = _("What has changed?")
            self.fields["reason"].help_text = _("For example, that the court extended it.")
        elif fact.is_leave:
            self.set_choices("what", LEAVE_CORRECTIONS)
            self.fields["reason"].help_text = ""
        asks: dict[str, str] = RESULT_OF | DETAIL_OF
        asked = [asks[fact.kind]] if fact.kind in asks else []
        asked += ["court"] if fact.kind in HEARING_KINDS else []
        for name in {*asks.values(), "court"} - {*asked}:
            del self.fields[name]
        self.conditional_fields = {"what": {"another": [*asked, "on"]}}
        if "verdict" in asked:
            self.conditional_fields["verdict"] = BY_VERDICT
        else:
            del self.fields["convicted_of"]
        known = dict.fromkeys(RESULT_OF.values(), fact.result) | {"purpose": fact.detail}
        known |= {"sentence": fact.detail, "court": fact.court}
        if fact.convicted_of_id:
            known |= {"verdict": OTHER_OFFENCE, "convicted_of": fact.convicted_of_id}
        self.initial = {"on": fact.on, **known, **self.initial}

    def clean(self) -> None:
        super().clean()
        what = self.cleaned_data.pop("what", "")
        self.cleaned_data["is_void"] = what == "void"
        if what == "ended":
            self.cleaned_data["result"] = LimitEnd.ENDED
