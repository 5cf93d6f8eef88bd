"""How often each check warned, and how often triage agreed, over what a person may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import advice_completeness, completeness
from cases.completeness import Outcome, Rule
from cases.models import RuleScore
from cases.queries.urgency import CONFIDENCE
from people.access import Scope
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.periods import Period

SHARE_FROM = "share_from"  # of how few a share says nothing: periods.toml


@dataclass(frozen=True)
class Line:
    """One rule: the numbers, and each question answered in a sentence."""

    reason: str
    answered: int  # what triage has answered, of that which the rule is about
    warned: str
    agreed: str
    explained: str
    unwarned: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """The rules about one kind of thing, in the order of their list."""

    answered: str  # how many there are in all, in words
    lines: list


@dataclass(frozen=True)
class Report:
    """How every rule did. tables: of those kinds of which triage has answered any."""

    tables: list
    share_from: str  # from how many a share is shown, and who says so


def report(scope: Scope) -> Report:
    """How the rules did on everything that triage answered and the person may read. One query."""
    fewest = periods.in_force(SHARE_FROM, on=london_day(scope.at))
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
        _table(rules, found, fewest.amount, words)
        for rules, words in (
            (completeness.RULES, _submissions),
            (advice_completeness.RULES, _requests),
        )
        if rules.keys() & found
    ]
    return Report(tables, _share_from(fewest))


def _table(
    rules: Mapping[str, Rule],
    found: Mapping[str, Mapping[str, int]],
    fewest: int,
    words: Callable[[int], str],
) -> Table:
    lines = [_line(rules[code], found[code], fewest) for code in rules if code in found]
    return Table(words(max(line.answered for line in lines)), lines)


def _submissions(n: int) -> str:
    told = ngettext(
        "%(n)d submission that triage has answered",
        "%(n)d submissions that triage has answered", n,
    )  # fmt: skip
    return told % {"n": n}


def _requests(n: int) -> str:
    told = ngettext(
        "%(n)d request for early advice that triage has answered",
        "%(n)d requests for early advice that triage has answered", n,
    )  # fmt: skip
    return told % {"n": n}


def _share_from(fewest: Period) -> str:
    told = _("A percentage is shown once there are %(n)s submissions or requests.") % {
        "n": fewest.amount
    }
    return f"{told} {CONFIDENCE[fewest.confidence] % {'authority': fewest.authority}}"


def _line(rule: Rule, n: Mapping[str, int], fewest: int) -> Line:
    silent = n["answered"] - n["warned"]
    asked = (n["warned"], n["checked"]), (n["agreed"], n["warned"]), (n["taken"], n["explained"])
    shares = [_share(part, whole, fewest) for part, whole in asked]
    if not n["checked"]:
        shares = [Outcome.UNCHECKED.label] * len(asked)
    return Line(
        rule.words, n["answered"], *shares, unwarned=_share(n["unwarned"], silent, fewest),
        sentence=_sentence(n, silent, fewest),
    )  # fmt: skip


def _share(part: int, whole: int, fewest: int) -> str:
    """How many of how many, as a share where that says something."""
    if whole < fewest:
        return ""
    told = {"part": part, "whole": whole, "percent": round(100 * part / whole)}
    return _("%(percent)s%% (%(part)s of %(whole)s)") % told


def _sentence(n: Mapping[str, int], silent: int, fewest: int) -> str:
    """What the numbers say, for somebody who reads no table."""
    if n["answered"] < fewest:
        return _("Not enough data.")
    back = _("Without a warning, triage returned %(unwarned)d for this.") % n
    if not n["checked"]:
        return back
    warned = _("It warned of %(warned)d of %(checked)d; triage returned %(agreed)d for this.") % n
    return f"{warned} {back}"
