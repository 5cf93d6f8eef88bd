"""
The shares by which pilots are judged: of how many something can be said, and of how many it is so.

And how an answer is called among the numbers that are published of a subject.
"""

from people.access import Scope
from pilots.lattice import ALL
from pilots.questions import QUESTIONS, Answer, Question

SHARES = {question.code: question for question in QUESTIONS}
SUBJECTS = {question.subject.code: question.subject for question in QUESTIONS}


def labels_of(subject: str, answers: str) -> dict[str, str]:
    """
    {what it answers: label}: under which labels an occasion with these answers is counted.

    Those whose answer is known have a label of their own, and so have those of whom a question
    cannot be asked, because rounded numbers are not added up.
    """
    asked = {each.partition(":")[0] for each in answers.split()}
    found = {"any": ALL} | {
        code: not_asked_label(each)
        for code, each in SHARES.items()
        if each.subject.code == subject and code not in asked
    }
    for each in answers.split():
        code, _colon, answer = each.partition(":")
        found[code] = each
        if code in SHARES and answer in {one.code for one in SHARES[code].known}:
            found[f"{code} known"] = known_label(SHARES[code])
    return found


def reason_label(question: Question, reason: str) -> str:
    return f"{question.code}-{reason}:YES"


def not_asked_label(question: Question) -> str:
    return f"{question.code}:NOT_ASKED"


def known_label(question: Question) -> str:
    return f"{question.code}:KNOWN"


def label_of(question: Question, answer: Answer) -> str:
    return f"{question.code}:{answer.code}"


def open_to(scope: Scope) -> dict[str, Question]:
    """The questions that a person may read the answer of, by their codes."""
    return {code: each for code, each in SHARES.items() if each.side in ("", scope.side)}
