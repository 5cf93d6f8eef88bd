"""Proportions in words, shared by pages, spreadsheets and charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.charts.period_chart import draw_period_chart
from pilots.charts.shapes import Chart
from pilots.disclosure_control.rounding import rounded_count_text
from pilots.measures.proportion_definitions import UNKNOWN_ANSWER, Proportion
from pilots.queries.proportions.figures import ProportionFigure
from pilots.queries.stages.text import (
    MIN_PERIODS_OF_CHART,
    TOO_FEW_TEXT,
    period_label,
    period_name,
    whole_or_half_days,
)

PROPORTION_SENTENCE = gettext_lazy(
    "%(label)s: %(share)s%%, about %(true)s of %(known)s, in %(period)s. %(among)s."
)
EARLIER_PROPORTION_SENTENCE = gettext_lazy("It was %(share)s%% of about %(known)s in %(period)s.")
NOT_RECORDED_SENTENCE = gettext_lazy("Not recorded of about %(n)s of %(things)s in %(period)s.")


@dataclass(frozen=True)
class ProportionRow:
    """One period in words; empty where nothing was counted."""

    period: str
    label: str
    values: list[float | str]
    is_empty: bool


def proportion_headings(question: Proportion) -> list[str | Promise]:
    """The columns: number of events, proportion, its numbers, and the other answers."""
    first, *others = question.answers
    return [
        _("Counted in"), question.subject.things, _("Share (%)"), first.label, _("of"),
        *(answer.label for answer in others), _("Not asked"),
        *([question.days.label] if question.days else []),
    ]  # fmt: skip


def proportion_rows(question: Proportion, found: Sequence[ProportionFigure]) -> list[ProportionRow]:
    return [
        ProportionRow(
            one.period,
            period_label(one),
            _proportion_values(question, one),
            one.is_empty,
        )
        for one in found
    ]


def _proportion_values(question: Proportion, one: ProportionFigure) -> list[float | str]:
    first, *others = (rounded_count_text(one.counts[answer.code]) for answer in question.answers)
    share = str(TOO_FEW_TEXT) if one.per_cent is None else one.per_cent
    return [
        rounded_count_text(one.things), share, first, rounded_count_text(one.known), *others,
        rounded_count_text(one.not_asked), *([days_text(one.days)] if question.days else []),
    ]  # fmt: skip


def days_text(days: float | None) -> float | str:
    """A middle of days for a table; "Too few" where too few events are behind it."""
    return str(TOO_FEW_TEXT) if days is None else whole_or_half_days(days)


def proportion_sentence(question: Proportion, found: Sequence[ProportionFigure]) -> str:
    """The newest proportion, its denominator, and the one before it."""
    known = [one for one in found if one.per_cent is not None]
    if not known:
        return _(
            "Not enough data yet. A share is given once about ten or more were counted "
            "and about five or more of them meet the definition, in a period that has "
            "been published."
        )
    facts = {"label": question.label, "true": known[0].true, "among": question.among}
    sentence = str(PROPORTION_SENTENCE % {**facts, **_sentence_facts(known[0])})
    return (
        f"{sentence} {EARLIER_PROPORTION_SENTENCE % _sentence_facts(known[1])}"
        if len(known) > 1
        else sentence
    )


def _sentence_facts(one: ProportionFigure) -> dict[str, Any]:
    return {"known": one.known, "share": one.per_cent, "period": period_label(one)}


def not_recorded_sentence(question: Proportion, found: Sequence[ProportionFigure]) -> str:
    """
    For how many the fact is not recorded, in the newest period with figures; "" where for none.
    """
    for one in found:
        if one.counts.get(UNKNOWN_ANSWER) and one.things:
            facts = {
                "n": one.counts[UNKNOWN_ANSWER],
                "things": one.things,
                "period": period_label(one),
            }
            return str(NOT_RECORDED_SENTENCE % facts)
    return ""


def proportion_chart(question: Proportion, found: Sequence[ProportionFigure]) -> Chart | None:
    """The share by period; None below two: a line needs two points."""
    if sum(one.per_cent is not None for one in found) < MIN_PERIODS_OF_CHART:
        return None
    oldest_first = found[::-1]
    return draw_period_chart(
        [period_name(one) for one in oldest_first],
        [one.per_cent for one in oldest_first],
        title=str(question.label),
        unit=_("Per cent. %(among)s.") % {"among": question.among},
        description=_("The table below says the same."),
    )


def reason_rows(
    question: Proportion, found: Sequence[ProportionFigure]
) -> list[tuple[str | Promise, list[int | str]]]:
    """[(reason in words, [number in each of these periods])], most frequent first."""
    rows = [
        (words, [one.reasons[code] for one in found])
        for code, words in (question.reasons or {}).items()
    ]
    there = [row for row in rows if any(row[1])]
    there.sort(key=lambda row: (-max(row[1]), str(row[0])))
    return [(words, [rounded_count_text(n) for n in ns]) for words, ns in there]


def days_by_reason_rows(
    question: Proportion, found: Sequence[ProportionFigure]
) -> list[tuple[str | Promise, list[float | str]]]:
    """[(reason in words, [middle of its days in each of these periods])], of reasons with any."""
    if question.days is None:
        return []
    rows = [
        (words, [one.days_by_reason.get(code) for one in found])
        for code, words in (question.reasons or {}).items()
    ]
    return [
        (words, [days_text(each) for each in days])
        for words, days in rows
        if any(each is not None for each in days)
    ]


@dataclass(frozen=True)
class PartRow:
    """The newest period of one part that has a share; without one, it says that there is none."""

    question: Proportion
    period: str
    share: str
    days: float | str


def part_rows(
    parts: Sequence[Proportion], found: Mapping[str, Sequence[ProportionFigure]]
) -> list[PartRow]:
    """A row for each part. found: {code: figures, newest first}."""
    rows = []
    for part in parts:
        newest = next((one for one in found[part.code] if one.per_cent is not None), None)
        period = period_label(newest) if newest else ""
        days = days_text(newest.days) if newest else str(TOO_FEW_TEXT)
        rows.append(PartRow(part, period, proportion_text(newest), days))
    return rows


def proportion_text(share: ProportionFigure | None) -> str:
    """ "34% (15 of 45)", of rounded numbers; "Too few" where they are too small."""
    if share is None or share.per_cent is None:
        return str(TOO_FEW_TEXT)
    return _("%(share)s%% (%(true)s of %(known)s)") % {
        "share": share.per_cent, "true": share.true, "known": share.known,
    }  # fmt: skip
