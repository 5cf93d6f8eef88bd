"""Why something goes though a rule warns, and how each rule did once triage has answered."""

from cases.completeness import Outcome
from cases.models import RuleScore


def explanations(found, typed):
    """{code: why it goes all the same} of what was typed, for the rules that warn and no other."""
    said = {code: why.strip() for code, why in (typed or {}).items() if why.strip()}
    return {each.code: said[each.code] for each in found if each.is_missing and each.code in said}


def outcomes(found):
    """{code: what the rule says}, to be kept with what is sent."""
    return {each.code: each.outcome for each in found}


def score(checks, explained, agreed, *, at, **about):
    """
    Keep how each rule did, now that triage has answered.

    checks: what each said when it was sent; agreed: the codes for which triage returned it; about:
    the case, and what was sent. Also of what no rule can check, so that it shows what would be
    worth a rule.
    """
    RuleScore.objects.system("score the rules").bulk_create(
        _score(code, outcome, explained, agreed, at=at, **about) for code, outcome in checks.items()
    )


def _score(code, outcome, explained, agreed, **about):
    has_warned = outcome == Outcome.MISSING
    return RuleScore(
        code=code, was_checked=outcome != Outcome.UNCHECKED, has_warned=has_warned,
        was_explained=has_warned and code in explained, triage_agreed=code in agreed, **about,
    )  # fmt: skip
