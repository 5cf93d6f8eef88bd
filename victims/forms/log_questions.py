"""The form of a question to the audit log."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.case_details.queries.case_search import case_id_of_urn
from people.web import fields
from victims.queries.log_answers import MOST_DAYS, About
from victims.queries.log_extracts import ForWhom
from victims.queries.log_rights import Right
from victims.queries.log_subjects import id_of_account, record_of_victim

ASKED = {About.RECORD: ("urn", "victim"), About.CASE: ("urn",), About.PERSON: ("person",)}
FIRST_YEAR, LAST_YEAR = 2000, 2999  # of a day that is asked about
BAD_YEAR = _("Enter a year from 2000 to 2999")
MISSING = {
    "urn": _("Enter the URN of the case"),
    "victim": _("Enter the number of the victim on the case"),
    "person": _("Enter the email address of the person"),
}
NOT_FOUND = {
    "urn": _("No case has this URN. Check that you entered all of it"),
    "victim": _("The case has no victim of this number"),
    "person": _("No account has this email address"),
}


class AskLogForm(fields.FilterForm):
    """About whom or what, from which day to which, and by what right."""

    subject: UUID | int | None = None  # the id of the record, case or person, once it is valid
    kept: tuple[str, UUID, UUID] | None = None  # about what, its id and its case, if kept from it

    about = fields.Choice(
        label=_("Who saw or changed what?"),
        error_messages={"required": _("Select what you ask about")},
    )
    urn = forms.CharField(label=_("URN of the case"), required=False, max_length=20)
    victim = fields.Number(label=_("Number of the victim on the case"), required=False, most=999)
    person = fields.Email(label=_("Email address of the person"), required=False)
    from_on = fields.DateField(label=_("From"), what=_("the first day"))
    until_on = fields.DateField(label=_("To"), what=_("the last day"))
    right = fields.Lookup(label=_("By what right?"), required=False)

    def __init__(self, *args: Any, kept_from: frozenset[UUID] = frozenset(), **kwargs: Any) -> None:
        """kept_from: the cases from which a conflict of interest keeps whoever asks."""
        super().__init__(*args, **kwargs)
        self._kept_from = kept_from
        self.set_choices("about", About.choices)
        self.set_choices("right", [("", _("By any right")), *Right.choices])

    def clean(self) -> dict[str, Any] | None:
        answers = super().clean() or self.cleaned_data
        for name in ASKED.get(answers.get("about", ""), ()):
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, MISSING[name])
        first, last = answers.get("from_on"), answers.get("until_on")
        self._check_days(first, last)
        if not self.errors:
            self._find_subject(answers)
        return answers

    def _check_days(self, first: date | None, last: date | None) -> None:
        for name, day in (("from_on", first), ("until_on", last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, BAD_YEAR)
        if first and last and last < first:
            self.add_error("until_on", _("The last day must not be before the first"))
        elif first and last and last - first >= MOST_DAYS:
            self.add_error("until_on", _("Ask for a year at most"))

    def _find_subject(self, answers: dict[str, Any]) -> None:
        """Look up what the question is about, and say of which field nothing was found."""
        about = answers["about"]
        if about == About.PERSON:
            self.subject, missing = id_of_account(answers["person"]), "person"
        else:
            case, missing = case_id_of_urn(answers["urn"]), "urn"
            found = case
            if case and about == About.RECORD:
                found, missing = record_of_victim(case, answers["victim"]), "victim"
            if case and case in self._kept_from:  # as if no case had this URN
                self.kept = (about, found, case) if found else (About.CASE, case, case)
                found, missing = None, "urn"
            self.subject = found
        if self.subject is None:
            self.add_error(missing, NOT_FOUND[missing])

    def query(self) -> dict[str, str]:
        """The question as the query of an address: ids and days, and no name or reference."""
        answers = self.cleaned_data
        asked = {"about": answers["about"], "subject": str(self.subject), "right": answers["right"]}
        days = {name: answers[name].isoformat() for name in ("from_on", "until_on")}
        return {name: text for name, text in (asked | days).items() if text}


class LogExtractForm(fields.Form):
    """For whom an extract is made, whether it names the people of the answer, and why."""

    for_whom = fields.Choice(
        label=_("For whom?"),
        choices=ForWhom.choices,
        hints={
            ForWhom.SUBJECT: _("In words, without the entries of the log."),
            ForWhom.CHECKED: _(
                "With the entries, which name people, and with what proves that each is in the log."
            ),
        },
        error_messages={"required": _("Select for whom it is")},
    )
    naming = fields.Choice(
        label=_("Name the people who saw it?"),
        help_text=_("As your rule on the names of staff says. Nothing is chosen for you."),
        choices=[("YES", _("Yes, each by name")), ("NO", _("No, only their agency and right"))],
        error_messages={"required": _("Select whether people are named")},
    )
    why = fields.Reason(
        label=_("Why, and under which reference?"),
        help_text=_("It stands in the extract. Name no victim."),
        max_length=300,
        error_messages={"required": _("Enter why it is made")},
    )
    conditional_fields = {"for_whom": {ForWhom.SUBJECT: ["naming"]}}
