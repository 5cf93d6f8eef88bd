"""What is asked of those who write a referral, read it before it goes, or take it back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.completeness import EXPLAINABLE, reason
from cases.deadlines import Urgency
from cases.forms.allegations import suspect_label
from cases.forms.rows import SomeRows
from cases.mg3 import LONGEST, NO_ADVICE, SECTIONS, WRITTEN
from cases.models import CodeTest
from people import fields

LONGEST_WHY = 2000  # characters

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

    def __init__(self, *args, suspects, hints, **kwargs):
        """suspects: those who may be referred. hints: the period of each urgency class."""
        super().__init__(*args, **kwargs)
        self.fields["suspects"].offer(suspects, suspect_label, whereabouts)
        self.fields["urgency"].hints = hints
        for section in SECTIONS:
            self.fields[section.name] = _answer_to(section)
        for code in EXPLAINABLE:
            self.fields[explains(code)] = _why_it_goes(code)
        if unadvised := [each.number for each in suspects if not each.was_advice_sought]:
            self.fields[NO_ADVICE.name] = _why_no_advice(unadvised)

    def clean(self):
        """
        {code: why it goes all the same} is what the action wants.

        Why early advice was not sought is asked about whoever is chosen and had none.
        """
        super().clean()
        typed = {code: self.cleaned_data.pop(explains(code), "") for code in EXPLAINABLE}
        self.cleaned_data["explained"] = {code: why for code, why in typed.items() if why}
        chosen = self.cleaned_data.get("suspects", [])
        if all(suspect.was_advice_sought for suspect in chosen):
            self.cleaned_data[NO_ADVICE.name] = ""
        elif self.cleaned_data.get(NO_ADVICE.name) == "":
            self.add_error(NO_ADVICE.name, NO_ADVICE.missing)


def explains(code):
    """The name of the question why a referral goes though a rule warns."""
    return f"explain_{code}"


def _why_it_goes(code):
    label = _("Why does it go without this? (optional)")
    told = {"max_length": TOO_LONG % {"question": reason(code)}}
    return fields.Text(
        label=label, max_length=LONGEST_WHY, rows=2, required=False, error_messages=told
    )


def whereabouts(suspect):
    """Where a suspect is, beneath the name."""
    return suspect.get_custody_display()


def _answer_to(section):
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


def _why_no_advice(numbers):
    """The one question that may be left empty, or not, by who is chosen above it."""
    about = ngettext(
        "No early advice was sought about suspect %(n)s.",
        "No early advice was sought about suspects %(n)s.",
        len(numbers),
    ) % {"n": ", ".join(map(str, sorted(numbers)))}
    asked = _answer_to(NO_ADVICE)
    asked.required, asked.help_text = False, f"{about} {NO_ADVICE.hint}"
    return asked


TOO_LONG = _(
    "Enter no more than %%(limit_value)d characters under “%(question)s” "
    "You have entered %%(show_value)d."
)


class ReviseReferral(WriteReferral, fields.Edit):
    """The same, about a referral that the supervisor sent back."""

    def differences(self):
        """Each explanation beside its own."""
        for name, theirs, yours in self.stale or ():
            yield from _by_rule(theirs, yours) if name == "explained" else [(name, theirs, yours)]


def _by_rule(theirs, yours):
    """What two people said about each warning, where they differ."""
    for code in EXPLAINABLE:
        if theirs.get(code, "") != yours.get(code, ""):
            label = _("Why it goes without: %(what)s") % {"what": reason(code)}
            yield label, theirs.get(code), yours.get(code)


def starting_with(referral, suspects):
    """What the form of a new referral starts with: the answers of an earlier one, if there is."""
    if referral is None:
        return None
    said = {name: getattr(referral, name) for name in WRITTEN}
    said |= {explains(code): why for code, why in referral.explained.items()}
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

    withdrawal_reason = fields.Text(
        label=_("Why do you withdraw it?"),
        help_text=_("The CPS reads this if the referral has been sent."),
        max_length=2000,
        error_messages={"required": _("Enter why you withdraw it")},
    )
