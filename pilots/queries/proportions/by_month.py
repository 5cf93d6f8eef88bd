"""Published proportions and rates by month, at several places."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pilots.disclosure_control.dimensions import ALL
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.rates import Rate
from pilots.models import ShareTally
from pilots.queries.proportions.figures import (
    ProportionFigure,
    PublishedNumbers,
    key_of_month,
    proportion_figure,
)
from timeliness.calendar import add_months, london_day

MonthCounts = Mapping[tuple[str, str, date], Mapping[str, int]]


def proportions_by_month(
    question: Proportion, places: Collection[str], *, at: datetime, first: date
) -> dict[str, dict[date, ProportionFigure]]:
    """{place: {first day of a month: figure}} of forces and Areas since a day. One query."""
    counted = counts_by_month([question.subject.code], places, first)
    return proportion_months(question, places, counted, at=at, first=first)


def proportion_months(
    question: Proportion,
    places: Collection[str],
    counted: MonthCounts,
    *,
    at: datetime,
    first: date,
) -> dict[str, dict[date, ProportionFigure]]:
    """As proportions_by_month, of what counts_by_month found."""
    found: defaultdict[str, dict[date, ProportionFigure]] = defaultdict(dict)
    for month in _months_since(first, at):
        for place in places:
            counts = counted.get((question.subject.code, place, month), {})
            found[place][month] = proportion_figure(
                question, month, key_of_month(month), PublishedNumbers(counts, {})
            )
    return found


def counts_by_month(
    subjects: Collection[str], places: Collection[str], first: date
) -> dict[tuple[str, str, date], dict[str, int]]:
    """{(kind, place, month): {label: number}}. One query."""
    rows = ShareTally.objects.filter(
        measure__in=subjects, place__in=places, urgency=ALL, length="month", first__gte=first
    )
    fields = ("measure", "place", "first", "counts")
    return {tuple(key): counts for *key, counts in rows.values_list(*fields)}


def _months_since(first: date, at: datetime) -> list[date]:
    """The first days of the months from this one until now."""
    found, today = [], london_day(at)
    while first <= today:
        found.append(first)
        first = add_months(first, 1)
    return found


@dataclass(frozen=True)
class RateCounts:
    """Events and exposure of a month: rounded, 0 for none to four."""

    period: str
    first: date
    events: int
    exposure: int

    @property
    def is_empty(self) -> bool:
        return not self.exposure


def rates_by_month(
    rate: Rate, places: Collection[str], *, at: datetime, first: date
) -> dict[str, dict[date, RateCounts]]:
    """{place: {first day of a month: counts}} of forces and Areas since a day. One query."""
    counted = counts_by_month([each.code for each in rate.kinds], places, first)
    return rate_months(rate, places, counted, at=at, first=first)


def rate_months(
    rate: Rate, places: Collection[str], counted: MonthCounts, *, at: datetime, first: date
) -> dict[str, dict[date, RateCounts]]:
    """As rates_by_month, of what counts_by_month found."""
    subjects = [each.code for each in rate.kinds]
    found: defaultdict[str, dict[date, RateCounts]] = defaultdict(dict)
    for month in _months_since(first, at):
        for place in places:
            numbers = (counted.get((each, place, month), {}).get(ALL, 0) for each in subjects)
            found[place][month] = RateCounts(key_of_month(month), month, *numbers)
    return found
