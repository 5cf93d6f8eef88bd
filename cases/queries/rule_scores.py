"""
How often each check of a referral warned, and how often triage agreed, over what a person may see.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.completeness import RULES, reason
from cases.models import RuleScore

# Below so many, a share says nothing. A product setting: no source gives a number.
FEWEST = 10


@dataclass(frozen=True)
class Line:
    """One rule: the numbers, and each question answered in a sentence."""

    reason: str
    answered: int  # submissions that triage has answered, of those that the rule is about
    warned: str
    agreed: str
    explained: str
    unwarned: str
    sentence: str


@dataclass(frozen=True)
class Report:
    """Every rule, in the order of triage's list, and how many submissions there are in all."""

    lines: list
    answered: int
    fewest: int


def report(scope):
    """How the rules did on every submission that the person may read. One query."""
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
    lines = [_line(code, found[code]) for code in RULES if code in found]
    return Report(lines, max((line.answered for line in lines), default=0), FEWEST)


def _line(code, n):
    is_checked = bool(n["checked"])
    silent = n["answered"] - n["warned"]
    return Line(
        reason=reason(code),
        answered=n["answered"],
        warned=_share(n["warned"], n["checked"]) if is_checked else _("Not checked by the system"),
        agreed=_share(n["agreed"], n["warned"]) if is_checked else "",
        explained=_share(n["taken"], n["explained"]) if n["explained"] else "",
        unwarned=_share(n["unwarned"], silent),
        sentence=_sentence(n, is_checked, silent),
    )


def _share(part, whole):
    """How many of how many, as a share where that says something."""
    if whole < FEWEST:
        return ""
    told = {"part": part, "whole": whole, "percent": round(100 * part / whole)}
    return _("%(percent)s%% (%(part)s of %(whole)s)") % told


def _sentence(n, is_checked, silent):
    """What the numbers say, for somebody who reads no table."""
    if n["answered"] < FEWEST:
        return _("Not enough data.")
    back = (
        ngettext(
            "Without a warning, triage returned %(unwarned)d submission for this.",
            "Without a warning, triage returned %(unwarned)d submissions for this.",
            n["unwarned"],
        )
        % n
    )
    if not is_checked:
        return back
    warned = _("It warned of %(warned)d of %(checked)d; triage returned %(agreed)d for this.") % n
    return f"{warned} {back}"
