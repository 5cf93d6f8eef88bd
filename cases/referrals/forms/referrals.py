"""Forms for writing, signing off, sending back and withdrawing a referral."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.anticipated_pleas import PLEA_FIELD_PATTERN, plea_field_name
from cases.deadlines import Urgency
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.forms.yes_no import YES_NO
from cases.mg3_sections import (
    ACCOUNT_FIELD_PATTERN,
    ADVICE_FOLLOWED_QUESTION,
    ASKED_OF_SOME,
    MAX_ANSWER_CHARS,
    MG3_SECTIONS,
    NO_ADVICE_SECTION,
    WRITTEN_FIELDS,
    account_field_name,
)
from cases.models import CodeTest, Referral, Suspect
from cases.open_lines import (
    OPEN_LINES_HEADING,
    OPEN_LINES_QUESTION,
    OpenLines,
    read_open_lines,
)
from cases.referral_checks import MAY_WARN
from cases.referrals.forms import (
    anticipated_pleas,
    check_explanations,
    return_answers,
    suspect_accounts,
)
from cases.referrals.forms import open_lines as line_forms
from cases.referrals.forms.mg3_fields import (
    advice_followed_fields,
    check_advice_followed,
    mg3_field,
)
from cases.referrals.queries.advice_before import AdviceBefore
from cases.referrals.queries.returns_to_answer import ReturnToAnswer
from cases.return_answers import RETURN_ANSWER_FIELD_PATTERN
from people.web import fields

CODE_TEST_HINTS = {
    CodeTest.FULL: _("All the reasonable lines of inquiry have been followed, or enough of them."),
    CodeTest.THRESHOLD: _("For a suspect to be kept in custody while evidence is still to come."),
}


FROM_ADVICE = _(
    "It begins with what request %(n)s for early advice says. Change what is no longer right."
)


class WriteReferralForm(fields.Form):
    """The questions of the MG3, and the suspects it is about."""

    named_like = (ACCOUNT_FIELD_PATTERN, PLEA_FIELD_PATTERN, RETURN_ANSWER_FIELD_PATTERN)

    suspects = RowCheckboxesField(
        label=_("Which suspects are you referring?"),
        error_messages={"required": _("Select at least one suspect")},
    )
    urgency = fields.Choice(
        label=_("How urgent is the decision?"),
        choices=Urgency.choices,
        error_messages={"required": _("Select how urgent the decision is")},
    )
    code_test = fields.Choice(
        label=_("Which test do you ask the prosecutor to apply?"),
        choices=CodeTest.choices,
        hints=CODE_TEST_HINTS,
        error_messages={"required": _("Select which test you ask the prosecutor to apply")},
    )

    is_line_open = fields.Choice(
        label=OPEN_LINES_QUESTION,
        help_text=_("One that could still bring something. If so, enter each one separately."),
        choices=YES_NO,
        required=False,
    )

    @classmethod
    def labels(cls) -> dict[str, str]:
        section_labels = {
            section.name: str(section.question) for section in [*MG3_SECTIONS, *ASKED_OF_SOME]
        }
        section_labels["advice_followed"] = str(ADVICE_FOLLOWED_QUESTION)
        return super().labels() | section_labels

    def __init__(
        self,
        *args: Any,
        suspects: Collection[Any],
        hints: Mapping[str, str],
        lines: line_forms.BaseOpenLineFormSet,
        advice: AdviceBefore | None = None,
        returns: Sequence[ReturnToAnswer] = (),
        **kwargs: Any,
    ) -> None:
        """
        Args: suspects: those who may be referred. hints: the period of each urgency class. lines:
        the formset of open lines of inquiry. advice: the early advice whose text a new referral
        begins with, if any. returns: those of the suspects that are to be answered.
        """
        self.lines = lines
        super().__init__(*args, **kwargs)
        self.typed_field("suspects", RowCheckboxesField).set_rows(
            suspects, suspect_label, custody_label
        )
        self.typed_field("urgency", fields.Choice).hints = hints
        for section in MG3_SECTIONS:
            self.fields[section.name] = mg3_field(section)
        self.offered, self.returns = list(suspects), list(returns)
        self.fields |= return_answers.return_answer_fields(self.returns)
        self.fields |= suspect_accounts.account_fields(self.offered)
        self.fields |= anticipated_pleas.plea_fields(self.offered)
        self.fields |= check_explanations.explanation_fields(MAY_WARN)
        if unadvised := [each.number for each in self.offered if not each.was_advice_sought]:
            self.fields[NO_ADVICE_SECTION.name] = _no_advice_field(unadvised)
        if any(each.was_advice_given for each in self.offered):
            self.fields |= advice_followed_fields()
        if advice:
            self._begin_with(advice)

    @property
    def names_by_suspect(self) -> list[str]:
        """Names of the fields about each suspect: what they say, then the plea expected."""
        kinds = (account_field_name, plea_field_name)
        return [name_of(each.number) for each in self.offered for name_of in kinds]

    def _begin_with(self, advice: AdviceBefore) -> None:
        """Begin with the text of the request for early advice, and say so beside each answer."""
        begins = advice.initial | ({"is_line_open": "yes"} if advice.open_lines else {})
        self.initial = {**begins, **self.initial}
        told = FROM_ADVICE % {"n": advice.number}
        for name in begins:
            self.fields[name].help_text = f"{self.fields[name].help_text} {told}"

    def clean(self) -> None:
        """Require the reason for no early advice if a chosen suspect had none."""
        super().clean()
        check_explanations.collect_explanations(self.cleaned_data, MAY_WARN)
        suspect_accounts.collect_accounts(self, self.offered)
        anticipated_pleas.collect_pleas(self, self.offered)
        return_answers.collect_return_answers(self, self.returns)
        self._collect_lines()
        chosen = self.cleaned_data.get("suspects", [])
        check_advice_followed(self, chosen)
        if all(suspect.was_advice_sought for suspect in chosen):
            self.cleaned_data[NO_ADVICE_SECTION.name] = ""
        elif self.cleaned_data.get(NO_ADVICE_SECTION.name) == "":
            self.add_error(NO_ADVICE_SECTION.name, NO_ADVICE_SECTION.missing)

    def prefill(self, typed: Any) -> None:
        """As any form, with its open lines, of which one may be added or removed."""
        super().prefill(typed)
        self.lines = line_forms.open_lines_formset(typed).reshaped(typed)

    @property
    def lines_typed(self) -> OpenLines:
        """The open lines as typed so far; None while it is not said whether any is open."""
        typed = tuple(self.lines.typed)
        return () if not typed and self["is_line_open"].value() == "no" else typed or None

    def is_valid(self) -> bool:
        """Invalid while a row of the open lines is."""
        return super().is_valid() and self.lines.is_valid()

    def _collect_lines(self) -> None:
        """Put the open lines into `open_lines`, as the action takes them, once they are valid."""
        answer = self.cleaned_data.pop("is_line_open", "")
        if not self.lines.is_valid():
            return  # the rows say what is wrong
        lines = self.lines.answered
        if lines and answer != "yes":
            self.add_error("is_line_open", LINES_TYPED)
        elif answer == "yes" and not lines:
            self.add_error("is_line_open", NO_LINE_TYPED)
        self.cleaned_data["open_lines"] = lines if answer else None


LINES_TYPED = _("Select Yes, or remove the lines that you entered below")
NO_LINE_TYPED = _("Enter each line of inquiry that is still open, or select No")


def custody_label(suspect: Suspect) -> str:
    """The suspect's custody status, as a hint beneath their name."""
    return suspect.get_custody_display()


