"""The proportions by which pilots are judged, and the labels of published numbers."""

from people.access.scopes import Scope
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.advice_proportions import ADVICE_PROPORTIONS
from pilots.measures.answered_plans import ANSWERED_PLAN_PROPORTIONS
from pilots.measures.closing_proportions import CLOSING_PROPORTIONS
from pilots.measures.counselling_proportions import COUNSELLING_PROPORTIONS
from pilots.measures.decision_proportions import DECISION_PROPORTIONS
from pilots.measures.proportion_definitions import PROPORTIONS, Proportion, ProportionAnswer
from pilots.measures.rates import RATES_BY_CODE
from pilots.measures.victim_proportions import VICTIM_PROPORTIONS

EVERY_PROPORTION = (
    *PROPORTIONS,
    *ADVICE_PROPORTIONS,
    *VICTIM_PROPORTIONS,
    *DECISION_PROPORTIONS,
    *ANSWERED_PLAN_PROPORTIONS,
    *CLOSING_PROPORTIONS,
    *COUNSELLING_PROPORTIONS,
)
PROPORTIONS_BY_CODE = {question.code: question for question in EVERY_PROPORTION}
DAYS_PREFIX = "days-"  # of an answer that is a number of days
EVENT_KINDS_BY_CODE = {
    kind.code: kind
    for kind in (
        *(question.subject for question in EVERY_PROPORTION),
        *(kind for rate in RATES_BY_CODE.values() for kind in rate.kinds),
    )
}


def labels_of_event(subject: str, answers: str) -> dict[str, str]:
    """
    {question and answer: label} under which an event with these answers is counted.

    Events with a known answer have a label of their own, and so have those to which a question does
    not apply, because rounded numbers are not added up.
    """
    said = [each for each in answers.split() if not each.startswith(DAYS_PREFIX)]
    asked = {each.partition(":")[0] for each in said}
    found = {"any": ALL} | {
        code: not_asked_label(each)
        for code, each in PROPORTIONS_BY_CODE.items()
        if each.subject.code == subject and code not in asked
    }
    for each in said:
        code, _colon, answer = each.partition(":")
        found[code] = each
        if code in PROPORTIONS_BY_CODE and answer in {
            one.code for one in PROPORTIONS_BY_CODE[code].known
        }:
            found[f"{code} known"] = known_label(PROPORTIONS_BY_CODE[code])
    return found


def days_of_event(answers: str) -> dict[str, int]:
    """{proportion, or proportion-REASON: days} of an event with these answers."""
    found = {}
    for each in answers.split():
        if each.startswith(DAYS_PREFIX):
            name, _colon, days = each.removeprefix(DAYS_PREFIX).partition(":")
            found[name] = int(days)
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
    """The proportions that a person may read, by code."""
    return {
        code: each for code, each in PROPORTIONS_BY_CODE.items() if each.side in ("", scope.side)
    }
