"""Stage durations in words, shared by pages, spreadsheets and charts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.text.dates import (
    format_days,
    format_month,
    format_month_name,
    format_short_month,
)
from pilots.charts.frame import PeriodName
from pilots.charts.period_chart import draw_period_chart
from pilots.charts.shapes import Chart
from pilots.disclosure_control.rounding import (
    FEWER_THAN_FIVE,
    MIN_PEOPLE_FOR_HALF,
    MIN_PEOPLE_FOR_NINE_IN_TEN,
)
from pilots.measures.stages import StageMeasure
from pilots.queries.proportions.by_month import RateCounts
from pilots.queries.proportions.figures import ProportionFigure
from pilots.queries.stages.figures import StageFigure

TOO_FEW_TEXT = gettext_lazy("Too few")
NOT_REACHED_TEXT = gettext_lazy("Not reached yet")
STAGE_HEADINGS = (
    gettext_lazy("Began in"),
    gettext_lazy("Suspects"),
    gettext_lazy("Half within (days)"),
    gettext_lazy("9 in 10 within (days)"),
    gettext_lazy("Completed"),
    gettext_lazy("Middle of the completed (days)"),
    gettext_lazy("of that with police"),
    gettext_lazy("with the CPS"),
    gettext_lazy("with no one"),
    gettext_lazy("Still open"),
    gettext_lazy("Stopped"),
    gettext_lazy("Dates contradict"),
)
# What a page shows of a row side by side, in two tables that fit a desk and a phone: which values,
# by place among those of the headings. Files have them all in one.
STAGE_TABLE_PARTS = (
    ("", (0, 1, 2, 3, 8, 9, 10)),
    (gettext_lazy("Where the days of the completed went"), (3, 4, 5, 6, 7)),
)
MIN_PERIODS_OF_CHART = 2  # with a value
# The values of a row in order. For days: which column counts the people, and the least number.
PEOPLE_FIELDS = ("people", "ended", "going", "stopped", "unclear")
MIN_PEOPLE_BY_DAYS_FIELD = {
    "half": ("people", MIN_PEOPLE_FOR_HALF), "nine_in_ten": ("people", MIN_PEOPLE_FOR_NINE_IN_TEN),
    "median": ("ended", MIN_PEOPLE_FOR_HALF), "police": ("ended", MIN_PEOPLE_FOR_HALF),
    "cps": ("ended", MIN_PEOPLE_FOR_HALF), "nobody": ("ended", MIN_PEOPLE_FOR_HALF),
}  # fmt: skip
STAGE_VALUE_FIELDS = (
    "people", "half", "nine_in_ten", "ended", "median", "police", "cps", "nobody", "going",
    "stopped", "unclear",
)  # fmt: skip


@dataclass(frozen=True)
class StageRow:
    """One period in words; empty where it has fewer than five."""

    period: str
    label: str
    values: list[str | float]
    is_empty: bool


def stage_rows(figures: Iterable[StageFigure]) -> list[StageRow]:
    said = partial(
        _stage_value_text, str(FEWER_THAN_FIVE), str(TOO_FEW_TEXT), str(NOT_REACHED_TEXT)
    )  # once for a table
    return [
        StageRow(
            one.period,
            period_label(one),
            [said(one, each) for each in STAGE_VALUE_FIELDS],
            one.is_empty,
        )
        for one in figures
    ]


def period_label(figure: StageFigure | ProportionFigure | RateCounts) -> str:
    """A period in words: 2026, January to March 2026, March 2026."""
    year, _dash, rest = figure.period.partition("-")
    if rest.startswith("Q"):
        last = figure.first.replace(month=figure.first.month + 2)
        return f"{format_month_name(figure.first)} – {format_month_name(last)} {year}"
    return format_month(figure.first) if rest else year


def period_name(figure: StageFigure | ProportionFigure | RateCounts) -> PeriodName:
    """A period below the axis of a chart: Mar and 2026, Jan–Mar and 2026, or 2026 alone."""
    year, _dash, rest = figure.period.partition("-")
    name = format_short_month(figure.first)
    if rest.startswith("Q"):
        last = figure.first.replace(month=figure.first.month + 2)
        return PeriodName(f"{name}–{format_short_month(last)}", year)
    return PeriodName(name, year) if rest else PeriodName(year, "")


def _stage_value_text(
    fewer: str, too_few: str, not_reached: str, figure: StageFigure, name: str
) -> str | float:
    value = getattr(figure, name)
    if name in PEOPLE_FIELDS:
        return value or fewer
    of, least = MIN_PEOPLE_BY_DAYS_FIELD[name]
    if value is None:
        return too_few if getattr(figure, of) < least else not_reached
    return whole_or_half_days(value)


def whole_or_half_days(value: float) -> float:
    """A number of days without a needless decimal: the median of two may be a half."""
    return int(value) if value == int(value) else value


def stage_sentence(figures: Iterable[StageFigure]) -> str:
    """The newest figure that has enough people; else why there is none yet."""
    complete = ((one, one.half) for one in figures if one.people and one.half is not None)
    newest = next(complete, None)
    if newest is None:
        return _(
            "Not enough data yet. Days are given once about ten people have begun the stage in a "
            "period that has been published, and half of them have completed it."
        )
    known, half = newest
    duration_text = format_days(half)
    text = _(
        "Of about %(num)d suspects whose stage began in %(period)s, half complete it within "
        "%(days)s, those counted who are still in it."
    )
    return text % {"period": period_label(known), "num": known.people, "days": duration_text}


def missing_facts_sentences(
    figures: Iterable[StageFigure], unsent: Iterable[StageFigure]
) -> list[str]:
    """
    For how many of the newest figure a fact is not recorded, in words.

    unsent: the figures of suspects without urgency, because they have not been referred yet.
    """
    newest = next((one for one in figures if one.people), None)
    if newest is None:
        return []
    facts = {"people": newest.people, "period": period_label(newest)}
    none = next((one.people for one in unsent if one.period == newest.period), 0)
    said = (
        (newest.unclear, _("recorded dates contradict each other")),
        (none, _("no urgency is recorded, because they have not been referred yet")),
    )
    of = _("Of about %(n)s of %(people)s suspects of %(period)s %(what)s.")
    return [of % {"n": n, "what": what, **facts} for n, what in said if n]


def lacking_dates_text(figures: Sequence[StageFigure]) -> str:
    """
    For how many of the newest figure the dates are no use, also where that is none; "" where there
    is no figure.
    """
    if not any(one.people for one in figures):
        return ""
    said = missing_facts_sentences(figures, [])
    return " ".join(said) or _(
        "Recorded dates contradict each other for none of five or more of %(period)s."
    ) % {"period": period_label(next(one for one in figures if one.people))}


def stage_chart(measure: StageMeasure, figures: Sequence[StageFigure]) -> Chart | None:
    """The days within which half complete, by period; None below two: a line needs two points."""
    if sum(one.half is not None for one in figures) < MIN_PERIODS_OF_CHART:
        return None
    oldest_first = figures[::-1]
    return draw_period_chart(
        [period_name(one) for one in oldest_first],
        [one.half for one in oldest_first],
        title=str(measure.label),
        unit=_("Days within which half complete the stage, by when they began it"),
        description=_("The table below says the same."),
    )