def _no_advice_field(numbers: Collection[int]) -> fields.Text:
    """Field for why early advice was not sought; required depending on the suspects chosen."""
    about = ngettext(
        "No early advice was sought about suspect %(n)s.",
        "No early advice was sought about suspects %(n)s.",
        len(numbers),
    ) % {"n": ", ".join(map(str, sorted(numbers)))}
    field = mg3_field(NO_ADVICE_SECTION)
    field.required, field.help_text = False, f"{about} {NO_ADVICE_SECTION.hint}"
    return field


ALL_LINES = "open_lines"


class ReviseReferralForm(WriteReferralForm, fields.EditForm):
    """
    A referral that the supervisor sent back, written again.

    Where others may have changed it meanwhile (`of`), its open lines are compared as one value.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.of, Referral):
            lines = read_open_lines(self.of.open_lines)
            self.fields[ALL_LINES] = line_forms.AllOpenLinesField()
            self.initial = {**self.initial, ALL_LINES: line_forms.lines_as_one(lines)}

    def hidden_fields(self) -> list[forms.BoundField]:
        """Without the lines as one value, which are read from their rows."""
        return [each for each in super().hidden_fields() if each.name != ALL_LINES]

    def _merge(self) -> None:
        """As any form; of the lines that only others changed, the rows are theirs too."""
        self.data = self.data.copy()
        self.data[ALL_LINES] = line_forms.lines_as_one(self.lines_typed)
        super()._merge()
        if ALL_LINES in self.changed_by_others:
            self.lines = line_forms.rows_from_one(self.data[ALL_LINES])

    def differences(self) -> Iterator[tuple[Any, ...]]:
        """Differences between versions, with each check's explanation compared in its own field."""
        for name, theirs, yours in self.stale or ():
            if name == ALL_LINES:
                yield OPEN_LINES_HEADING, *map(line_forms.words_of_lines, (theirs, yours))
            elif name == "accounts":
                yield from suspect_accounts.account_differences(theirs, yours)
            elif name == "return_answers":
                yield from return_answers.return_answer_differences(theirs, yours)
            elif name == "pleas":
                yield from anticipated_pleas.plea_differences(theirs, yours)
            elif name == "explained":
                yield from check_explanations.explanation_differences(theirs, yours, MAY_WARN)
            elif rule := check_explanations.check_code_of_field(name, MAY_WARN):
                yield from check_explanations.explanation_differences(
                    {rule: theirs}, {rule: yours}, MAY_WARN
                )
            else:
                yield name, theirs, yours


