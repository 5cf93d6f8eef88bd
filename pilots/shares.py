"""
The shares by which pilots are judged: of how many something can be said, and of how many it is so.

A subject is a kind of thing that is counted, each once, in one month. A question is asked of each,
and it has one answer, or none where it cannot be asked. All questions of a subject are weighed
together when it is decided what may be shown, because they are about the same number of things.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.return_reasons import REASONS

UNKNOWN = "UNKNOWN"  # the fact that the question asks for is not recorded


@dataclass(frozen=True)
class Answer:
    """is_known: whether whatever has this answer is among those that a share is of."""

    code: str
    label: Promise
    is_known: bool = True


@dataclass(frozen=True)
class Subject:
    """counted_in: of which month one of them is, in words. things: what they are called."""

    code: str
    things: Promise
    counted_in: Promise


@dataclass(frozen=True)
class Question:
    """
    A share: those of the first answer, of all whose answer is known.

    code: its name in an address and in the database. among: of what it is a share, in words.
    reasons: {code: words} of what is counted beside it, where several can be true of one.
    """

    code: str
    subject: Subject
    label: Promise
    definition: Promise
    among: Promise
    answers: tuple
    reasons: dict | None = None

    @property
    def known(self):
        """The answers of which a share is one, the first of them."""
        return [each for each in self.answers if each.is_known]


TRIAGE = Subject(
    "triage",
    _("Submissions checked at triage"),
    _("A submission is of the month in which triage accepted or returned it."),
)
QUESTIONS = (
    Question(
        "returned",
        TRIAGE,
        _("Returned at triage"),
        _(
            "Submissions of a referral for a charging decision that CPS triage returned to the "
            "police. A case that was sent three times counts three times."
        ),
        _("Of submissions that triage accepted or returned"),
        (Answer("RETURNED", _("Returned")), Answer("ACCEPTED", _("Accepted"))),
        reasons={reason.code: reason.text for reason in REASONS.values()},
    ),
)
SHARES = {question.code: question for question in QUESTIONS}
SUBJECTS = {question.subject.code: question.subject for question in QUESTIONS}


def labels_of(answers):
    """
    {level: label} of what was answered: the last dimension of the figures of a subject.

    Nobody needs the number of those whose answer is known if it is not one figure of its own, for
    it is a sum; so it is one, and is weighed with the others.
    """
    found = {"any": "ALL"}
    for each in answers.split():
        code, _colon, answer = each.partition(":")
        found[code] = each
        if code in SHARES and answer in {one.code for one in SHARES[code].known}:
            found[f"{code} known"] = known_label(SHARES[code])
    return found


def reason_label(question, reason):
    return f"{question.code}-{reason}:YES"


def known_label(question):
    return f"{question.code}:KNOWN"


def label_of(question, answer):
    return f"{question.code}:{answer.code}"
