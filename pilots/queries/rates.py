"""Shares and rates month by month, at several places, as they were published."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from pilots.lattice import ALL
from pilots.models import ShareTally
from pilots.queries.shares import Share, period_of, share_of
from pilots.questions import Question
from pilots.rates import Rate
from timeliness.calendar import add_months, london_day


def shares_by_month(
    question: Question, places: Collection[str], *, at: datetime, first: date
) -> dict[str, dict[date, Share]]:
    """{place: {first day of a month: Share}} of forces and Areas since a day. One query."""
    counted = _by_month([question.subject.code], places, first)
    found: defaultdict[str, dict[date, Share]] = defaultdict(dict)
    for month in _months(first, at):
        for place in places:
            counts = counted.get((question.subject.code, place, month), {})
            found[place][month] = share_of(question, month, period_of(month), counts)
    return found


def _by_month(
    subjects: Collection[str], places: Collection[str], first: date
) -> dict[tuple[str, str, date], dict[str, int]]:
    """{(subject, place, month): {label: how many}}. One query."""
    rows = ShareTally.objects.filter(
        measure__in=subjects, place__in=places, urgency=ALL, length="month", first__gte=first
    )
    fields = ("measure", "place", "first", "counts")
    return {tuple(key): counts for *key, counts in rows.values_list(*fields)}


def _months(first: date, at: datetime) -> list[date]:
    """The first days of the months from this one until now."""
    found, today = [], london_day(at)
    while first <= today:
        found.append(first)
        first = add_months(first, 1)
    return found


@dataclass(frozen=True)
class Counts:
    """How many events and of how much exposure in a month: rounded, 0 for nought to four."""

    period: str
    first: date
    events: int
    exposure: int

    @property
    def is_empty(self) -> bool:
        return not self.exposure


def rates_by_month(
    rate: Rate, places: Collection[str], *, at: datetime, first: date
) -> dict[str, dict[date, Counts]]:
    """{place: {first day of a month: Counts}} of forces and Areas since a day. One query."""
    subjects = (rate.events.code, rate.exposure.code)
    counted = _by_month(subjects, places, first)
    found: defaultdict[str, dict[date, Counts]] = defaultdict(dict)
    for month in _months(first, at):
        for place in places:
            numbers = (counted.get((each, place, month), {}).get(ALL, 0) for each in subjects)
            found[place][month] = Counts(period_of(month), month, *numbers)
    return found
