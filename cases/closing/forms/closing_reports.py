"""Forms for closing an investigation: the report, and its withdrawal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.closing.forms.lines_of_inquiry import BaseLineFormSet
from cases.closing.forms.outcomes import (
    OUTCOME_FIELD_PATTERN,
    AllegationsReadField,
    outcome_choices,
    outcome_conditions,
    outcome_fields,
    outcomes_form_data,
    take_outcomes,
)
from cases.closing.forms.victims_asked import (
    require_victim,
    take_victim,
    victim_fields,
    victims_form_data,
)
from cases.closing.outcome_codes import (
    CLOSING_OUTCOMES,
    OUTCOMES_BY_CODE,
    outcomes_hint,
    outcomes_offered,
)
from cases.decisions.forms.suspect_focus import (
    FOCUS_CONDITIONS,
    SuspectFocusForm,
    focus_form_data,
)
from cases.forms.dates import PastDateField
from cases.forms.yes_no import YES_NO
from cases.models import Allegation, ClosingReport, Victim
from people.models import User
from people.web import fields

MAX_VICTIMS_NAMED = 9  # victims of whom the questions are known without the form


class ProposeClosingForm(SuspectFocusForm, fields.Form):
    """
    The outcome, the reasons, what was looked at about the suspect, and what each victim said.

    The fields of a victim end in the victim's number, those of an allegation in its id.
    cleaned_data has the lines of inquiry too, and as outcome {allegation: its code}.
    """

    named_like = (OUTCOME_FIELD_PATTERN,)

    outcome = fields.Choice(
        label=_("Which outcome is it?"),
        choices=outcome_choices(CLOSING_OUTCOMES, ()),  # see __init__
        error_messages={"required": _("Select which outcome it is")},
    )
    allegations = AllegationsReadField(
        label=_("The allegations that you have read"),
        help_text=_("If one has been added or corrected since, nothing is sent."),
        required=False,
    )
    reasons = fields.Reason(
        label=_("Why is it closed?"),
        help_text=_("Look first at what the suspect did. Write it so that it can be explained."),
        rows=6,
        max_length=8000,
        error_messages={"required": _("Enter why it is closed")},
    )
    interviewed = fields.Choice(
        label=_("Was the suspect interviewed under caution?"),
        help_text=_("If so, a victim can ask for a review of this decision."),
        choices=YES_NO,
        error_messages={"required": _("Select whether the suspect was interviewed under caution")},
    )
    interviewed_on = PastDateField(
        label=_("When was the suspect interviewed?"), what=_("the date of the interview")
    )
    no_advice_because = fields.Reason(
        label=_("Why was early advice not sought?"),
        help_text=_("Early advice is considered in every case. Leave this empty if it was sought."),
        rows=3,
        max_length=2000,
        error_messages={"required": _("Enter why early advice was not sought")},
    )
    conditional_fields: Mapping[str, Mapping[Any, Sequence[str]]] = {
        **FOCUS_CONDITIONS,
        "interviewed": {"yes": ["interviewed_on"]},
    }

    @classmethod
    def labels(cls) -> dict[str, str]:
        numbers = range(1, MAX_VICTIMS_NAMED + 1)
        named = {
            name: str(field.label) for n in numbers for name, field in victim_fields(n, {}).items()
        }
        return super().labels() | named

    def __init__(
        self,
        *args: Any,
        allegations: Sequence[Allegation],
        victims: Sequence[Victim],
        people: Iterable[User],
        lines: BaseLineFormSet,
        is_advice_sought: bool = False,
        is_identified: bool = True,
        before: ClosingReport | None = None,
        **kwargs: Any,
    ) -> None:
        """
        Args: allegations: against the suspect. victims: of the allegations. people: who may have
        spoken with them. lines: the formset of lines of inquiry. is_identified: the suspect;
        another outcome is offered for one whom nobody has identified. before: the report that this
        one starts from, if any.
        """
        kwargs["initial"] = report_form_data(before, allegations) if before else None
        super().__init__(*args, **kwargs)
        self.alleged, self.victims, self.lines = allegations, victims, lines
        self.people = {str(person.pk): person for person in people}
        if is_advice_sought:
            del self.fields["no_advice_because"]
        if not is_identified:  # nobody was interviewed
            del self.fields["interviewed"], self.fields["interviewed_on"]
            self.conditional_fields = FOCUS_CONDITIONS
        offered = outcomes_offered(is_identified=is_identified)
        self.set_choices("outcome", outcome_choices(offered, allegations))
        self.typed_field("allegations", AllegationsReadField).set_shown(allegations)
        self.fields["outcome"].help_text = outcomes_hint(offered)
        self.conditional_fields = {**self.conditional_fields, **outcome_conditions(allegations)}
        self.fields |= outcome_fields(offered, allegations)
        for victim in victims:
            self.fields |= victim_fields(victim.number, self.people)

    def clean(self) -> None:
        """Turn the answers into the arguments of the action."""
        super().clean()
        typed = self.cleaned_data
        typed.pop("interviewed", None)
        outcomes = take_outcomes(self, self.alleged)
        asking = {
            each.victim_id
            for each in self.alleged
            if each.pk in outcomes and OUTCOMES_BY_CODE[outcomes[each.pk]].asks_victim
        }
        for victim in self.victims:
            if victim.pk in asking:
                require_victim(self, victim)
        answers = [take_victim(self, victim, self.people) for victim in self.victims]
        typed["outcome"], typed["victims"] = outcomes, [each for each in answers if each]
        if self.lines.is_valid():
            typed["lines"] = self.lines.answered


def report_form_data(report: ClosingReport, allegations: Sequence[Allegation]) -> dict[str, Any]:
    """The form data that would produce this report, without its lines of inquiry."""
    return {
        "reasons": report.reasons,
        "interviewed": "yes" if report.interviewed_on else "no",
        "interviewed_on": report.interviewed_on,
        "no_advice_because": report.no_advice_because,
        **outcomes_form_data(report, allegations),
        **focus_form_data(report.focus.all()),
        **victims_form_data(report),
    }


class WithdrawClosingReportForm(fields.Form):
    """Why a report is withdrawn."""

    text = fields.Reason(
        label=_("Why do you withdraw it?"),
        max_length=2000,
        error_messages={"required": _("Enter why you withdraw it")},
    )
