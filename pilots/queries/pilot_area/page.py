"""
A pilot's own Area at a glance: three numbers, one chart, and what is new in the newest month.

All of it is read from published figures, for the Area that takes part, by the same functions as the
pages behind it. A value that is not shown there is in no number, mark, scale or sentence here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.access.scopes import Scope
from people.models.nullable import not_null
from pilots.charts.shapes import Chart
from pilots.measures.decision_proportions import CHARGED
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.models import PilotArea
from pilots.models.pilot import ExpectedDirection
from pilots.queries.changes.chart import change_chart
from pilots.queries.changes.page import MonthChangeRow, month_change_rows
from pilots.queries.changes.text import series_sentence
from pilots.queries.pilot_area.months import (
    MeasureMonths,
    MonthNews,
    months_of_measures,
    newest_month_news,
    why_no_news,
)
from pilots.queries.pilot_area.numbers import (
    PilotNumber,
    no_number_text,
    pilot_numbers,
    quarters_of_measures,
)
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

    no_number: why there are no numbers, where there are none. main: the measure of the chart.
    sentence: what it shows, or why there is no chart. without_news: {why nothing new is said: of
    which measures}. registered: measures with a page of their own on what has changed.
    """

    area: PilotArea
    choices: list[PilotArea]
    is_begun: bool
    numbers: list[PilotNumber]
    no_number: Promise
    main: str
    sentence: str
    chart: Chart | None
    rows: list[MonthChangeRow]  # oldest first
    news: list[MonthNews]
    without_news: dict[Promise, list[str | Promise]]
    registered: frozenset[str]
    published_at: datetime | None

    @property
    def chart_heading(self) -> str:
        """The title of the chart; without one, its measure, and that there is none."""
        if self.chart:
            return self.chart.title
        return _("%(measure)s: no chart yet") % {"measure": PILOT_MEASURES[self.main].label}


def pilot_areas_of_reader(scope: Scope) -> list[PilotArea]:
    """
    The Areas in the pilots that the person manages, those of their own units first.

    Then those that have begun, the newest first, before those that begin later, the next first.
    """
    rows = managed_pilot_areas(scope).select_related("pilot", "area").order_by("area__name", "pk")
    mine, today = set(scope.units_with("manage_pilot_area")), london_day(scope.at)

    def order(each: PilotArea) -> tuple[bool, bool, int]:
        days = (not_null(each.starts_on) - today).days
        return each.unit_id not in mine, days > 0, abs(days)

    return sorted(rows, key=order)


def pilot_area_page(area: PilotArea, choices: list[PilotArea], scope: Scope) -> PilotAreaPage:
    """The page of an Area. Eight queries, whatever is registered."""
    expected = dict(area.pilot.measures.order_by("at", "pk").values_list("measure", "expected"))
    measures = list(dict.fromkeys([*expected, *USUAL_MEASURES]))
    published_at, starts_on = figures_published_at(), not_null(area.starts_on)
    published = published_at and london_day(published_at)
    quarters = quarters_of_measures(measures, f"agency-{area.area_id}", at=scope.at)
    months = months_of_measures(area, measures, published=published, at=scope.at)
    main = next((each for each in measures if each in STAGE_MEASURES_BY_CODE), MAIN_STAGE)
    here = months[main].series
    rows = month_change_rows(months[main].figures, here, [], {})
    news = [newest_month_news(each) for each in months.values()]
    is_published = published_at is not None
    return PilotAreaPage(
        area=area, choices=choices, is_begun=starts_on <= london_day(scope.at), main=main,
        numbers=pilot_numbers(quarters, starts_on)[:NUMBERS_SHOWN],
        no_number=no_number_text(quarters, is_published=is_published),
        rows=rows if here.chart else [],
        chart=change_chart(main, expected.get(main, ExpectedDirection.NEITHER), here, rows),
        sentence=series_sentence(here, starts_on), news=[each for each in news if each],
        without_news=_without_news(months.values(), news, is_published=is_published),
        registered=frozenset(expected), published_at=published_at,
    )  # fmt: skip


def _without_news(
    months: Iterable[MeasureMonths], news: Iterable[MonthNews | None], *, is_published: bool
) -> dict[Promise, list[str | Promise]]:
    """{why nothing new is said: the labels of the measures}."""
    found: defaultdict[Promise, list[str | Promise]] = defaultdict(list)
    for each, said in zip(months, news, strict=True):
        if said is None:
            why = why_no_news(each, is_published=is_published)
            found[why].append(PILOT_MEASURES[each.measure].label)
    return dict(found)
