"""Shares as a page, a sheet and a chart say them: the same words from the same place."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.queries.figure_words import NOT_SHOWN, label
from pilots.questions import UNKNOWN

SENTENCE = gettext_lazy("%(label)s: %(true)s of %(known)s, %(share)s%%, in %(period)s.")
BEFORE = gettext_lazy("It was %(share)s%% of %(known)s in %(period)s.")
MISSING = gettext_lazy("Not recorded of %(n)s of %(things)s in %(period)s.")


@dataclass(frozen=True)
class Row:
    """One period in words; empty where there was nothing to count. share: for the chart."""

    period: str
    label: str
    values: list
    share: int | None
    is_empty: bool


def headings(question):
    """The columns: how many things, the share, its numbers, and whatever else was answered."""
    first, *others = question.answers
    return [
        _("Counted in"), question.subject.things, _("Share (%)"), first.label, _("of"),
        *(answer.label for answer in others), _("Not asked"),
    ]  # fmt: skip


def rows(question, found):
    return [
        Row(one.period, label(one), _values(question, one), one.per_cent, one.is_empty)
        for one in found
    ]


def _values(question, one):
    counts = [one.counts[answer.code] for answer in question.answers]
    values = [one.things, one.per_cent, counts[0], one.known, *counts[1:], one.not_asked]
    share_is_none = one.known == 0
    return [
        "" if n == 1 and share_is_none else str(NOT_SHOWN) if value is None else value
        for n, value in enumerate(values)
    ]


def sentence(question, found):
    """What the newest share that may be shown says, and the one before it."""
    known = [one for one in found if one.per_cent is not None]
    if not known:
        return _(
            "Not enough data yet. A share is shown once it is about five cases or more, and no "
            "smaller number could be worked out from others."
        )
    said = str(SENTENCE % {"label": question.label, "true": known[0].true, **_facts(known[0])})
    return f"{said} {BEFORE % _facts(known[1])}" if len(known) > 1 else said


def _facts(one):
    return {"known": one.known, "share": one.per_cent, "period": label(one)}


def missing(question, found):
    """Of how many the fact is not recorded, in the newest period that says; "" where none is."""
    for one in found:
        if one.counts.get(UNKNOWN) and one.things:
            facts = {"n": one.counts[UNKNOWN], "things": one.things, "period": label(one)}
            return str(MISSING % facts)
    return ""


def is_drawn(found):
    """Whether there is a chart: a line needs two points."""
    return sum(one.per_cent is not None for one in found) > 1


def by_reason(question, found):
    """[(reason in words, [how many in each of these periods])], the most frequent first."""
    rows = [
        (words, [one.reasons[code] for one in found])
        for code, words in (question.reasons or {}).items()
    ]
    there = [row for row in rows if any(n != 0 for n in row[1])]
    there.sort(key=lambda row: (-max(n or 0 for n in row[1]), str(row[0])))
    return [(words, [str(NOT_SHOWN) if n is None else n for n in ns]) for words, ns in there]
