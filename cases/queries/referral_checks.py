"""What is still missing from a referral, as pages tell the officer, her supervisor and triage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from cases.mg3_sections import MG3_SECTIONS
from cases.models import Case, Suspect
from cases.queries.referrals import ReferralDetail
from cases.queries.submissions import build_referral_snapshot, current_referral_snapshot
from cases.referral_checks import (
    MAY_WARN,
    CheckOutcome,
    CheckResult,
    CheckRule,
    referral_check_results,
)
from cases.referral_snapshot import ReferralSnapshot
from people.access.scopes import Scope

OUTCOME_COLOURS = {
    CheckOutcome.MISSING: "yellow",
    CheckOutcome.THERE: "green",
    CheckOutcome.LATER: "grey",
    CheckOutcome.UNCHECKED: "grey",
}


@dataclass(frozen=True)
class CheckRow:
    """What one rule says, in words. explained: why it goes all the same, if anybody said."""

    code: str
    outcome: CheckOutcome
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
        return self.outcome == CheckOutcome.MISSING


@dataclass(frozen=True)
class CheckReport:
    """What all the rules that apply say now. may_warn: those that might, once an answer changes."""

    lines: list
    may_warn: list

    @property
    def missing(self) -> list[CheckRow]:
        """The warnings."""
        return self._said(CheckOutcome.MISSING)

    @property
    def may_go(self) -> bool:
        """Whether all is there without which it cannot go."""
        return not any(line.is_needed for line in self.missing)

    @property
    def there(self) -> list[CheckRow]:
        """What was checked and is there."""
        return self._said(CheckOutcome.THERE)

    @property
    def later(self) -> list[CheckRow]:
        """What is asked of somebody else before it goes."""
        return self._said(CheckOutcome.LATER)

    @property
    def unchecked(self) -> list[CheckRow]:
        """What the system cannot tell."""
        return self._said(CheckOutcome.UNCHECKED)

    @property
    def possible(self) -> list[CheckRow]:
        """A line for each warning there may be, given now or not: what is typed about it stays."""
        given = {line.code: line for line in self.lines}
        return [given.get(rule.code) or _unapplied_check_row(rule) for rule in self.may_warn]

    def _said(self, outcome: CheckOutcome) -> list[CheckRow]:
        return [line for line in self.lines if line.outcome == outcome]


def referral_check_report(
    sent: ReferralSnapshot, *, at: datetime, is_signed: bool = False
) -> CheckReport:
    """What the rules say of a cases.referral_snapshot.ReferralSnapshot."""
    return check_report(
        referral_check_results(sent, at=at, is_signed=is_signed), sent.explained, MAY_WARN
    )


def check_report(
    found: Iterable[CheckResult], explained: Mapping[str, str], may_warn: Iterable[CheckRule]
) -> CheckReport:
    """What rules have found, in words, with why it goes all the same."""
    return CheckReport([_check_row(each, explained) for each in found], may_warn)


def _check_row(found: CheckResult, explained: Mapping[str, str]) -> CheckRow:
    rule = found.rule
    return CheckRow(
        rule.code, found.outcome, rule.words, rule.to_do, list(found.missing), rule.unchecked,
        rule.source, explained.get(rule.code, ""), rule.is_needed,
    )  # fmt: skip


def _unapplied_check_row(rule: CheckRule) -> CheckRow:
    """A rule that does not apply now, and might once an answer changes."""
    return _check_row(CheckResult(rule, CheckOutcome.THERE), {})


def checks_of_typed_referral(
    case: Case, suspects: list[Suspect], typed: Mapping[str, Any], scope: Scope
) -> CheckReport:
    """
    What the rules say of a referral that is being written. One query.

    typed: {name of a question: what has been typed}; suspects: those it can be about, all of them
    while none is chosen.
    """
    chosen = [each for each in suspects if str(each.pk) in (typed.get("suspects") or ())]
    answers = {section.name: typed.get(section.name) or "" for section in MG3_SECTIONS}
    sent = build_referral_snapshot(
        case, chosen or suspects, scope, urgency=typed.get("urgency"),
        code_test=typed.get("code_test"), answers=answers,
    )  # fmt: skip
    return referral_check_report(sent, at=scope.at)


def checks_of_referral(reading: ReferralDetail, scope: Scope) -> CheckReport:
    """What the rules say now of a referral that a page reads out. One query."""
    return checks_of_snapshot(snapshot_of_detail(reading, scope), reading, scope)


def snapshot_of_detail(reading: ReferralDetail, scope: Scope) -> ReferralSnapshot:
    """What a referral that a page reads out would send now. One query."""
    return current_referral_snapshot(
        reading.referral, [each.suspect for each in reading.accused], scope
    )


def checks_of_snapshot(
    content: ReferralSnapshot, reading: ReferralDetail, scope: Scope
) -> CheckReport:
    """What the rules say of it."""
    return referral_check_report(
        content, at=scope.at, is_signed=bool(reading.referral.signed_off_at)
    )


# Beside what it was


@dataclass(frozen=True)
class CheckComparisonRow:
    """A rule when the referral was sent, and now; the words and the colour of each tag."""

    reason: str
    then: tuple
    now: tuple
    missing: list  # what exactly is missing now
    explained: str


@dataclass(frozen=True)
class CheckComparison:
    """What the rules said when a referral went, beside what they say now, warnings first."""

    rows: list
    unchecked: list  # lines


def referral_checks_then_and_now(reading: ReferralDetail, scope: Scope) -> CheckComparison:
    """What the rules say of a sent referral now, beside what they said when it went. One query."""
    kept = getattr(reading.referral, "submission", None)
    return compare_checks(kept.checks if kept else {}, checks_of_referral(reading, scope))


def compare_checks(checks: Mapping[str, str], now: CheckReport) -> CheckComparison:
    """checks: {code: outcome} when it was sent. now: a Gate."""
    lines = [line for line in now.lines if line.outcome != CheckOutcome.UNCHECKED]
    pairs = [(line, CheckOutcome(checks.get(line.code, CheckOutcome.UNCHECKED))) for line in lines]
    pairs.sort(key=lambda pair: CheckOutcome.MISSING not in (pair[0].outcome, pair[1]))
    rows = [
        CheckComparisonRow(
            line.reason,
            _outcome_tag(then),
            _outcome_tag(line.outcome),
            line.missing,
            line.explained,
        )
        for line, then in pairs
    ]
    return CheckComparison(rows, now.unchecked)


def _outcome_tag(outcome: CheckOutcome) -> tuple[str | Promise, str]:
    return outcome.label, OUTCOME_COLOURS[outcome]
