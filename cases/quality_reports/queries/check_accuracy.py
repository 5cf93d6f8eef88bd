"""How often each referral check warned, and how often triage agreed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import referral_checks
from cases.check_rules import CheckOutcome, CheckRule
from cases.early_advice import advice_checks
from cases.models import RuleScore
from cases.queries.urgency_periods import CONFIDENCE_TEXT
from people.access.row_security import COUNTING_PURPOSE, for_purpose
from people.access.scopes import Scope
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.periods import Period

SHARE_FROM_PERIOD = "share_from"  # of how few a share says nothing: periods.toml


class CheckCounts(TypedDict):
    """What triage answered about one check, and what the check had said."""

    code: str
    answered: int
    checked: int
    warned: int
    agreed: int
    explained: int
    taken: int
    unwarned: int


@dataclass(frozen=True)
class CheckAccuracyRow:
    """One check: its counts, and each question answered in a sentence."""

    reason: str | Promise
    answered: int  # what triage has answered, of that which the rule is about
    warned: str | Promise
    agreed: str | Promise
    explained: str | Promise
    unwarned: str
    sentence: str


@dataclass(frozen=True)
class CheckAccuracyTable:
    """The checks of one kind of row, in the order of their list."""

    answered: str  # total, as text
    lines: list[CheckAccuracyRow]


@dataclass(frozen=True)
class CheckAccuracyReport:
    """Accuracy of every check, a table for each kind of row that triage has answered."""

    tables: list[CheckAccuracyTable]
    share_from: str  # minimum for a proportion, and its source


@for_purpose(COUNTING_PURPOSE)
def check_accuracy_report(scope: Scope) -> CheckAccuracyReport:
    """Accuracy over all triaged rows that the caller may see. One query."""
    fewest = periods.period_in_force(SHARE_FROM_PERIOD, on=london_day(scope.at))
    rows = RuleScore.objects.for_scope(scope).order_by().values("code")
    warned, agreed = Q(has_warned=True), Q(triage_agreed=True)
    counted = rows.annotate(
        answered=Count("pk"),
        checked=Count("pk", filter=Q(was_checked=True)),
        warned=Count("pk", filter=warned),
        agreed=Count("pk", filter=warned & agreed),
        explained=Count("pk", filter=Q(was_explained=True)),
        taken=Count("pk", filter=Q(was_explained=True) & ~agreed),
        unwarned=Count("pk", filter=~warned & agreed),
    )
    found = {row["code"]: row for row in counted}
    tables = [
        _check_accuracy_table(rules, found, fewest.number, words)
        for rules, words in (
            (referral_checks.REFERRAL_CHECKS, _submissions_text),
            (advice_checks.ADVICE_CHECKS, _requests_text),
        )
        if rules.keys() & found
    ]
    return CheckAccuracyReport(tables, _share_from_text(fewest))


def _check_accuracy_table(
    rules: Mapping[str, CheckRule],
    found: Mapping[str, CheckCounts],
    fewest: int,
    words: Callable[[int], str],
) -> CheckAccuracyTable:
    lines = [
        _check_accuracy_row(rules[code], found[code], fewest) for code in rules if code in found
    ]
    return CheckAccuracyTable(words(max(line.answered for line in lines)), lines)


def _submissions_text(n: int) -> str:
    text = ngettext(
        "%(n)d submission that triage has answered",
        "%(n)d submissions that triage has answered", n,
    )  # fmt: skip
    return text % {"n": n}


def _requests_text(n: int) -> str:
    text = ngettext(
        "%(n)d request for early advice that triage has answered",
        "%(n)d requests for early advice that triage has answered", n,
    )  # fmt: skip
    return text % {"n": n}


def _share_from_text(fewest: Period) -> str:
    text = _("A percentage is shown once there are %(n)s submissions or requests.") % {
        "n": fewest.number
    }
    return f"{text} {CONFIDENCE_TEXT[fewest.confidence] % {'authority': fewest.authority}}"


def _check_accuracy_row(rule: CheckRule, n: CheckCounts, fewest: int) -> CheckAccuracyRow:
    silent = n["answered"] - n["warned"]
    asked = (n["warned"], n["checked"]), (n["agreed"], n["warned"]), (n["taken"], n["explained"])
    warned, agreed, explained = (
        _share_text(part, whole, fewest) if n["checked"] else CheckOutcome.UNCHECKED.label
        for part, whole in asked
    )
    return CheckAccuracyRow(
        rule.words, n["answered"], warned, agreed, explained,
        unwarned=_share_text(n["unwarned"], silent, fewest),
        sentence=_check_accuracy_sentence(n, silent, fewest),
    )  # fmt: skip


def _share_text(part: int, whole: int, fewest: int) -> str:
    """Text such as "50% (3 of 6)"; "" if `whole` is less than `fewest`."""
    if whole < fewest:
        return ""
    values = {"part": part, "whole": whole, "percent": round(100 * part / whole)}
    return _("%(percent)s%% (%(part)s of %(whole)s)") % values


def _check_accuracy_sentence(n: CheckCounts, silent: int, fewest: int) -> str:
    """The counts as a sentence, for readers who do not use the table."""
    if n["answered"] < fewest:
        return _("Not enough data.")
    back = _("Without a warning, triage returned %(unwarned)d for this.") % n
    if not n["checked"]:
        return back
    warned = _("It warned of %(warned)d of %(checked)d; triage returned %(agreed)d for this.") % n
    return f"{warned} {back}"
