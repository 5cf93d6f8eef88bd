"""What is still missing from a referral, as pages tell the officer, her supervisor and triage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from cases.as_sent import AsSent
from cases.completeness import MAY_WARN, Finding, Outcome, Rule, findings
from cases.mg3 import SECTIONS
from cases.models import Case, Suspect
from cases.queries.referrals import Reading
from cases.queries.submissions import as_it_stands, gathered
from people.access import Scope

COLOUR = {
    Outcome.MISSING: "yellow",
    Outcome.THERE: "green",
    Outcome.LATER: "grey",
    Outcome.UNCHECKED: "grey",
}


@dataclass(frozen=True)
class Line:
    """What one rule says, in words. explained: why it goes all the same, if anybody said."""

    code: str
    outcome: Outcome
    reason: str  # what triage would call it
    to_do: object
    missing: list  # what exactly, in words
    unchecked: object
    source: object
    explained: str
    is_needed: bool  # it cannot go without

    @property
    def is_missing(self) -> bool:
        """Whether the officer is warned."""
        return self.outcome == Outcome.MISSING


@dataclass(frozen=True)
class Gate:
    """What all the rules that apply say now. may_warn: those that might, once an answer changes."""

    lines: list
    may_warn: list

    @property
    def missing(self) -> list[Line]:
        """The warnings."""
        return self._said(Outcome.MISSING)

    @property
    def may_go(self) -> bool:
        """Whether all is there without which it cannot go."""
        return not any(line.is_needed for line in self.missing)

    @property
    def there(self) -> list[Line]:
        """What was checked and is there."""
        return self._said(Outcome.THERE)

    @property
    def later(self) -> list[Line]:
        """What is asked of somebody else before it goes."""
        return self._said(Outcome.LATER)

    @property
    def unchecked(self) -> list[Line]:
        """What the system cannot tell."""
        return self._said(Outcome.UNCHECKED)

    @property
    def possible(self) -> list[Line]:
        """A line for each warning there may be, given now or not: what is typed about it stays."""
        given = {line.code: line for line in self.lines}
        return [given.get(rule.code) or _silent(rule) for rule in self.may_warn]

    def _said(self, outcome: Outcome) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]


def gate(sent: AsSent, *, at: datetime, is_signed: bool = False) -> Gate:
    """What the rules say of a cases.as_sent.AsSent."""
    return told(findings(sent, at=at, is_signed=is_signed), sent.explained, MAY_WARN)


def told(found: Iterable[Finding], explained: Mapping[str, str], may_warn: Iterable[Rule]) -> Gate:
    """What rules have found, in words, with why it goes all the same."""
    return Gate([_line(each, explained) for each in found], may_warn)


def _line(found: Finding, explained: Mapping[str, str]) -> Line:
    rule = found.rule
    return Line(
        rule.code, found.outcome, rule.words, rule.to_do, list(found.missing), rule.unchecked,
        rule.source, explained.get(rule.code, ""), rule.is_needed,
    )  # fmt: skip


def _silent(rule: Rule) -> Line:
    """A rule that does not apply now, and might once an answer changes."""
    return _line(Finding(rule, Outcome.THERE), {})


def of_typed(case: Case, suspects: list[Suspect], typed: Mapping[str, Any], scope: Scope) -> Gate:
    """
    What the rules say of a referral that is being written. One query.

    typed: {name of a question: what has been typed}; suspects: those it can be about, all of them
    while none is chosen.
    """
    chosen = [each for each in suspects if str(each.pk) in (typed.get("suspects") or ())]
    answers = {section.name: typed.get(section.name) or "" for section in SECTIONS}
    sent = gathered(
        case, chosen or suspects, scope, urgency=typed.get("urgency"),
        code_test=typed.get("code_test"), answers=answers,
    )  # fmt: skip
    return gate(sent, at=scope.at)


def of_reading(reading: Reading, scope: Scope) -> Gate:
    """What the rules say now of a referral that a page reads out. One query."""
    return of_content(content_of(reading, scope), reading, scope)


def content_of(reading: Reading, scope: Scope) -> AsSent:
    """What a referral that a page reads out would send now. One query."""
    return as_it_stands(reading.referral, [each.suspect for each in reading.accused], scope)


def of_content(content: AsSent, reading: Reading, scope: Scope) -> Gate:
    """What the rules say of it."""
    return gate(content, at=scope.at, is_signed=bool(reading.referral.signed_off_at))


# Beside what it was


@dataclass(frozen=True)
class Beside:
    """A rule when the referral was sent, and now; the words and the colour of each tag."""

    reason: str
    then: tuple
    now: tuple
    missing: list  # what exactly is missing now
    explained: str


@dataclass(frozen=True)
class Then:
    """What the rules said when a referral went, beside what they say now, warnings first."""

    rows: list
    unchecked: list  # lines


def beside(reading: Reading, scope: Scope) -> Then:
    """What the rules say of a sent referral now, beside what they said when it went. One query."""
    kept = getattr(reading.referral, "submission", None)
    return then_and_now(kept.checks if kept else {}, of_reading(reading, scope))


def then_and_now(checks: Mapping[str, str], now: Gate) -> Then:
    """checks: {code: outcome} when it was sent. now: a Gate."""
    lines = [line for line in now.lines if line.outcome != Outcome.UNCHECKED]
    pairs = [(line, Outcome(checks.get(line.code, Outcome.UNCHECKED))) for line in lines]
    pairs.sort(key=lambda pair: Outcome.MISSING not in (pair[0].outcome, pair[1]))
    rows = [
        Beside(line.reason, _tag(then), _tag(line.outcome), line.missing, line.explained)
        for line, then in pairs
    ]
    return Then(rows, now.unchecked)


def _tag(outcome: Outcome) -> tuple[str | Promise, str]:
    return outcome.label, COLOUR[outcome]
