"""What is still missing from a request for early advice, for its officer, supervisor and triage."""

from django.db.models import Exists, OuterRef

from cases.advice_completeness import RULES, Asked, findings
from cases.advice_items import ITEMS
from cases.models import Document
from cases.queries.gates import then_and_now, told
from cases.statuses import AdviceStatus


def papers(scope):
    """The documents that both sides may read."""
    return Document.objects.for_scope(scope).filter(is_current=True, only_side="")


def with_papers(requests, scope):
    """Requests for early advice, each with has_papers: whether its case has such a document."""
    return requests.annotate(has_papers=Exists(papers(scope).filter(case=OuterRef("case"))))


def as_it_stands(advice, has_papers):
    """What a request says, in the shape that the rules are asked of."""
    answers = {item.name: getattr(advice, item.name) for item in ITEMS}
    return Asked(advice.case.urn, answers, tuple(advice.questions), has_papers)


def of_typed(case, typed, scope):
    """What the rules say of a request as typed so far: {name of a question: what it holds}."""
    answers = {item.name: typed.get(item.name) or "" for item in ITEMS}
    questions = [said or "" for name, said in typed.items() if name.startswith("question_")]
    there = papers(scope).filter(case=case).exists()
    asked = Asked(case.urn, answers, tuple(questions), there)
    return told(findings(asked, at=scope.at), {}, RULES.values())


def of_request(advice, at):
    """What the rules say now of a request that was read with_papers."""
    asked = as_it_stands(advice, advice.has_papers)
    return told(findings(asked, at=at), advice.explained, RULES.values())


def before_it_goes(advice, at):
    """The same while it waits for sign-off; None before and after."""
    is_waiting = advice.status == AdviceStatus.AWAITING_SIGN_OFF
    return of_request(advice, at) if is_waiting else None


def beside(advice, at):
    """What they say of a sent request now, beside what they said when it went."""
    return then_and_now(advice.checks, of_request(advice, at))
