"""What became of each count of a charge, and what was laid beside them."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.decisions.counts import LaidCount
from cases.decisions.forms.counts import MAX_COUNTS
from cases.decisions.queries.counts import AuthorisedCount, count_label
from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowRadioField
from cases.models import Victim
from cases.offences.forms.offence_field import OffenceField
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.offence_table import judge
from people.web import fields

MAX_OTHER_CHARGES = 10
UNKNOWN_TO_CPS = gettext_lazy("The CPS does not know this victim. This report tells it.")
NONE_LAID = gettext_lazy("Select an authorised charge that was laid, or add the charge that was")


class CountOutcome(TextChoices):
    """What became of a count that was authorised."""

    AS_STATED = "AS_STATED", gettext_lazy("Charged as authorised")
    DIFFERENT = "DIFFERENT", gettext_lazy("Charged differently")
    NOT_CHARGED = "NOT_CHARGED", gettext_lazy("Not charged")


class HiddenChoice(fields.HintedMixin):
    """A choice that the page has made."""

    widget = forms.HiddenInput
    empty_value = ""


class CountReportForm(fields.RowForm):
    """One count that was authorised; or, without `count`, a charge that was not authorised."""

    count = HiddenChoice(label=gettext_lazy("Which charge is it?"), required=False)
    outcome = fields.Choice(
        label=gettext_lazy("Was it charged?"), choices=CountOutcome.choices, required=False
    )
    victim = RowRadioField(label=gettext_lazy("Which victim?"), required=False)
    from_on = PastDateField(
        label=gettext_lazy("On or from which day?"),
        what=gettext_lazy("the first day of the charge"),
        help_text=gettext_lazy("For example, 27 3 2025"),
        required=False,
    )
    to_on = PastDateField(
        label=gettext_lazy("Until which day?"),
        what=gettext_lazy("the last day of the charge"),
        help_text=gettext_lazy("Leave this empty if it was a single day."),
        required=False,
    )
    offence = OffenceField(days=("from_on", "to_on"), required=False)
    reason = fields.Reason(
        label=gettext_lazy("Why was it charged?"), rows=3, max_length=4000, required=False
    )
    not_charged_reason = fields.Reason(
        label=gettext_lazy("Why was it not charged?"), rows=3, max_length=4000, required=False
    )
    conditional_fields: Mapping[str, Mapping[Any, Sequence[str]]] = {
        "outcome": {CountOutcome.NOT_CHARGED: ["not_charged_reason"]}
    }

    def __init__(
        self,
        *args: Any,
        victims: Sequence[Victim],
        counts: Sequence[AuthorisedCount] = (),
        is_blank: bool = False,
        **kwargs: Any,
    ) -> None:
        """Args: is_blank: whether it stands for any row, as in the description of the API."""
        super().__init__(*args, **kwargs)
        self.set_choices("count", [(str(each.number), count_label(each)) for each in counts])
        self.typed_field("victim", RowRadioField).set_rows(
            victims,
            lambda victim: _("Victim %(n)s") % {"n": victim.number},
            lambda victim: UNKNOWN_TO_CPS if victim.only_side else "",
        )
        by_number = {str(each.number): each for each in counts}
        self.authorised = by_number.get(str(self["count"].value()))
        if self.authorised:
            self._ask_about(self.authorised)
        elif not is_blank:
            self.conditional_fields = {}
            del self.fields["outcome"], self.fields["not_charged_reason"]

    def _ask_about(self, count: AuthorisedCount) -> None:
        """Ask what became of a count; what was charged differently is about its victim."""
        del self.fields["victim"]
        self.fields["reason"].label = _("Why was it charged differently?")
        self.fields["outcome"].label = count_label(count)
        self.fields["outcome"].help_text = count.particulars
        self.conditional_fields = {
            "outcome": {
                CountOutcome.DIFFERENT: ["from_on", "to_on", "offence", "reason"],
                CountOutcome.NOT_CHARGED: ["not_charged_reason"],
            }
        }

    def answers(self) -> dict[str, Any]:
        """The raw input, with the count that it is about."""
        return super().answers() | {"count": self["count"].value()}

    def clean(self) -> None:
        super().clean()
        outcome = self.cleaned_data.get("outcome")
        if self.authorised and not outcome:
            self._require("outcome", _("Select whether it was charged"))
        if not self.authorised or outcome == CountOutcome.DIFFERENT:
            self._check_charge()

    def _check_charge(self) -> None:
        """Check a charge that is not as authorised."""
        if not self.authorised:
            self._require("victim", _("Select the victim"))
        self._require("from_on", _("Enter the first day of the charge"))
        self._require("offence", _("Select the offence"))
        typed = self.cleaned_data
        begun, ended, offence = (typed.get(name) for name in ("from_on", "to_on", "offence"))
        if begun and ended and ended < begun:
            self.add_error("to_on", _("Enter a last day that is on or after the first day"))
        elif begun and offence and "to_on" not in self.errors:
            judgement = judge(offence.pk, begun, ended)
            if not judgement.may_be_charged:
                self.add_error("offence", judgement_text(judgement))

    def _require(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    @property
    def laid(self) -> LaidCount | None:
        """What was laid, once the form is valid; None if nothing was."""
        typed, count = self.cleaned_data, self.authorised
        if not typed:
            return None  # an untouched row
        if count is None:
            return LaidCount(
                typed["victim"], typed["offence"], typed["from_on"], typed["to_on"],
                reason=typed["reason"],
            )  # fmt: skip
        if typed["outcome"] == CountOutcome.NOT_CHARGED:
            return None
        if typed["outcome"] == CountOutcome.AS_STATED:
            return LaidCount(count.victim, count.offence, count.from_on, count.to_on, count.number)
        return LaidCount(
            count.victim, typed["offence"], typed["from_on"], typed["to_on"], count.number,
            typed["reason"],
        )  # fmt: skip


class BaseCountReportFormSet(fields.RowFormSet):
    """The counts authorised, then the charges laid beside them, which are added one by one."""

    noun = gettext_lazy("Other charge %(n)s")

    @property
    def empty_form(self) -> CountReportForm:
        """A row that has the fields of every row."""
        form: CountReportForm = self.form(
            prefix=self.add_prefix("__prefix__"), is_blank=True, **self.form_kwargs
        )
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.authorised:
            form.empty_permitted = False
            form.row = _("Charge %(n)s") % {"n": form.authorised.number}
        elif index is not None:
            form.row = self.noun % {"n": index + 1 - len(self.form_kwargs["counts"])}

    @property
    def others(self) -> list[Any]:
        """The rows of charges that were not authorised."""
        return [form for form in self.forms if not form.authorised]

    def clean(self) -> None:
        """Refuse a report that leaves a count out, or has it twice."""
        said = [form.authorised.number for form in self.forms if form.authorised]
        if sorted(said) != [count.number for count in self.form_kwargs["counts"]]:
            raise forms.ValidationError(_("Say once of each charge whether it was laid."))
        if not any(form.errors for form in self.forms) and not self.laid:
            raise forms.ValidationError(NONE_LAID)

    @property
    def laid(self) -> list[LaidCount]:
        """The counts laid, once the formset is valid."""
        return [form.laid for form in self.forms if form.laid]

    @property
    def not_charged(self) -> dict[int, str]:
        """{number of a count that was not charged: why}, once the formset is valid."""
        return {
            form.authorised.number: form.cleaned_data["not_charged_reason"]
            for form in self.forms
            if form.authorised and form.laid is None
        }

    def require_reasons(self) -> None:
        """Add an error to each count that differs and does not say why."""
        for form in filter(lambda each: each.cleaned_data, self.forms):
            name = "reason" if form.laid else "not_charged_reason"
            is_as_stated = form.laid and form.cleaned_data.get("outcome") == CountOutcome.AS_STATED
            if not is_as_stated and not form.cleaned_data[name].strip():
                form.add_error(name, MISSING_REASONS[form.cleaned_data.get("outcome", "")])

    def reshaped(self, data: Mapping[str, Any]) -> Self:
        """These rows after a charge that was not authorised was added, or one was removed."""
        rows = self.answers()
        removed = str(data.get("remove", ""))
        if removed.isdecimal() and int(removed) < len(rows) and not rows[int(removed)]["count"]:
            del rows[int(removed)]
        if "add" in data:
            rows.append({})
        return type(self)(initial=rows, prefix=self.prefix, form_kwargs=self.form_kwargs)


MISSING_REASONS = {
    "": gettext_lazy("Enter why it was charged, or one reason for all differences below"),
    CountOutcome.DIFFERENT: gettext_lazy(
        "Enter why it was charged differently, or one reason for all differences below"
    ),
    CountOutcome.NOT_CHARGED: gettext_lazy(
        "Enter why it was not charged, or one reason for all differences below"
    ),
}


def rows_before_report(counts: Sequence[AuthorisedCount]) -> list[dict[str, Any]]:
    """Initial data of a first report; what became of each count is never preselected."""
    return [{"count": str(count.number), **_charge_data(count)} for count in counts]


def rows_of_report(
    counts: Sequence[AuthorisedCount], laid: Sequence[LaidCount], not_charged: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Initial data that would produce a report."""
    by_number = {each.number: each for each in laid if each.number}
    rows = []
    for count, row in zip(counts, rows_before_report(counts), strict=True):
        found = by_number.get(count.number)
        if found is None:
            why = not_charged.get(count.number, "")
            rows.append(row | {"outcome": CountOutcome.NOT_CHARGED, "not_charged_reason": why})
        elif found.reason or not _is_as_stated(count, found):
            said = _charge_data(found) | {"reason": found.reason}
            rows.append(row | {"outcome": CountOutcome.DIFFERENT} | said)
        else:
            rows.append(row | {"outcome": CountOutcome.AS_STATED})
    others = [each for each in laid if not each.number]
    return rows + [_charge_data(each) | {"reason": each.reason} for each in others]


def _is_as_stated(count: AuthorisedCount, laid: LaidCount) -> bool:
    names = ("victim", "offence", "from_on", "to_on")
    return all(getattr(count, name) == getattr(laid, name) for name in names)


def _charge_data(row: AuthorisedCount | LaidCount) -> dict[str, Any]:
    return {
        "victim": str(row.victim.pk), "offence": row.offence.pk, "from_on": row.from_on,
        "to_on": row.to_on,
    }  # fmt: skip


CountReportFormSet = fields.row_formset_class(
    CountReportForm,
    formset=BaseCountReportFormSet,
    extra=0,
    max_num=MAX_COUNTS + MAX_OTHER_CHARGES,
)
