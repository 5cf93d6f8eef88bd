"""The page of a proportion: filter, choices, figures and definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.scopes import Scope
from people.models.nullable import not_null
from pilots.charts.shapes import Chart
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.event_kinds import EventKind
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.queries.filters import URGENCY_LABELS, FigureFilter, filter_from_query, place_with_key
from pilots.queries.places import ReportingPlace
from pilots.queries.proportions import text as words
from pilots.queries.proportions.figures import (
    ProportionFigure,
    proportion_figures,
    proportion_figures_by_code,
)
from pilots.queries.publication import (
    PLACE_NOTE,
    PUBLICATION_NOTE,
    RESTRICTED_CASES_NOTE,
    ROUNDING_NOTE,
    figures_published_at,
)

PROPORTION_NOTES = (
    gettext_lazy(
        "The share is of those whose answer is known. Those of whom the question cannot be asked, "
        "or of whom the fact is not recorded, are counted beside it."
    ),
    PLACE_NOTE,
    RESTRICTED_CASES_NOTE,
    ROUNDING_NOTE,
    gettext_lazy(
        "A share is worked out from the rounded numbers. It is given where about 10 or "
        "more were counted and about 5 or more of them meet the definition."
    ),
    PUBLICATION_NOTE,
)


DAYS_NOTE = gettext_lazy(
    "Middle of the days: the median, or the mean of the two in the middle. It is given where about "
    "10 or more have such days. Days are London days."
)


@dataclass(frozen=True)
class ProportionDetail:
    """A proportion at a place. wrong: the address asked for something else that does not exist."""

    question: Proportion
    asked: FigureFilter
    place: ReportingPlace
    choices: list[tuple[str, str]]
    urgency: str
    found: list[ProportionFigure]
    rows: list[words.ProportionRow]
    headings: list[str | Promise]
    sentence: str
    missing: str
    chart: Chart | None
    years: list[str]  # of the reasons
    reasons: list[tuple[str | Promise, list[int | str]]]
    days: list[tuple[str | Promise, list[float | str]]]  # by reason
    parts: list[words.PartRow]
    counted_at: datetime | None
    is_another_filter: bool

    @property
    def notes(self) -> tuple[Promise, ...]:
        of_days = [self.question.days.definition, DAYS_NOTE] if self.question.days else []
        return (self.question.subject.counted_in, *of_days, *PROPORTION_NOTES)


def query_for_event_kind(subject: EventKind, given: Mapping[str, str]) -> Mapping[str, str]:
    """The filter for a kind of event: every urgency for one that has none of its own."""
    return given if subject.by_urgency else {**given, "urgency": ALL}


def proportion_detail(
    question: Proportion, given: Mapping[str, str], scope: Scope
) -> ProportionDetail:
    """The page for this filter. given: the query string as a dictionary."""
    asked, wrong, offered = filter_from_query(query_for_event_kind(question.subject, given), scope)
    found = proportion_figures(question, asked, at=scope.at)
    by_year = replace(asked, period_length="year")
    years = proportion_figures(question, by_year, at=scope.at) if question.reasons else []
    parts = [each for each in PROPORTIONS_BY_CODE.values() if each.part_of == question.code]
    by_part = proportion_figures_by_code(parts, asked, at=scope.at) if parts else {}
    place = place_with_key(asked.place, offered)
    return ProportionDetail(
        question=question, asked=asked, place=place, urgency=str(URGENCY_LABELS[asked.urgency]),
        choices=[(each.key, each.label) for each in offered], found=found, is_another_filter=wrong,
        rows=words.proportion_rows(question, found), headings=words.proportion_headings(question),
        sentence=words.proportion_sentence(question, found),
        missing=words.not_recorded_sentence(question, found),
        chart=words.proportion_chart(question, found), years=[each.period for each in years],
        reasons=words.reason_rows(question, years), counted_at=figures_published_at(),
        days=words.days_by_reason_rows(question, years), parts=words.part_rows(parts, by_part),
    )  # fmt: skip


def proportion_definition_rows(reading: ProportionDetail) -> list[tuple[str, str]]:
    """(label, text) of all that a reader of a file has to know."""
    counted = f"{reading.counted_at:%Y-%m-%d %H:%M} UTC" if reading.counted_at else ""
    return [
        (_("Share"), str(reading.question.label)),
        (_("Definition"), str(reading.question.definition)),
        (_("What it is a share of"), str(reading.question.among)),
        (_("Place"), reading.place.label),
        (_("Urgency"), reading.urgency),
        (_("Published"), counted),
        *((_("How it is counted"), str(each)) for each in reading.notes),
    ]


def proportion_table(reading: ProportionDetail) -> list[Sequence[Any]]:
    """Headings and a row for each period; below empty rows the reasons and their days, by year."""
    lines: list[Sequence[Any]] = [
        reading.headings,
        *([row.label, *row.values] for row in reading.rows),
    ]
    if reading.reasons:
        lines += [[], [reading.question.reason_words.column, *reading.years]]
        lines += [[words, *counts] for words, counts in reading.reasons]
    if reading.parts:
        days = reading.question.days
        lines += [[], [_("Part"), _("Period"), _("Share"), *([days.label] if days else [])]]
        lines += [
            [part.question.label, part.period, part.share, *([part.days] if days else [])]
            for part in reading.parts
        ]
    if reading.days:
        lines += [[], [not_null(reading.question.days).label, *reading.years]]
        lines += [[words, *days] for words, days in reading.days]
    return lines
