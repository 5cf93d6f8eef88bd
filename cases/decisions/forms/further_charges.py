"""The form for a further charge of a suspect who is charged."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.decisions.both_acts import counts_without_other_act
from cases.decisions.counts import StatedCount
from cases.decisions.forms.charge_facts import AS_ALLEGED, ChargeFactsForm
from cases.decisions.forms.charge_stops import NAME_ALTERNATIVE
from cases.decisions.forms.count_rows import victims_alleged
from cases.decisions.forms.other_act import (
    NONE_COVERS,
    check_other_act_reason,
    other_act_reason,
)
from cases.decisions.queries.counts import days_text
from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowRadioField
from cases.models import Allegation, ProsecutionConsent
from cases.offences.forms.offence_field import OffenceField
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.obstacles import cautions_about, needs_consent, obstacle_to_charge
from people.web import fields
from timeliness.calendar import london_day

NOT_ALLEGED_LABEL = gettext_lazy("None of them: the police have not alleged it")
NOT_ALLEGED = "none"  # the answer that it comes from no allegation


class SourceField(RowRadioField):
    """The allegation that a charge comes from, among all of them, or None."""

    def offer(self, alleged: Iterable[Allegation]) -> None:
        """Offer these allegations, and that it comes from none of them."""
        self.set_rows(alleged, _allegation_label)
        choices = [(key, _allegation_label(row)) for key, row in self.rows.items()]
        self.choices = [*choices, (NOT_ALLEGED, NOT_ALLEGED_LABEL)]


class AddChargeForm(ChargeFactsForm, fields.Form):
    """
    One further charge, from an allegation or new, and its alternative.

    What is left out of a charge from an allegation is as alleged. cautions: sentences about the law
    that bear on it, once its offence and days are known.
    """

    cautions: Sequence[str] = ()

    allegation = SourceField(
        label=gettext_lazy("Which allegation does it come from?"),
        help_text=gettext_lazy(
            "If the charge is as alleged, leave the victim, the days and the offence empty."
        ),
        required=False,
    )
    alternative = OffenceField(
        label=gettext_lazy("Which offence in the alternative? (optional)"),
        help_text=NAME_ALTERNATIVE,
        days=("from_on", "to_on"),
        required=False,
    )
    other_particulars = fields.Reason(
        label=gettext_lazy("What are the particulars of the alternative?"),
        help_text=gettext_lazy("Only where you enter an offence in the alternative."),
        rows=3,
        max_length=4000,
        required=False,
    )
    other_act_because = other_act_reason()
    consent = fields.Choice(
        label=gettext_lazy("Has the consent to prosecute been given?"),
        help_text=gettext_lazy("Only where this charge, or its alternative, needs it."),
        choices=ProsecutionConsent.choices,
        required=False,
    )
    on = PastDateField(
        label=gettext_lazy("On which day was it charged? (optional)"),
        what=gettext_lazy("the day on which it was charged"),
        help_text=gettext_lazy(
            "The day on which the police charged it, or it was put in court. If it is not done "
            "yet, the second reader gives the day."
        ),
        required=False,
    )
    text = fields.Reason(
        label=gettext_lazy("Why do you add this charge?"),
        help_text=gettext_lazy(
            "What has come out, and how both stages of the test are met. The police can read it."
        ),
        rows=6,
        max_length=4000,
        error_messages={"required": gettext_lazy("Enter why you add this charge")},
    )

    def __init__(
        self,
        *args: Any,
        allegations: Iterable[Allegation],
        is_day_known: bool = False,
        **kwargs: Any,
    ) -> None:
        """
        Args: allegations: against the suspect, with their victims. is_day_known: whether it has to
        be said on which day it was charged, since no second reader can give it.
        """
        super().__init__(*args, **kwargs)
        if is_day_known:
            day = self.fields["on"]
            day.required, day.label = True, _("On which day was it charged?")
            day.help_text = _("The day on which the police charged it, or it was put in court.")
        alleged = list(allegations)
        self.typed_field("allegation", SourceField).offer(alleged)
        self.set_victims(victims_alleged(alleged))

    def clean(self) -> None:
        super().clean()
        typed, alleged = self.cleaned_data, self.cleaned_data.get("allegation")
        if alleged and any(typed.get(name) for name in AS_ALLEGED):
            typed["victim"] = typed.get("victim") or alleged.victim
        self.take_facts(alleged)
        is_said = "other_particulars" in self.errors or typed.get("other_particulars", "").strip()
        if typed.get("alternative") and not is_said:
            self.add_error("other_particulars", _("Enter the particulars of the alternative"))
        if not self.errors:
            self._check_counts(_counts_of(typed))

    def _check_counts(self, counts: Mapping[str, StatedCount]) -> None:
        """Check that each can be charged, under both Acts where it has to be, and the consent."""
        today = self.cleaned_data.get("on") or london_day(timezone.now())
        told = [text for each in counts.values() for text in cautions_about(each, today=today)]
        self.cautions = list(dict.fromkeys(told))
        for name, count in counts.items():
            if obstacle := obstacle_to_charge(count, today=today):
                self.add_error(name, obstacle)
        check_other_act_reason(self, list(counts.values()))
        for _number, judgement in counts_without_other_act(list(counts.values())):
            if "alternative" not in self.errors:
                self.add_error("alternative", f"{judgement_text(judgement)} {NONE_COVERS}")
        if not any(needs_consent(each) for each in counts.values()):
            self.cleaned_data["consent"] = ""
        elif not self.cleaned_data.get("consent"):
            self.add_error("consent", _("Select whether the consent has been given"))


def _counts_of(typed: Mapping[str, Any]) -> dict[str, StatedCount]:
    """{the field of its offence: the count} that a valid form states."""
    victim, days = typed["victim"], (typed["from_on"], typed.get("to_on"))
    counts = {
        "offence": StatedCount(
            victim,
            typed["offence"],
            *days,
            typed["particulars"],
            typed["allegation"],
            other_act_because=typed["other_act_because"],
        )
    }
    if typed.get("alternative"):
        particulars = typed["other_particulars"]
        counts["alternative"] = StatedCount(
            victim, typed["alternative"], *days, particulars, alternative_to=1
        )
    return counts


def _allegation_label(allegation: Allegation) -> str:
    days = days_text((allegation.from_on, allegation.to_on or allegation.from_on))
    return _("%(offence)s, victim %(n)s, %(days)s") % {
        "offence": allegation.offence, "n": allegation.victim.number, "days": days,
    }  # fmt: skip
