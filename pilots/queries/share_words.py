"""Shares as a page, a sheet and a chart say them: the same words from the same place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.queries.figure_words import NOT_SHOWN, label
from pilots.queries.shares import Share
from pilots.questions import UNKNOWN, Question
from pilots.rounding import in_words

SENTENCE = gettext_lazy(
    "%(label)s: %(share)s%%, about %(true)s of %(known)s, in %(period)s. %(among)s."
)
BEFORE = gettext_lazy("It was %(share)s%% of about %(known)s in %(period)s.")
MISSING = gettext_lazy("Not recorded of about %(n)s of %(things)s in %(period)s.")


@dataclass(frozen=True)
class Row:
    """One period in words; empty where there was nothing to count. share: for the chart."""

    period: str
    label: str
    values: list[int | str]
    share: int | None
    is_empty: bool


def headings(question: Question) -> list[str | Promise]:
    """The columns: how many things, the share, its numbers, and whatever else was answered."""
    first, *others = question.answers
    return [
        _("Counted in"), question.subject.things, _("Share (%)"), first.label, _("of"),
        *(answer.label for answer in others), _("Not asked"),
    ]  # fmt: skip


def rows(question: Question, found: Sequence[Share]) -> list[Row]:
    return [
        Row(one.period, label(one), _values(question, one), one.per_cent, one.is_empty)
        for one in found
    ]


def _values(question: Question, one: Share) -> list[int | str]:
    first, *others = (in_words(one.counts[answer.code]) for answer in question.answers)
    share = str(NOT_SHOWN) if one.per_cent is None else one.per_cent
    return [
        in_words(one.things), share, first, in_words(one.known), *others, in_words(one.not_asked)
    ]  # fmt: skip


def sentence(question: Question, found: Sequence[Share]) -> str:
    """What the newest share that is given says, of what it is one, and the one before it."""
    known = [one for one in found if one.per_cent is not None]
    if not known:
        return _(
            "Not enough data yet. A share is given once about ten or more were counted "
            "and about five or more of them meet the definition, in a period that has "
            "been published."
        )
    facts = {"label": question.label, "true": known[0].true, "among": question.among}
    said = str(SENTENCE % {**facts, **_facts(known[0])})
    return f"{said} {BEFORE % _facts(known[1])}" if len(known) > 1 else said


def _facts(one: Share) -> dict[str, Any]:
    return {"known": one.known, "share": one.per_cent, "period": label(one)}


def missing(question: Question, found: Sequence[Share]) -> str:
    """Of how many the fact is not recorded, in the newest period that says; "" where none is."""
    for one in found:
        if one.counts.get(UNKNOWN) and one.things:
            facts = {"n": one.counts[UNKNOWN], "things": one.things, "period": label(one)}
            return str(MISSING % facts)
    return ""


def is_drawn(found: Sequence[Share]) -> bool:
    """Whether there is a chart: a line needs two points."""
    return sum(one.per_cent is not None for one in found) > 1


def by_reason(
    question: Question, found: Sequence[Share]
) -> list[tuple[str | Promise, list[int | str]]]:
    """[(reason in words, [how many in each of these periods])], the most frequent first."""
    rows = [
        (words, [one.reasons[code] for one in found])
        for code, words in (question.reasons or {}).items()
    ]
    there = [row for row in rows if any(row[1])]
    there.sort(key=lambda row: (-max(row[1]), str(row[0])))
    return [(words, [in_words(n) for n in ns]) for words, ns in there]
