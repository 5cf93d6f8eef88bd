"""
What the police did about each reason for which triage returned a referral, when they send it again.

One plain shape for the referral, for what was sent and for the form. Runs no queries.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from people.access.sealed_text import NotOpenedValue

# Each reason has a field of its own, by the submission that was returned, in the form and the API.
RETURN_ANSWER_FIELD_PATTERN = r"return_answer_[1-9][0-9]*_[a-z][a-z0-9_]*"


@dataclass(frozen=True)
class ReturnAnswer:
    """
    The answer to one reason.

    submission: the number of the one that was returned. code: of the reason, a key of
    cases.referral_checks.REFERRAL_CHECKS.
    """

    submission: int
    code: str
    answer: str

    @property
    def key(self) -> str:
        """The reason that it answers, as the form and the action name it."""
        return return_answer_key(self.submission, self.code)


def return_answer_key(submission: int, code: str) -> str:
    """A reason of the return of a submission, within its case."""
    return f"{submission}_{code}"


def return_answer_field_name(key: str) -> str:
    """Name of the field that answers a reason."""
    return f"return_answer_{key}"


def answers_given(typed: Mapping[str, str]) -> list[ReturnAnswer]:
    """The answers that are not empty, by key, in the order of the submissions and the codes."""
    given = [_answer_of(key, text) for key, text in typed.items() if text]
    return sorted(given, key=lambda each: (each.submission, each.code))


def _answer_of(key: str, text: str) -> ReturnAnswer:
    """Raises ValueError for a key that names no submission."""
    found = re.fullmatch(r"([1-9][0-9]*)_(.+)", key)
    if found is None:
        raise ValueError(f"{key} names no reason of a return")
    return ReturnAnswer(int(found[1]), found[2], text)


def return_answers_to_json(answers: Iterable[ReturnAnswer]) -> list[dict[str, Any]]:
    """Answers as the database stores them."""
    return [asdict(each) for each in answers]


def read_return_answers(stored: Iterable[Mapping[str, Any]]) -> tuple[ReturnAnswer, ...]:
    """Answers as they were stored; of those that do not open one: the sentence for them."""
    if isinstance(stored, NotOpenedValue):
        return (ReturnAnswer(0, "", stored.sentence),)
    return tuple(ReturnAnswer(**each) for each in stored)
