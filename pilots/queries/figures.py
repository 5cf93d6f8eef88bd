"""The figures of a measure at a place, period by period, as they were published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q, QuerySet

from pilots.lattice import ALL, NOT_REFERRED, periods_of
from pilots.models import Tally
from pilots.moments import closed_until
from timeliness.calendar import add_months, london_day
from timeliness.models import Mark

if TYPE_CHECKING:
    from pilots.queries.shares import Share

LENGTHS = ("month", "quarter", "year")
FIRST_YEARS = 3  # that many are listed, the present one with them: what fits one page
STEP = {"month": 1, "quarter": 3, "year": 12}
NUMBERS = (
    "people", "half", "nine_in_ten", "ended", "median", "police", "cps", "nobody", "going",
    "stopped", "unclear",
)  # fmt: skip

One = TypeVar("One", "Figure", "Share")


@dataclass(frozen=True, slots=True)
class Figure:
    """
    What is published of the suspects whose stage began in one period.

    Numbers of people are rounded; 0 is nought to four. A number of days is None where too few
    people are behind it, or where it is not known yet.
    """

    period: str
    first: date
    people: int = 0
    half: int | None = None
    nine_in_ten: int | None = None
    ended: int = 0
    median: float | None = None
    police: float | None = None
    cps: float | None = None
    nobody: float | None = None
    going: int = 0
    stopped: int = 0
    unclear: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there were fewer than five, or none."""
        return not self.people


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a measure: where, which urgency, and by periods of which length."""

    place: str
    urgency: str = ALL
    by: str = "quarter"


def figures(measure: str, asked: Asked, *, at: datetime) -> list[Figure]:
    """The figures of each period, the newest first, back to the first of any. Two queries."""
    return figures_of([measure], asked, at=at)[measure]


def figures_of(measures: Collection[str], asked: Asked, *, at: datetime) -> dict[str, list[Figure]]:
    """{measure: its figures, as figures()}. Two queries, however many there are."""
    today = london_day(at)
    rows = Tally.objects.filter(
        measure__in=measures, place=asked.place, urgency=asked.urgency, length=asked.by,
        first__gte=since(today),
    )  # fmt: skip
    found, published = _figures(rows, asked.by), published_on()
    periods = listed_periods(asked.by, today, published)
    return {
        each: trimmed([found.get((each, asked.place, first)) or Figure(period, first)
                       for period, first in periods], published)
        for each in measures
    }  # fmt: skip


def trimmed(found: list[One], published: date | None) -> list[One]:
    """
    Figures or shares, the newest first, without those at either end that say nothing.

    At the beginning only what may not have been published here yet: more than a force is counted
    in closed quarters alone.
    """
    while len(found) > 1 and found[-1].is_empty:
        found.pop()
    while len(found) > 1 and found[0].is_empty and _may_be_too_new(found[0], published):
        found.pop(0)
    return found


def _may_be_too_new(one: One, published: date | None) -> bool:
    return published is None or one.first >= closed_until(published)


def by_month(
    measure: str, places: Collection[str], *, at: datetime, first: date, urgency: str = ALL
) -> dict[str, dict[date, Figure]]:
    """{place: {first day of a month: Figure}} of forces and Areas since a day. One query."""
    today, months = london_day(at), []
    while first <= today:
        months.append(first)
        first = add_months(first, 1)
    rows = Tally.objects.filter(
        measure=measure, place__in=places, urgency=urgency, length="month", first__in=months
    )
    found = _figures(rows, "month")
    return {
        place: {
            month: found.get((measure, place, month)) or Figure(periods_of(month)["month"], month)
            for month in months
        }
        for place in places
    }


def _figures(rows: QuerySet[Tally], length: str) -> dict[tuple[str, str, date], Figure]:
    """{(measure, place, first day): Figure} of these tallies."""
    found = {}
    for measure, place, first, *numbers in rows.values_list("measure", "place", "first", *NUMBERS):
        found[measure, place, first] = Figure(
            periods_of(first)[length], first, **dict(zip(NUMBERS, numbers, strict=True))
        )
    return found


def held_at(place: str) -> Q:
    """The stages, or occasions, that are counted at a place."""
    if place == ALL:
        return Q()
    kind, _dash, pk = place.partition("-")
    end = "__agency" if kind == "agency" else ""
    return Q(**{f"police_unit{end}": pk}) | Q(**{f"cps_unit{end}": pk})


def of_urgency(urgency: str) -> Q:
    return Q() if urgency == ALL else Q(urgency="" if urgency == NOT_REFERRED else urgency)


def since(today: date) -> date:
    """The first day of which figures are listed."""
    return date(today.year - FIRST_YEARS + 1, 1, 1)


def listed_periods(by: str, today: date, published: date | None) -> list[tuple[str, date]]:
    """[(period, its first day)], the newest first, back to the beginning of a year."""
    first = since(today)
    newest = add_months((published or today).replace(day=1), -1 if published else 0)
    months = STEP[by]
    start = add_months(date(newest.year, 1, 1), (newest.month - 1) // months * months)
    found = []
    while start >= first:
        found.append((periods_of(start)[by], start))
        start = add_months(start, -months)
    return found


def counted_at() -> datetime | None:
    """When the figures that are read were published; None: never."""
    return Mark.objects.filter(name="published").values_list("at", flat=True).first()


def brought_in_line_at() -> datetime | None:
    """When the worker last brought what figures are made of in line with the facts; None: never."""
    return Mark.objects.filter(name="counted").values_list("at", flat=True).first()


def published_on() -> date | None:
    """The London day of the same."""
    at = counted_at()
    return at and london_day(at)
