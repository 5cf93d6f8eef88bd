"""What is still missing from a request for early advice, for its officer, supervisor and triage."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cases.advice_completeness import RULES, Asked, findings
from cases.advice_items import ITEMS
from cases.models import Case, Document, EarlyAdvice
from cases.queries.gates import Gate, Then, then_and_now, told
from cases.statuses import AdviceStatus
from people.access import Scope


def papers(scope: Scope) -> QuerySet[Document]:
    """The documents that both sides may read."""
    return Document.objects.for_scope(scope).filter(is_current=True, only_side="")


def with_papers(requests: QuerySet[EarlyAdvice], scope: Scope) -> QuerySet[Any]:
    """Requests for early advice, each with has_papers: whether its case has such a document."""
    return requests.annotate(has_papers=Exists(papers(scope).filter(case=OuterRef("case"))))


def as_it_stands(advice: EarlyAdvice, has_papers: bool) -> Asked:
    """What a request says, in the shape that the rules are asked of."""
    answers = {item.name: getattr(advice, item.name) for item in ITEMS}
    return Asked(advice.case.urn, answers, tuple(advice.questions), has_papers)


def of_typed(case: Case, typed: Mapping[str, Any], scope: Scope) -> Gate:
    """What the rules say of a request as typed so far: {name of a question: what it holds}."""
    answers = {item.name: typed.get(item.name) or "" for item in ITEMS}
    questions = [said or "" for name, said in typed.items() if name.startswith("question_")]
    there = papers(scope).filter(case=case).exists()
    asked = Asked(case.urn, answers, tuple(questions), there)
    return told(findings(asked, at=scope.at), {}, RULES.values())


def of_request(advice: Any, at: datetime) -> Gate:
    """What the rules say now of a request that was read with_papers."""
    asked = as_it_stands(advice, advice.has_papers)
    return told(findings(asked, at=at), advice.explained, RULES.values())


def before_it_goes(advice: Any, at: datetime) -> Gate | None:
    """The same while it waits for sign-off; None before and after."""
    is_waiting = advice.status == AdviceStatus.AWAITING_SIGN_OFF
    return of_request(advice, at) if is_waiting else None


def beside(advice: Any, at: datetime) -> Then:
    """What they say of a sent request now, beside what they said when it went."""
    return then_and_now(advice.checks, of_request(advice, at))