def referral_form_initial(
    referral: Referral | None, suspects: Collection[Suspect]
) -> dict[str, Any] | None:
    """Initial data of a new referral: the answers of an earlier one, if there is one."""
    if referral is None:
        return None
    initial = {name: getattr(referral, name) for name in WRITTEN_FIELDS}
    initial |= check_explanations.explanation_initial(referral.explained)
    initial |= suspect_accounts.account_initial(referral, suspects)
    initial |= anticipated_pleas.plea_initial(referral, suspects)
    initial |= return_answers.return_answer_initial(referral)
    lines = line_forms.open_lines_begun_with(referral)
    initial["is_line_open"] = line_forms.line_open_initial(lines)
    return initial | {"suspects": [str(suspect.pk) for suspect in suspects]}


class SuperviseReferralForm(fields.EditForm):
    """The supervisor's comment, for sign-off and for sending back."""

    supervisor_comments = fields.Text(
        label=_("What are your comments?"),
        help_text=_(
            "If you sign it off, the CPS reads them: why the test is met and what you have "
            "checked. If you send it back, the officer reads what to change."
        ),
        max_length=MAX_ANSWER_CHARS,
        rows=6,
        error_messages={"required": _("Enter your comments")},
    )


class WithdrawReferralForm(fields.Form):
    """Why the police withdraw the referral."""

    withdrawal_reason = fields.Reason(
        label=_("Why do you withdraw it?"),
        help_text=_("The CPS reads this if the referral has been sent."),
        max_length=2000,
        error_messages={"required": _("Enter why you withdraw it")},
    )
