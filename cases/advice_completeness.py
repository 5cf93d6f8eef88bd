"""
The eight items of a request for early advice, as rules that are asked before it goes and at triage.

Source: the Director's Guidance (6th edition), chapter 7 and Annex 6. It is no precondition that all
the material be there, so a rule warns and never blocks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.advice_items import ITEMS
from cases.completeness import Finding, Rule, judged

QUESTION = {item.name: item.question for item in ITEMS}
CHAPTER_7 = _("Director’s Guidance on Charging, 6th edition, chapter 7: a request for advice.")


@dataclass(frozen=True)
class Asked:
    """
    What a request for early advice says, and what is on its case for both sides to read.

    answers: {name of one of cases.advice_items.ITEMS: what was entered}.
    """

    urn: str
    answers: dict[str, str]
    questions: tuple
    has_papers: bool


def said(*names: str) -> Callable[[Asked, datetime], Sequence[str | Promise]]:
    """A test: each of these questions has an answer."""
    return lambda asked, at: [
        QUESTION[name] for name in names if not (asked.answers.get(name) or "").strip()
    ]


def no_urn(asked: Asked, at: datetime) -> Sequence[str | Promise]:
    """A request is about a case, and a case has its number."""
    return () if asked.urn else [_("The URN")]


def no_question(asked: Asked, at: datetime) -> Sequence[str | Promise]:
    """Without a question there is nothing to advise on."""
    return () if any(each.strip() for each in asked.questions) else [_("At least one question")]


def no_evidence(asked: Asked, at: datetime) -> Sequence[str | Promise]:
    """Said, or there to be read."""
    return () if asked.has_papers else said("evidence")(asked, at)


RULES = {
    rule.code: rule
    for rule in (
        Rule(
            "advice_urn",
            _("URN"),
            _("Ask on the page of the case."),
            CHAPTER_7,
            no_urn,
            is_needed=True,
        ),
        Rule(
            "advice_summary",
            _("Short factual summary"),
            _("Say in short what is alleged."),
            CHAPTER_7,
            said("summary"),
            is_needed=True,
        ),
        Rule(
            "advice_lines",
            _("Lines of inquiry"),
            _("Say which lines you have followed, which are under way, and which you think of."),
            CHAPTER_7,
            said("lines_done", "lines_under_way", "lines_contemplated"),
        ),
        Rule(
            "advice_expected",
            _("Results and timescales expected"),
            _("Say what you expect from the open lines, and when."),
            CHAPTER_7,
            said("expected"),
        ),
        Rule(
            "advice_issues",
            _("Issues so far"),
            _("Say which issues you see, and what a suspect has said."),
            CHAPTER_7,
            said("issues"),
        ),
        Rule(
            "advice_questions",
            _("Precise questions"),
            _("Ask at least one precise question."),
            CHAPTER_7,
            no_question,
            is_needed=True,
        ),
        Rule(
            "advice_evidence",
            _("Evidence that helps the adviser"),
            _("Say what would help the adviser, or add it to the case as a document."),
            CHAPTER_7,
            no_evidence,
        ),
        Rule(
            "advice_disclosable",
            _("What might have to be disclosed"),
            _("Say what might have to be disclosed."),
            CHAPTER_7,
            said("disclosable"),
        ),
    )
}
MAY_GO_WITHOUT = [rule for rule in RULES.values() if not rule.is_needed]


def findings(asked: Asked, *, at: datetime) -> list[Finding]:
    """What every rule says of a request, in the order of the Guidance. Pure."""
    return [judged(rule, asked, at) for rule in RULES.values()]
