"""What is asked of those who write a referral, read it before it goes, or take it back."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.completeness import MAY_WARN
from cases.deadlines import Urgency
from cases.forms import explaining
from cases.forms.allegations import suspect_label
from cases.forms.explaining import TOO_LONG
from cases.forms.rows import SomeRows
from cases.mg3 import LONGEST, NO_ADVICE, SECTIONS, WRITTEN, Section
from cases.models import CodeTest, Referral, Suspect
from people import fields

CODE_TEST_HINTS = {
    CodeTest.FULL: _("All the reasonable lines of inquiry have been followed, or enough of them."),
    CodeTest.THRESHOLD: _("For a suspect to be kept in custody while evidence is still to come."),
}


class WriteReferral(fields.Form):
    """What an MG3 asks, and about which suspects."""

    suspects = SomeRows(
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

    @classmethod
    def labels(cls) -> dict[str, str]:
        asked = {section.name: str(section.question) for section in [*SECTIONS, NO_ADVICE]}
        return super().labels() | asked

    def __init__(
        self, *args: Any, suspects: Iterable[Any], hints: Mapping[str, str], **kwargs: Any
    ) -> None:
        """suspects: those who may be referred. hints: the period of each urgency class."""
        super().__init__(*args, **kwargs)
        self.fields["suspects"].offer(suspects, suspect_label, whereabouts)
        self.fields["urgency"].hints = hints
        for section in SECTIONS:
            self.fields[section.name] = _answer_to(section)
        self.fields |= explaining.why_it_goes(MAY_WARN)
        if unadvised := [each.number for each in suspects if not each.was_advice_sought]:
            self.fields[NO_ADVICE.name] = _why_no_advice(unadvised)

    def clean(self) -> None:
        """Why early advice was not sought is asked about whoever is chosen and had none."""
        super().clean()
        explaining.taken_together(self.cleaned_data, MAY_WARN)
        chosen = self.cleaned_data.get("suspects", [])
        if all(suspect.was_advice_sought for suspect in chosen):
            self.cleaned_data[NO_ADVICE.name] = ""
        elif self.cleaned_data.get(NO_ADVICE.name) == "":
            self.add_error(NO_ADVICE.name, NO_ADVICE.missing)


def whereabouts(suspect: Suspect) -> str:
    """Where a suspect is, beneath the name."""
    return suspect.get_custody_display()


def _answer_to(section: Section) -> fields.Text:
    told = {"max_length": TOO_LONG % {"question": section.question}}
    if section.missing:
        told["required"] = section.missing
    return fields.Text(
        label=section.question,
        help_text=section.hint,
        max_length=LONGEST,
        rows=8,
        required=bool(section.missing),
        error_messages=told,
    )


def _why_no_advice(numbers: Collection[int]) -> fields.Text:
    """The one question that may be left empty, or not, by who is chosen above it."""
    about = ngettext(
        "No early advice was sought about suspect %(n)s.",
        "No early advice was sought about suspects %(n)s.",
        len(numbers),
    ) % {"n": ", ".join(map(str, sorted(numbers)))}
    asked = _answer_to(NO_ADVICE)
    asked.required, asked.help_text = False, f"{about} {NO_ADVICE.hint}"
    return asked


class ReviseReferral(WriteReferral, fields.Edit):
    """The same, about a referral that the supervisor sent back."""

    def differences(self) -> Iterator[tuple[Any, ...]]:
        """Each explanation beside its own."""
        for name, theirs, yours in self.stale or ():
            if name == "explained":
                yield from explaining.one_by_one(theirs, yours, MAY_WARN)
            elif rule := explaining.rule_of(name, MAY_WARN):
                yield from explaining.one_by_one({rule: theirs}, {rule: yours}, MAY_WARN)
            else:
                yield name, theirs, yours


def starting_with(referral: Referral | None, suspects: Iterable[Suspect]) -> dict[str, Any] | None:
    """What the form of a new referral starts with: the answers of an earlier one, if there is."""
    if referral is None:
        return None
    said = {name: getattr(referral, name) for name in WRITTEN}
    said |= explaining.starting_with(referral.explained)
    return said | {"suspects": [str(suspect.pk) for suspect in suspects]}


class Supervise(fields.Edit):
    """What the supervisor says, whether it goes or comes back."""

    supervisor_comments = fields.Text(
        label=_("What are your comments?"),
        help_text=_(
            "If you sign it off, the CPS reads them: why the test is met and what you have "
            "checked. If you send it back, the officer reads what to change."
        ),
        max_length=LONGEST,
        rows=6,
        error_messages={"required": _("Enter your comments")},
    )


class Withdraw(fields.Form):
    """Why the police take it back."""

    withdrawal_reason = fields.Reason(
        label=_("Why do you withdraw it?"),
        help_text=_("The CPS reads this if the referral has been sent."),
        max_length=2000,
        error_messages={"required": _("Enter why you withdraw it")},
    )
