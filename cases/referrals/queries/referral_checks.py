"""Results of the automatic checks of a referral, for its officer, supervisor and triage."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from cases.anticipated_pleas import typed_pleas
from cases.check_rules import CheckOutcome, CheckResult, CheckRule
from cases.mg3_sections import MG3_SECTIONS, typed_accounts
from cases.models import Case, Suspect
from cases.open_lines import OpenLines
from cases.referral_checks import MAY_WARN, referral_check_results
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.queries.referrals import ReferralDetail
from cases.referrals.queries.submissions import build_referral_snapshot, current_referral_snapshot
from people.access.scopes import Scope

OUTCOME_COLOURS = {
    CheckOutcome.MISSING: "yellow",
    CheckOutcome.THERE: "green",
    CheckOutcome.LATER: "grey",
    CheckOutcome.UNCHECKED: "grey",
}


@dataclass(frozen=True)
class CheckRow:
    """One check result as text; `explained` is the reason for sending despite a warning."""

    code: str
    outcome: CheckOutcome
    reason: str | Promise  # the return reason it corresponds to
    to_do: object
    missing: list[str | Promise]  # what is missing, as texts
    unchecked: object
    source: object
    explained: str
    is_needed: bool  # it blocks sending

    @property
    def is_missing(self) -> bool:
        """Whether it warns the officer."""
        return self.outcome == CheckOutcome.MISSING


@dataclass(frozen=True)
class CheckReport:
    """Results of all checks that apply.

    `may_warn` are the checks that could warn once an answer changes.
    """

    lines: list[CheckRow]
    may_warn: Collection[CheckRule]

    @property
    def warnings(self) -> list[CheckRow]:
        """The checks that warn."""
        return self._lines_with(CheckOutcome.MISSING)

    @property
    def may_be_sent(self) -> bool:
        """Whether no check that blocks sending warns."""
        return not any(line.is_needed for line in self.warnings)

    @property
    def passed(self) -> list[CheckRow]:
        """The checks that pass."""
        return self._lines_with(CheckOutcome.THERE)

    @property
    def waiting(self) -> list[CheckRow]:
        """The checks that wait for another person's step before sending."""
        return self._lines_with(CheckOutcome.LATER)

    @property
    def unchecked(self) -> list[CheckRow]:
        """The checks that the service cannot decide."""
        return self._lines_with(CheckOutcome.UNCHECKED)

    @property
    def possible_warnings(self) -> list[CheckRow]:
        """A row for each check that may warn, so that explanations typed so far are kept."""
        given = {line.code: line for line in self.lines}
        return [given.get(rule.code) or _unapplied_check_row(rule) for rule in self.may_warn]

    def _lines_with(self, outcome: CheckOutcome) -> list[CheckRow]:
        return [line for line in self.lines if line.outcome == outcome]


def referral_check_report(
    sent: ReferralSnapshot, *, at: datetime, is_signed: bool = False
) -> CheckReport:
    """Check results of a referral snapshot."""
    return check_report(
        referral_check_results(sent, at=at, is_signed=is_signed), sent.explained, MAY_WARN
    )


def check_report(
    found: Iterable[CheckResult], explained: Mapping[str, str], may_warn: Collection[CheckRule]
) -> CheckReport:
    """Check results as text, with the explanations given."""
    return CheckReport([_check_row(each, explained) for each in found], may_warn)


def _check_row(found: CheckResult, explained: Mapping[str, str]) -> CheckRow:
    rule = found.rule
    return CheckRow(
        rule.code, found.outcome, rule.words, rule.to_do, list(found.missing), rule.unchecked,
        rule.source, explained.get(rule.code, ""), rule.is_needed,
    )  # fmt: skip


def _unapplied_check_row(rule: CheckRule) -> CheckRow:
    """Row of a check that does not apply now but may once an answer changes."""
    return _check_row(CheckResult(rule, CheckOutcome.THERE), {})


def checks_of_typed_referral(
    case: Case, suspects: list[Suspect], typed: Mapping[str, Any], lines: OpenLines, scope: Scope
) -> CheckReport:
    """Check results of an unsaved referral. One query.

    Args:
        suspects: those it can be about; all are used while none is chosen.
        typed: {field name: value}.
        lines: the open lines that are typed; None while it is not said whether any is open.
    """
    chosen = [each for each in suspects if str(each.pk) in (typed.get("suspects") or ())]
    answers = {section.name: typed.get(section.name) or "" for section in MG3_SECTIONS}
    sent = build_referral_snapshot(
        case, chosen or suspects, scope, accounts=typed_accounts(typed),
        urgency=typed.get("urgency"), code_test=typed.get("code_test"), answers=answers,
        open_lines=lines, pleas=typed_pleas(typed),
    )  # fmt: skip
    return referral_check_report(sent, at=scope.at)


def checks_of_referral(reading: ReferralDetail, scope: Scope) -> CheckReport:
    """Check results of a referral now. One query."""
    return checks_of_snapshot(snapshot_of_detail(reading, scope), reading, scope)


def snapshot_of_detail(reading: ReferralDetail, scope: Scope) -> ReferralSnapshot:
    """The snapshot that would be sent now. One query."""
    return current_referral_snapshot(
        reading.referral, [each.suspect for each in reading.accused], scope
    )


def checks_of_snapshot(
    content: ReferralSnapshot, reading: ReferralDetail, scope: Scope
) -> CheckReport:
    """Check results of a snapshot of this referral."""
    return referral_check_report(
        content, at=scope.at, is_signed=bool(reading.referral.signed_off_at)
    )


# Comparison with the results at sending


@dataclass(frozen=True)
class CheckComparisonRow:
    """A check's result when the referral was sent and now; tags are (text, colour)."""

    reason: str | Promise
    then: tuple[str | Promise, str]
    now: tuple[str | Promise, str]
    missing: list[str | Promise]  # what is missing now
    explained: str


@dataclass(frozen=True)
class CheckComparison:
    """Check results when a referral was sent beside those now, warnings first."""

    rows: list[CheckComparisonRow]
    unchecked: list[CheckRow]


def referral_checks_then_and_now(reading: ReferralDetail, scope: Scope) -> CheckComparison:
    """Check results of a sent referral when it was sent and now. One query."""
    kept = getattr(reading.referral, "submission", None)
    if kept is None:
        return compare_checks({}, checks_of_referral(reading, scope))
    sent = ReferralSnapshot.from_json(kept.as_sent)
    now = checks_of_snapshot(
        _asked_as_sent(snapshot_of_detail(reading, scope), sent), reading, scope
    )
    if sent.is_opened and sent.pleas is None:
        now = CheckReport([each for each in now.lines if each.code in kept.checks], now.may_warn)
    return compare_checks(kept.checks, now)


def _asked_as_sent(now: ReferralSnapshot, sent: ReferralSnapshot) -> ReferralSnapshot:
    """
    What a referral would send now, of which no more is asked than when it was sent. An assessment
    that the reader may not see on the case yet is as it was sent to them.
    """
    if not sent.is_opened:
        return now
    recorded = {each.victim: each for each in now.circumstances}
    for each in sent.circumstances:
        if each.assessment and not now.circumstances_of(each.victim).assessment:
            recorded[each.victim] = each
    pleas = None if sent.pleas is None else now.pleas
    return replace(now, pleas=pleas, circumstances=tuple(recorded.values()))


def compare_checks(checks: Mapping[str, str], now: CheckReport) -> CheckComparison:
    """Args: checks: {code: outcome} at sending. now: current results."""
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
