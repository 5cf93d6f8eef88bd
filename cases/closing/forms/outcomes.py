"""The outcome of a closing report: one for all allegations, or one for each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.closing.outcome_codes import OutcomeCode
from cases.decisions.queries.disposals import allegation_label
from cases.models import Allegation, ClosingReport
from people.web import fields

DIFFERENT = "DIFFERENT"  # the answer that each allegation has an outcome of its own
# In the API, where the fields of each allegation end in its id.
OUTCOME_FIELD_PATTERN = r"outcome_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class AllegationsReadField(forms.MultipleChoiceField):
    """
    The allegations that the page showed, so that no outcome counts for one that was not on it.

    Drawn hidden, and always with those of now. Cleaned to their ids.
    """

    widget = forms.MultipleHiddenInput

    default_error_messages = {
        "changed": _(
            "What is alleged against the suspect has changed since you began. Read it again, then "
            "select the outcome"
        )
    }

    def set_shown(self, allegations: Iterable[Allegation]) -> None:
        """Set the allegations that the page shows."""
        shown = [(str(each.pk), allegation_label(each)) for each in allegations]
        self.choices = lambda: shown  # rows: the API describes them as any string
        self.initial = [pk for pk, _label in shown]

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial

    def clean(self, value: Any) -> list[UUID]:
        """The ids. Raises ValidationError if others are alleged now."""
        read = self.to_python(value)
        if read and set(read) != set(self.initial):
            raise ValidationError(self.error_messages["changed"], code="changed")
        return [UUID(each) for each in read]


def outcome_field_name(allegation: Allegation) -> str:
    """Name of the field for the outcome of an allegation."""
    return f"outcome_{allegation.pk}"


def outcome_choices(
    offered: Iterable[OutcomeCode], allegations: Sequence[Allegation]
) -> list[tuple[str, Any]]:
    """The outcomes; also that they differ, where there are several allegations."""
    found: list[tuple[str, Any]] = [(str(each.code), str(each)) for each in offered]
    if len(allegations) > 1:
        found.append((DIFFERENT, _("The allegations have different outcomes")))
    return found


def outcome_fields(
    offered: Iterable[OutcomeCode], allegations: Sequence[Allegation]
) -> dict[str, fields.Lookup]:
    """A field for the outcome of each allegation, where there are several."""
    choices = [("", _("Select an outcome")), *((str(each.code), str(each)) for each in offered)]
    return {
        outcome_field_name(each): fields.Lookup(
            label=allegation_label(each), choices=choices, required=False
        )
        for each in allegations
        if len(allegations) > 1
    }


def take_outcomes(form: fields.Form, allegations: Sequence[Allegation]) -> dict[UUID, int]:
    """
    {allegation: its outcome}, taken out of the form's cleaned data; without those that are wrong.

    One outcome is that of the allegations that were read, or of all if nothing says which. Adds an
    error to each allegation that has no outcome, where the outcomes differ.
    """
    typed = form.cleaned_data
    each_one = {each.pk: typed.pop(outcome_field_name(each), "") for each in allegations}
    given, read = typed.pop("outcome", ""), typed.pop("allegations", ())
    if given != DIFFERENT:
        each_one = dict.fromkeys(read or each_one, given)
    for each in allegations:
        name = outcome_field_name(each)
        if given == DIFFERENT and not each_one[each.pk] and name not in form.errors:
            told = _("Select the outcome of: %(allegation)s")
            form.add_error(name, told % {"allegation": allegation_label(each)})
    return {pk: int(code) for pk, code in each_one.items() if code}


def outcomes_form_data(report: ClosingReport, allegations: Sequence[Allegation]) -> dict[str, str]:
    """
    The form data that would produce the outcomes of this report.

    allegations: as they are now. One that was corrected since keeps the outcome of the version
    that the report knew; one that was added since has none yet.
    """
    said = {row.allegation.first_id: str(row.outcome) for row in report.outcomes.all()}
    mine = {each: said.get(each.first_id, "") for each in allegations}
    codes = set(mine.values()) or set(said.values())
    if len(codes) == 1:
        return {"outcome": codes.pop()}
    return {"outcome": DIFFERENT} | {outcome_field_name(a): code for a, code in mine.items()}


def outcome_conditions(
    allegations: Sequence[Allegation],
) -> Mapping[str, Mapping[Any, Sequence[str]]]:
    """What the answer that outcomes differ reveals (conditional_fields)."""
    names = [outcome_field_name(each) for each in allegations]
    return {"outcome": {DIFFERENT: names}} if len(names) > 1 else {}
