"""The answers to the reasons of a return in words. Runs no queries."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.referral_checks import REFERRAL_CHECKS
from cases.return_answers import ReturnAnswer

RETURN_ANSWERS_HEADING = gettext_lazy("What was done about the return")
CODES_IN_ORDER = list(REFERRAL_CHECKS)  # as triage has the reasons


def in_order(answers: Iterable[ReturnAnswer]) -> list[ReturnAnswer]:
    """Answers by submission, and in the order in which triage has the reasons."""
    return sorted(answers, key=lambda each: (each.submission, _reason_order(each.code)))


def _reason_order(code: str) -> int:
    return CODES_IN_ORDER.index(code) if code in CODES_IN_ORDER else len(CODES_IN_ORDER)


def return_answer_label(answer: ReturnAnswer) -> str:
    """What an answer is to, where it stands alone."""
    if not answer.submission:
        return _("Answers to the return")
    values = {"n": answer.submission, "reason": reason_words(answer)}
    return _("Answer to the return of submission %(n)s: %(reason)s") % values


def return_answer_rows(answers: Iterable[ReturnAnswer]) -> list[tuple[str, str]]:
    """[(what it answers, answer)] in order."""
    return [(return_answer_label(each), each.answer) for each in in_order(answers)]


def return_answers_text(answers: Iterable[ReturnAnswer]) -> str:
    """All answers as one text; "" where there is none."""
    return "\n".join(f"{label}: {answer}" for label, answer in return_answer_rows(answers))


def reason_words(answer: ReturnAnswer) -> str | Promise:
    """The reason that is answered; "" where the answers do not open."""
    return REFERRAL_CHECKS[answer.code].words if answer.code in REFERRAL_CHECKS else ""
