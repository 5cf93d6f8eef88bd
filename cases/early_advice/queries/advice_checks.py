"""Automatic checks of a request for early advice, for its officer, supervisor and triage."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cases.early_advice.advice_checks import ADVICE_CHECKS, AdviceSnapshot, advice_check_results
from cases.early_advice.advice_sections import ADVICE_SECTIONS
from cases.models import Case, Document, EarlyAdvice
from cases.referrals.queries.referral_checks import (
    CheckComparison,
    CheckReport,
    check_report,
    compare_checks,
)
from cases.statuses import AdviceStatus
from people.access.scopes import Scope


def documents_for_both_sides(scope: Scope) -> QuerySet[Document]:
    """The documents that both sides may read."""
    return Document.objects.for_scope(scope).filter(is_current=True, only_side="")


def with_has_papers(requests: QuerySet[EarlyAdvice], scope: Scope) -> QuerySet[Any]:
    """Annotate requests with has_papers: whether the case has a document both sides may read."""
    return requests.annotate(
        has_papers=Exists(documents_for_both_sides(scope).filter(case=OuterRef("case")))
    )


def advice_snapshot(advice: EarlyAdvice, has_papers: bool) -> AdviceSnapshot:
    """The content of a request, in the shape the checks take."""
    answers = {item.name: getattr(advice, item.name) for item in ADVICE_SECTIONS}
    return AdviceSnapshot(advice.case.urn, answers, tuple(advice.questions), has_papers)


def checks_of_typed_advice(case: Case, typed: Mapping[str, Any], scope: Scope) -> CheckReport:
    """Check results for an unsaved request.

    Args: typed: {field name: value}.
    """
    answers = {item.name: typed.get(item.name) or "" for item in ADVICE_SECTIONS}
    questions = [said or "" for name, said in typed.items() if name.startswith("question_")]
    there = documents_for_both_sides(scope).filter(case=case).exists()
    snapshot = AdviceSnapshot(case.urn, answers, tuple(questions), there)
    return check_report(advice_check_results(snapshot, at=scope.at), {}, ADVICE_CHECKS.values())


def checks_of_advice(advice: Any, at: datetime) -> CheckReport:
    """Check results now for a request read through with_has_papers."""
    snapshot = advice_snapshot(advice, advice.has_papers)
    return check_report(
        advice_check_results(snapshot, at=at), advice.explained, ADVICE_CHECKS.values()
    )


def checks_before_sign_off(advice: Any, at: datetime) -> CheckReport | None:
    """Check results while the request awaits sign-off; else None."""
    is_waiting = advice.status == AdviceStatus.AWAITING_SIGN_OFF
    return checks_of_advice(advice, at) if is_waiting else None


def advice_checks_then_and_now(advice: Any, at: datetime) -> CheckComparison:
    """Check results of a sent request: those at sign-off beside those now."""
    return compare_checks(advice.checks, checks_of_advice(advice, at))
