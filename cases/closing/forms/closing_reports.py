"""Forms for closing an investigation: the report, its signature, and its reopening."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.closing.outcome_codes import (
    CLOSING_OUTCOMES,
    OUTCOMES_BY_CODE,
    outcomes_hint,
    outcomes_offered,
)
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.forms.dates import PastDateField
from cases.models import ClosingReport, HowAsked, ToldBefore, Victim
from people.models import User
from people.web import fields

MAX_LINES = 40
MAX_VICTIMS_NAMED = 9  # victims of whom the questions are known without the form
ISVA = "ISVA"  # the choice that stands for the victim's ISVA
ASKED_HINT = _("Below, say what the victim said.")
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class LineForm(fields.RowForm):
    """One line of inquiry."""

    text = fields.SingleLineField(
        label=_("Line of inquiry"),
        max_length=300,
        error_messages={"required": _("Enter the line of inquiry")},
    )
    is_done = fields.Choice(
        label=_("Was it done?"),
        choices=YES_NO,
        error_messages={"required": _("Select whether it was done")},
    )
    why_not = fields.Reason(
        label=_("Why was it not done?"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Enter why it was not done")},
    )
    conditional_fields = {"is_done": {"no": ["why_not"]}}


class BaseLineFormSet(fields.RowFormSet):
    """The lines of inquiry, added and removed one by one."""

    noun = _("Line %(n)s")

    @property
    def answered(self) -> list[LineOfInquiry]:
        """The lines; untouched rows are left out."""
        typed = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [
            LineOfInquiry(each["text"], each["is_done"] == "yes", each["why_not"] or "")
            for each in typed
        ]


LineFormSet = fields.row_formset_class(
    LineForm, formset=BaseLineFormSet, extra=0, min_num=1, validate_min=True, max_num=MAX_LINES
)


class ProposeClosingForm(fields.Form):
    """
    The outcome, the reasons, and what each victim said.

    The fields of a victim end in the victim's number. cleaned_data has the lines of inquiry too.
    """

    outcome = fields.Choice(
        label=_("Which outcome is it?"),
        help_text=outcomes_hint(CLOSING_OUTCOMES),
        choices=[(str(each.code), str(each)) for each in CLOSING_OUTCOMES],  # see __init__
        hints={str(each.code): ASKED_HINT for each in CLOSING_OUTCOMES if each.asks_victim},
        error_messages={"required": _("Select which outcome it is")},
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
        "interviewed": {"yes": ["interviewed_on"]}
    }

    @classmethod
    def labels(cls) -> dict[str, str]:
        numbers = range(1, MAX_VICTIMS_NAMED + 1)
        named = {
            name: str(field.label) for n in numbers for name, field in _victim_fields(n, {}).items()
        }
        return super().labels() | named

    def __init__(
        self,
        *args: Any,
        victims: Sequence[Victim],
        people: Iterable[User],
        lines: Any,
        is_advice_sought: bool = False,
        is_identified: bool = True,
        before: ClosingReport | None = None,
        **kwargs: Any,
    ) -> None:
        """
        Args: victims: of the allegations. people: who may have spoken with them. lines: the
        formset of lines of inquiry. is_identified: the suspect; another outcome is offered for one
        whom nobody has identified. before: the report that this one starts from, if any.
        """
        kwargs["initial"] = report_form_data(before) if before else None
        super().__init__(*args, **kwargs)
        self.victims, self.lines = victims, lines
        self.people = {str(person.pk): person for person in people}
        if is_advice_sought:
            del self.fields["no_advice_because"]
        if not is_identified:  # nobody was interviewed
            del self.fields["interviewed"], self.fields["interviewed_on"]
            self.conditional_fields = {}
        offered = outcomes_offered(is_identified=is_identified)
        self.set_choices("outcome", [(str(each.code), str(each)) for each in offered])
        for victim in victims:
            self.fields |= _victim_fields(victim.number, self.people)

    def clean(self) -> None:
        """Turn the answers into the arguments of the action."""
        super().clean()
        typed = self.cleaned_data
        typed.pop("interviewed", None)
        if code := typed.get("outcome"):
            typed["outcome"] = int(code)
            self._require_victims(int(code))
        answers = [self._take_victim(victim) for victim in self.victims]
        typed["victims"] = [each for each in answers if each]
        if self.lines.is_valid():
            typed["lines"] = self.lines.answered

    def _require_victims(self, code: int) -> None:
        """What a victim said, or why they were not asked, where the outcome asks for it."""
        for victim in self.victims:
            said, why = f"said_{victim.number}", f"not_asked_because_{victim.number}"
            has_answer = self.cleaned_data.get(said) or self.cleaned_data.get(why)
            if OUTCOMES_BY_CODE[code].asks_victim and not has_answer and not self._is_wrong(victim):
                self.add_error(
                    said, _("Enter what the victim said, or below why they were not asked")
                )

    def _is_wrong(self, victim: Victim) -> bool:
        return any(name.endswith(f"_{victim.number}") for name in self.errors)

    def _take_victim(self, victim: Victim) -> VictimAnswer | None:
        """The answer of one victim, taken out of the cleaned data; None if none was typed."""
        n, typed = victim.number, self.cleaned_data
        given = {name: typed.pop(f"{name}_{n}", None) for name in VICTIM_FIELDS}
        said, why = given["said"] or "", given["not_asked_because"] or ""
        if said and why:
            self.add_error(f"not_asked_because_{n}", _("Leave this empty if the victim was asked"))
        if said and not why:
            for name, missing in MISSING_OF_VICTIM.items():
                if not given[name] and f"{name}_{n}" not in self.errors:
                    self.add_error(f"{name}_{n}", missing)
            return VictimAnswer(
                victim, said, self.people.get(given["spoke"] or ""), given["on"],
                given["how"] or "", given["told"] or (),
            )  # fmt: skip
        return VictimAnswer(victim, not_asked_because=why) if why else None


VICTIM_FIELDS = ("spoke", "on", "how", "said", "told", "not_asked_because")
MISSING_OF_VICTIM = {
    "spoke": _("Select who spoke with the victim"),
    "on": _("Enter when they spoke with the victim"),
    "how": _("Select how they spoke with the victim"),
}


def _victim_fields(n: int, people: Mapping[str, User]) -> dict[str, Any]:
    """The fields about one victim; all may stay empty for an outcome that does not ask."""
    made = _fields_of_meeting({"n": n}, people) | _fields_of_answer({"n": n})
    return {f"{name}_{n}": made[name] for name in VICTIM_FIELDS}


def _fields_of_meeting(number: dict[str, int], people: Mapping[str, User]) -> dict[str, Any]:
    """Who spoke with a victim, when and how."""
    names = ((key, each.name) for key, each in people.items())
    spoke = [("", _("Nobody yet")), *names, (ISVA, _("Their ISVA, with their consent"))]
    return {
        "spoke": fields.Lookup(
            label=_("Who spoke with victim %(n)s?") % number,
            choices=lambda: spoke,  # rows: the API describes them as any string
            required=False,
        ),
        "on": PastDateField(
            label=_("When did they speak with victim %(n)s?") % number,
            what=_("the day on which they spoke"),
            required=False,
        ),
        "how": fields.Choice(
            label=_("How did they speak with victim %(n)s?") % number,
            choices=HowAsked.choices,
            required=False,
        ),
    }


def _fields_of_answer(number: dict[str, int]) -> dict[str, Any]:
    """What a victim said and had been told, or why they were not asked."""
    return {
        "said": fields.Text(
            label=_("What did victim %(n)s say?") % number,
            help_text=_("In their own words, as near as you can."),
            max_length=4000,
            required=False,
        ),
        "told": fields.Choices(
            label=_("What was victim %(n)s told before they chose?") % number,
            choices=ToldBefore.choices,
            required=False,
        ),
        "not_asked_because": fields.Reason(
            label=_("If victim %(n)s was not asked, why not?") % number,
            rows=2,
            max_length=2000,
            required=False,
        ),
    }


def report_form_data(report: ClosingReport) -> dict[str, Any]:
    """The form data that would produce this report, without its lines of inquiry."""
    found: dict[str, Any] = {
        "outcome": str(report.outcome),
        "reasons": report.reasons,
        "interviewed": "yes" if report.interviewed_on else "no",
        "interviewed_on": report.interviewed_on,
        "no_advice_because": report.no_advice_because,
    }
    for row in report.victims_asked.all():
        spoke = str(row.spoke_id) if row.spoke_id else ISVA if row.said else ""
        values = {
            "spoke": spoke, "on": row.on, "how": row.how, "said": row.said, "told": row.told,
            "not_asked_because": row.not_asked_because,
        }  # fmt: skip
        found |= {f"{name}_{row.victim.number}": value for name, value in values.items()}
    return found


def lines_form_data(report: ClosingReport | None, advised: Sequence[str]) -> list[dict[str, str]]:
    """The rows that the lines start with: those of a report, else the lines that were advised."""
    if report:
        return [
            {"text": line.text, "is_done": "yes" if line.is_done else "no", "why_not": line.why_not}
            for line in report.lines.all()
        ]
    return [{"text": line[:300]} for line in advised[:MAX_LINES]]


class WithdrawClosingReportForm(fields.Form):
    """Why a report is withdrawn."""

    text = fields.Reason(
        label=_("Why do you withdraw it?"),
        max_length=2000,
        error_messages={"required": _("Enter why you withdraw it")},
    )
