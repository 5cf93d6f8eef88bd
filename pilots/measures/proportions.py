"""
The shares by which pilots are judged: of how many something can be said, and of how many it is so.

And how an answer is called among the numbers that are published of a subject.
"""

from people.access.scopes import Scope
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.proportion_definitions import PROPORTIONS, Proportion, ProportionAnswer

PROPORTIONS_BY_CODE = {question.code: question for question in PROPORTIONS}
EVENT_KINDS_BY_CODE = {question.subject.code: question.subject for question in PROPORTIONS}


def labels_of_event(subject: str, answers: str) -> dict[str, str]:
    """
    {what it answers: label}: under which labels an occasion with these answers is counted.

    Those whose answer is known have a label of their own, and so have those of whom a question
    cannot be asked, because rounded numbers are not added up.
    """
    asked = {each.partition(":")[0] for each in answers.split()}
    found = {"any": ALL} | {
        code: not_asked_label(each)
        for code, each in PROPORTIONS_BY_CODE.items()
        if each.subject.code == subject and code not in asked
    }
    for each in answers.split():
        code, _colon, answer = each.partition(":")
        found[code] = each
        if code in PROPORTIONS_BY_CODE and answer in {
            one.code for one in PROPORTIONS_BY_CODE[code].known
        }:
            found[f"{code} known"] = known_label(PROPORTIONS_BY_CODE[code])
    return found


def reason_label(question: Proportion, reason: str) -> str:
    return f"{question.code}-{reason}:YES"


def not_asked_label(question: Proportion) -> str:
    return f"{question.code}:NOT_ASKED"


def known_label(question: Proportion) -> str:
    return f"{question.code}:KNOWN"


def label_of_answer(question: Proportion, answer: ProportionAnswer) -> str:
    return f"{question.code}:{answer.code}"


def proportions_open_to(scope: Scope) -> dict[str, Proportion]:
    """The questions that a person may read the answer of, by their codes."""
    return {
        code: each for code, each in PROPORTIONS_BY_CODE.items() if each.side in ("", scope.side)
    }
