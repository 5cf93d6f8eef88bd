"""Explanations for checks that warn, and scores of each check once triage has answered."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from cases.check_rules import CheckOutcome, CheckResult
from cases.models import RuleScore
from people.access.sealed_text import NotOpened, NotOpenedValue


def explanations_of_warnings(
    found: Iterable[CheckResult], typed: Mapping[str, str] | None
) -> dict[str, str]:
    """{code: explanation} for the checks that warn; explanations for other checks are dropped."""
    explanations = {code: why.strip() for code, why in (typed or {}).items() if why.strip()}
    return {
        each.code: explanations[each.code]
        for each in found
        if each.is_missing and each.code in explanations
    }


def outcome_by_code(found: Iterable[CheckResult]) -> dict[str, str]:
    """{code: outcome} of each check, as a submission stores it."""
    return {each.code: each.outcome for each in found}


def record_check_scores(
    checks: dict[str, str],
    explained: Collection[str],
    agreed: Collection[str],
    *,
    at: datetime,
    **about: Any,
) -> None:
    """
    Record how each check did, now that triage has answered.

    checks: outcomes when sent. agreed: codes for which triage returned it. about: the case and what
    was sent. Includes what no check can decide, to show where a check would help.

    Nothing is recorded of explanations that do not open: whether a warning was explained is not
    known.
    """
    if isinstance(explained, (NotOpened, NotOpenedValue)):
        return
    RuleScore.objects.unscoped("score the rules").bulk_create(
        _check_score(code, outcome, explained, agreed, at=at, **about)
        for code, outcome in checks.items()
    )


def _check_score(
    code: str, outcome: str, explained: Collection[str], agreed: Collection[str], **about: Any
) -> RuleScore:
    has_warned = outcome == CheckOutcome.MISSING
    return RuleScore(
        code=code, was_checked=outcome != CheckOutcome.UNCHECKED, has_warned=has_warned,
        was_explained=has_warned and code in explained, triage_agreed=code in agreed, **about,
    )  # fmt: skip
