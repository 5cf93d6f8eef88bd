"""Published stage durations at a place, period by period."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from pilots.disclosure_control.dimensions import ALL, periods_by_level
from pilots.models import Tally
from pilots.queries.filters import FigureFilter, first_listed_day, listed_periods
from pilots.queries.publication import figures_published_on, trim_empty_periods
from timeliness.calendar import add_months, london_day

AGGREGATE_FIELDS = (
    "people", "half", "nine_in_ten", "ended", "median", "police", "cps", "nobody", "going",
    "stopped", "unclear",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StageFigure:
    """
    The published numbers of the suspects whose stage began in one period.

    Numbers of people are rounded; 0 means none to four. A number of days is None where too few
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


def stage_figures(measure: str, chosen: FigureFilter, *, at: datetime) -> list[StageFigure]:
    """The figure of each period, newest first, back to the first of any. Two queries."""
    return stage_figures_by_measure([measure], chosen, at=at)[measure]


def stage_figures_by_measure(
    measures: Collection[str], chosen: FigureFilter, *, at: datetime
) -> dict[str, list[StageFigure]]:
    """{measure: its figures}, as stage_figures. Always two queries."""
    today = london_day(at)
    rows = Tally.objects.filter(
        measure__in=measures, place=chosen.place, urgency=chosen.urgency,
        length=chosen.period_length, first__gte=first_listed_day(today),
    )  # fmt: skip
    found, published = _figures_by_key(rows, chosen.period_length), figures_published_on()
    periods = listed_periods(chosen.period_length, today, published)
    return {
        each: trim_empty_periods(
            [
                found.get((each, chosen.place, first)) or StageFigure(period, first)
                for period, first in periods
            ],
            published,
        )
        for each in measures
    }


def stage_figures_by_month(
    measure: str, places: Collection[str], *, at: datetime, first: date, urgency: str = ALL
) -> dict[str, dict[date, StageFigure]]:
    """{place: {first day of a month: figure}} of forces and Areas since a day. One query."""
    return stages_by_month([measure], places, at=at, first=first, urgency=urgency)[measure]


def stages_by_month(
    measures: Collection[str],
    places: Collection[str],
    *,
    at: datetime,
    first: date,
    urgency: str = ALL,
) -> dict[str, dict[str, dict[date, StageFigure]]]:
    """{measure: as stage_figures_by_month}. One query."""
    today, months = london_day(at), []
    while first <= today:
        months.append(first)
        first = add_months(first, 1)
    rows = Tally.objects.filter(
        measure__in=measures, place__in=places, urgency=urgency, length="month", first__in=months
    )
    found = _figures_by_key(rows, "month")
    return {
        each: {
            place: {
                month: found.get((each, place, month))
                or StageFigure(periods_by_level(month)["month"], month)
                for month in months
            }
            for place in places
        }
        for each in measures
    }


def _figures_by_key(rows: QuerySet[Tally], length: str) -> dict[tuple[str, str, date], StageFigure]:
    """{(measure, place, first day): figure} of these aggregates."""
    found = {}
    for measure, place, first, *numbers in rows.values_list(
        "measure", "place", "first", *AGGREGATE_FIELDS
    ):
        found[measure, place, first] = StageFigure(
            periods_by_level(first)[length],
            first,
            **dict(zip(AGGREGATE_FIELDS, numbers, strict=True)),
        )
    return found
