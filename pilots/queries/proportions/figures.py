"""Published proportions at a place, period by period."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from pilots.disclosure_control.dimensions import ALL, periods_by_level
from pilots.disclosure_control.rounding import per_cent_of_rounded
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import known_label, label_of_answer, not_asked_label, reason_label
from pilots.models import ShareTally
from pilots.queries.filters import FigureFilter, first_listed_day, listed_periods
from pilots.queries.publication import figures_published_on, trim_empty_periods
from timeliness.calendar import london_day


class PublishedNumbers(NamedTuple):
    """Of one kind of event, place and period (pilots.models.ShareTally)."""

    counts: Mapping[str, int]
    days: Mapping[str, float]


NOTHING_PUBLISHED = PublishedNumbers({}, {})


@dataclass(frozen=True)
class ProportionFigure:
    """
    The published numbers of one question about the events of one period.

    things: number of events. true of known: those with the first answer, of those with a known
    answer. counts: {code of an answer: number}. reasons: {code: number}. Every number is rounded; 0
    means none to four. not_asked: number to which the question does not apply. days: the middle of
    the days of those that have any, and by reason; None where too few have.
    """

    period: str
    first: date
    things: int
    true: int
    known: int
    not_asked: int
    counts: dict[str, int]
    reasons: dict[str, int]
    days: float | None = None
    days_by_reason: dict[str, float | None] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there were fewer than five, or none."""
        return not self.things

    @property
    def per_cent(self) -> int | None:
        """
        The proportion in whole per cent, of the rounded numbers; None where either is too small.
        """
        return per_cent_of_rounded(self.true, self.known)


def proportion_figures(
    question: Proportion, chosen: FigureFilter, *, at: datetime
) -> list[ProportionFigure]:
    """
    The figure of each period, newest first, back to the first of any. Two queries.

    For a p chart use by="month": the numerator of a month is `true` and the denominator `known`;
    leave out a month where per_cent is None. A month may be over before every answer in it is
    known: see counts of an unknown answer.
    """
    return proportion_figures_by_code([question], chosen, at=at)[question.code]


def proportion_figures_by_code(
    questions: Collection[Proportion], chosen: FigureFilter, *, at: datetime
) -> dict[str, list[ProportionFigure]]:
    """{code of a proportion: its figures}, as proportion_figures. Always two queries."""
    found = _published_numbers(
        {each.subject.code for each in questions}, [chosen.place], chosen, at
    )
    published = figures_published_on()
    return {each.code: _proportions_of_periods(each, chosen.place, chosen, found, published, at)
            for each in questions}  # fmt: skip


def proportion_figures_by_place(
    question: Proportion, places: Collection[str], chosen: FigureFilter, *, at: datetime
) -> dict[str, list[ProportionFigure]]:
    """{place: its figures}, as proportion_figures, whatever place is in the filter. Two queries."""
    found, published = (
        _published_numbers({question.subject.code}, places, chosen, at),
        figures_published_on(),
    )
    return {
        place: _proportions_of_periods(question, place, chosen, found, published, at)
        for place in places
    }


def _published_numbers(
    subjects: Collection[str], places: Collection[str], chosen: FigureFilter, at: datetime
) -> dict[tuple[str, str, date], PublishedNumbers]:
    """{(kind, place, first day): its numbers}. One query."""
    rows = ShareTally.objects.filter(
        measure__in=subjects, place__in=places, urgency=chosen.urgency, length=chosen.period_length,
        first__gte=first_listed_day(london_day(at)),
    )  # fmt: skip
    fields = ("measure", "place", "first", "counts", "days")
    return {
        tuple(key): PublishedNumbers(counts, days)
        for *key, counts, days in rows.values_list(*fields)
    }


def _proportions_of_periods(
    question: Proportion,
    place: str,
    chosen: FigureFilter,
    found: Mapping[tuple[str, str, date], PublishedNumbers],
    published: date | None,
    at: datetime,
) -> list[ProportionFigure]:
    return trim_empty_periods(
        [
            proportion_figure(
                question,
                first,
                period,
                found.get((question.subject.code, place, first), NOTHING_PUBLISHED),
            )
            for period, first in listed_periods(chosen.period_length, london_day(at), published)
        ],
        published,
    )


def proportion_figure(
    question: Proportion, first: date, period: str, said: PublishedNumbers
) -> ProportionFigure:
    """A proportion's figure of a period. said: the published numbers of its kind of event."""
    counts, reasons = said.counts, question.reasons or {}
    by_answer = {
        one.code: counts.get(label_of_answer(question, one), 0) for one in question.answers
    }
    return ProportionFigure(
        period=period, first=first, things=counts.get(ALL, 0),
        true=by_answer[question.answers[0].code], known=counts.get(known_label(question), 0),
        not_asked=counts.get(not_asked_label(question), 0), counts=by_answer,
        reasons={code: counts.get(reason_label(question, code), 0) for code in reasons},
        days=said.days.get(question.code),
        days_by_reason={code: said.days.get(f"{question.code}-{code}") for code in reasons},
    )  # fmt: skip


def key_of_month(month: date) -> str:
    return periods_by_level(month)["month"]
