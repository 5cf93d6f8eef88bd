"""Returns of triage: those that the police have still to answer, and the answers beside reasons."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise

from cases.models import Case, Referral, ReturnReason, Suspect
from cases.models.sealed_json import JSONFacts
from cases.referral_checks import REFERRAL_CHECKS
from cases.return_answer_texts import (
    CODES_IN_ORDER,
    in_order,
    reason_words,
    return_answer_label,
)
from cases.return_answers import ReturnAnswer, return_answer_field_name, return_answer_key
from people.access.scopes import Scope

REASON_FACTS = {
    "number": "of__referral__number", "reply_by": "of__reply_by", "code": "code",
    "detail": "detail",
}  # fmt: skip


@dataclass(frozen=True)
class ReasonToAnswer:
    """One reason of a return. key: as the form and the action name it."""

    key: str
    words: str | Promise
    detail: str

    @property
    def field_name(self) -> str:
        """Name of the field that answers it."""
        return return_answer_field_name(self.key)


@dataclass(frozen=True)
class ReturnToAnswer:
    """
    The return of a submission.

    suspects: {id: number on the case} of those whose last answer of triage it is.
    """

    number: int
    reply_by: date
    suspects: dict[UUID, int]
    reasons: list[ReasonToAnswer]

    @property
    def suspect_numbers(self) -> str:
        """The numbers of its suspects, as text."""
        return ", ".join(map(str, sorted(self.suspects.values())))

    def concerns(self, suspects: Iterable[Suspect]) -> bool:
        """Whether any of these suspects is one of its own."""
        return any(each.pk in self.suspects for each in suspects)


def with_returns(suspects: "QuerySet[Suspect]", scope: Scope) -> "QuerySet[Any]":
    """
    Annotate suspects with returned_for, the reasons of their return, for returns_to_answer().

    The return of a suspect is their last submission on which triage decided. It is to be answered
    while a later one is withdrawn before triage, and no longer once triage has accepted one.
    """
    decided = Referral.objects.for_scope(scope).filter(
        suspects=OuterRef(OuterRef("pk")), triaged_at__isnull=False
    )
    last = Subquery(decided.order_by("-number").values("pk")[:1])
    reasons = ReturnReason.objects.filter(of__referral=last)
    facts = reasons.values(facts=JSONFacts(**REASON_FACTS))
    return suspects.annotate(returned_for=ArraySubquery(facts))


def returns_to_answer(suspects: Iterable[Any]) -> list[ReturnToAnswer]:
    """
    The returns that a referral of these suspects answers, earliest first. No query.

    suspects: annotated by with_returns().
    """
    found: dict[int, ReturnToAnswer] = {}
    for suspect in suspects:
        for facts in suspect.returned_for:
            number = facts["number"]
            if number not in found:
                found[number] = _return_to_answer(number, suspect.returned_for)
            found[number].suspects[suspect.pk] = suspect.number
    return [found[number] for number in sorted(found)]


def returns_of_suspects(
    case: Case, suspects: Collection[Suspect], scope: Scope
) -> list[ReturnToAnswer]:
    """As returns_to_answer(), of suspects as they are given. One query."""
    rows = case.suspects.for_scope(scope).filter(pk__in=[each.pk for each in suspects])
    return returns_to_answer(with_returns(rows, scope))


def _return_to_answer(number: int, facts: Iterable[Mapping[str, Any]]) -> ReturnToAnswer:
    """A return with its reasons, in the order in which triage has them. facts: of all of them."""
    details = {each["code"]: each["detail"] for each in facts}
    [reply_by] = {each["reply_by"] for each in facts}
    reasons = [
        ReasonToAnswer(return_answer_key(number, code), REFERRAL_CHECKS[code].words, details[code])
        for code in CODES_IN_ORDER
        if code in details
    ]
    return ReturnToAnswer(number, date.fromisoformat(reply_by), {}, reasons)


# The answers, beside the reasons


@dataclass(frozen=True)
class AnsweredReason:
    """A reason of a return beside what the police say was done about it."""

    submission: int
    code: str
    words: str | Promise
    detail: str
    answer: str
    label: str  # of the answer, where it stands alone


def reasons_of_returns() -> ArraySubquery:
    """Subquery of a referral: the reasons of every return of its case, for answered_reasons()."""
    rows = ReturnReason.objects.filter(of__case=OuterRef("case"))
    return ArraySubquery(rows.values(facts=JSONFacts(**REASON_FACTS)))


def answered_reasons(
    answers: Iterable[ReturnAnswer], reasons: Iterable[Mapping[str, Any]]
) -> list[AnsweredReason]:
    """
    The answers of a referral beside the reasons that they answer.

    reasons: as reasons_of_returns() reads them. Of answers that do not open: the sentence that
    stands for them, without a reason.
    """
    details = {(each["number"], each["code"]): each["detail"] for each in reasons}
    return [
        AnsweredReason(
            each.submission, each.code, reason_words(each),
            details.get((each.submission, each.code), ""), each.answer, return_answer_label(each),
        )
        for each in in_order(answers)
    ]  # fmt: skip
