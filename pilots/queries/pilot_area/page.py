"""
A pilot's own Area at a glance: three numbers, one chart, and what is new in the newest month.

All of it is read from published figures, for the Area that takes part, by the same functions as the
pages behind it. A value that is not shown there is in no number, mark, scale or sentence here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from people.access.scopes import Scope
from people.models.nullable import not_null
from pilots.charts.shapes import Chart
from pilots.measures.decision_proportions import CHARGED
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.models import PilotArea
from pilots.models.pilot import ExpectedDirection
from pilots.queries.changes.chart import change_chart, finding
from pilots.queries.changes.page import MonthChangeRow, month_change_rows
from pilots.queries.changes.text import series_sentence
from pilots.queries.pilot_area.months import (
    MeasureMonths,
    MonthNews,
    months_of_measures,
    newest_month_news,
)
from pilots.queries.pilot_area.numbers import PilotNumber, pilot_numbers
from pilots.queries.places import managed_pilot_areas
from pilots.queries.publication import figures_published_at
from timeliness.calendar import london_day

NUMBERS_SHOWN = 3
MAIN_STAGE = "referral-to-decision"
# Of these, what a pilot has not registered follows what it has.
USUAL_MEASURES = (MAIN_STAGE, CHARGED, "recorded-to-referral")


@dataclass(frozen=True)
class PilotAreaPage:
    """
    The page of one Area. choices: every Area in the reader's pilots, their own first.

    main: the measure of the chart. finding: what it shows, or why there is no chart. too_few: the
    measures without a value in the newest month or quarter. registered: measures with a page of
    their own on what has changed.
    """

    area: PilotArea
    choices: list[PilotArea]
    is_begun: bool
    numbers: list[PilotNumber]
    main: str
    finding: str
    sentence: str
    chart: Chart | None
    rows: list[MonthChangeRow]  # oldest first
    news: list[MonthNews]
    too_few: list[str | Promise]
    registered: frozenset[str]
    published_at: datetime | None


def pilot_areas_of_reader(scope: Scope) -> list[PilotArea]:
    """The Areas in the pilots that the person manages, those of their own units first."""
    rows = managed_pilot_areas(scope).select_related("pilot", "area")
    mine = set(scope.units_with("manage_pilot_area"))
    return sorted(
        rows.order_by("-starts_on", "area__name", "pk"), key=lambda each: each.unit_id not in mine
    )


def pilot_area_page(area: PilotArea, choices: list[PilotArea], scope: Scope) -> PilotAreaPage:
    """The page of an Area. Eight queries, whatever is registered."""
    expected = dict(area.pilot.measures.order_by("at", "pk").values_list("measure", "expected"))
    measures = list(dict.fromkeys([*expected, *USUAL_MEASURES]))
    published_at, starts_on = figures_published_at(), not_null(area.starts_on)
    published = published_at and london_day(published_at)
    numbers = pilot_numbers(measures, f"agency-{area.area_id}", starts_on, at=scope.at)
    months = months_of_measures(area, measures, published=published, at=scope.at)
    main = next((each for each in measures if each in STAGE_MEASURES_BY_CODE), MAIN_STAGE)
    here = months[main].series
    rows = month_change_rows(months[main].figures, here, [], {})
    news = [newest_month_news(each) for each in months.values()]
    return PilotAreaPage(
        area=area, choices=choices, is_begun=starts_on <= london_day(scope.at), main=main,
        numbers=numbers[:NUMBERS_SHOWN], finding=finding(here), rows=rows if here.chart else [],
        chart=change_chart(main, expected.get(main, ExpectedDirection.NEITHER), here, rows),
        sentence=series_sentence(here, starts_on), news=[each for each in news if each],
        too_few=_without_news(months.values(), news), registered=frozenset(expected),
        published_at=published_at,
    )  # fmt: skip


def _without_news(
    months: Iterable[MeasureMonths], news: Iterable[MonthNews | None]
) -> list[str | Promise]:
    """The labels of the measures of which nothing is said."""
    pairs = zip(months, news, strict=True)
    return [PILOT_MEASURES[each.measure].label for each, said in pairs if said is None]
