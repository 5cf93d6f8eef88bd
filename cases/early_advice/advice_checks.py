"""
Advice checks: the eight items of an early-advice request, checked before sign-off and at triage.

Source: the Director's Guidance (6th edition), chapter 7 and Annex 6. Not all the material is a
precondition, so a check warns and never blocks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.check_rules import CheckResult, CheckRule, apply_check
from cases.early_advice.advice_sections import ADVICE_SECTIONS

QUESTION_BY_NAME = {item.name: item.question for item in ADVICE_SECTIONS}
CHAPTER_7 = _("Director’s Guidance on Charging, 6th edition, chapter 7: a request for advice.")


@dataclass(frozen=True)
class AdviceSnapshot:
    """
    Content of a request for early advice, and what is on its case for both sides to read.

    answers: {name of one of cases.early_advice.advice_sections.ADVICE_SECTIONS: text}.
    """

    urn: str
    answers: dict[str, str]
    questions: tuple[str, ...]
    has_papers: bool


def requires_answers(*names: str) -> Callable[[AdviceSnapshot, datetime], Sequence[str | Promise]]:
    """Return a check that each of these questions has an answer."""
    return lambda asked, at: [
        QUESTION_BY_NAME[name] for name in names if not (asked.answers.get(name) or "").strip()
    ]


def missing_urn(snapshot: AdviceSnapshot, at: datetime) -> Sequence[str | Promise]:
    """A request needs the URN of the case."""
    return () if snapshot.urn else [_("The URN")]


def missing_questions(snapshot: AdviceSnapshot, at: datetime) -> Sequence[str | Promise]:
    """A request needs at least one question to advise on."""
    return () if any(each.strip() for each in snapshot.questions) else [_("At least one question")]


def missing_evidence(snapshot: AdviceSnapshot, at: datetime) -> Sequence[str | Promise]:
    """A request needs evidence: as text, or as documents on the case."""
    return () if snapshot.has_papers else requires_answers("evidence")(snapshot, at)


ADVICE_CHECKS = {
    rule.code: rule
    for rule in (
        CheckRule(
            "advice_urn",
            _("URN"),
            _("Ask on the page of the case."),
            CHAPTER_7,
            missing_urn,
            is_needed=True,
        ),
        CheckRule(
            "advice_summary",
            _("Short factual summary"),
            _("Say in short what is alleged."),
            CHAPTER_7,
            requires_answers("summary"),
            is_needed=True,
        ),
        CheckRule(
            "advice_lines",
            _("Lines of inquiry"),
            _("Say which lines you have followed, which are under way, and which you think of."),
            CHAPTER_7,
            requires_answers("lines_done", "lines_under_way", "lines_contemplated"),
        ),
        CheckRule(
            "advice_expected",
            _("Results and timescales expected"),
            _("Say what you expect from the open lines, and when."),
            CHAPTER_7,
            requires_answers("expected"),
        ),
        CheckRule(
            "advice_issues",
            _("Issues so far"),
            _("Say which issues you see, and what a suspect has said."),
            CHAPTER_7,
            requires_answers("issues"),
        ),
        CheckRule(
            "advice_questions",
            _("Precise questions"),
            _("Ask at least one precise question."),
            CHAPTER_7,
            missing_questions,
            is_needed=True,
        ),
        CheckRule(
            "advice_evidence",
            _("Evidence that helps the adviser"),
            _("Say what would help the adviser, or add it to the case as a document."),
            CHAPTER_7,
            missing_evidence,
        ),
        CheckRule(
            "advice_disclosable",
            _("What might have to be disclosed"),
            _("Say what might have to be disclosed."),
            CHAPTER_7,
            requires_answers("disclosable"),
        ),
    )
}
MAY_GO_WITHOUT = [rule for rule in ADVICE_CHECKS.values() if not rule.is_needed]


def advice_check_results(snapshot: AdviceSnapshot, *, at: datetime) -> list[CheckResult]:
    """Result of every check, in the order of the Guidance. Pure."""
    return [apply_check(rule, snapshot, at) for rule in ADVICE_CHECKS.values()]
