"""The months of a pilot's measures at its Area, and what is new in the newest of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import dropwhile

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models.nullable import not_null
from people.text.dates import format_days
from pilots.disclosure_control.publication_dates import quarters_closed_until
from pilots.measures.control_signals import Signal
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.measures.rates import RATES_BY_CODE
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.models import PilotArea
from pilots.queries.changes.series import (
    MONTHS_BEFORE_START,
    PROPORTION_KIND,
    RATE_KIND,
    STAGE_KIND,
    MeasureKind,
    MonthFigure,
    MonthlySeries,
    count_months_too_new,
    monthly_series,
    months_judged,
)
from pilots.queries.proportions.by_month import counts_by_month, proportion_months, rate_months
from pilots.queries.stages.figures import stages_by_month
from pilots.queries.stages.text import NOT_REACHED_TEXT, TOO_FEW_TEXT, period_label
from timeliness.calendar import add_months, london_day

SIGNAL_WORDS = {
    Signal.ABOVE_LIMIT: gettext_lazy("Above the upper limit"),
    Signal.BELOW_LIMIT: gettext_lazy("Below the lower limit"),
    Signal.RISING: gettext_lazy("Seven or more in a row rising"),
    Signal.FALLING: gettext_lazy("Seven or more in a row falling"),
    Signal.NEAR_UPPER: gettext_lazy("Two of three near the upper limit"),
    Signal.NEAR_LOWER: gettext_lazy("Two of three near the lower limit"),
    Signal.RUN_ABOVE: gettext_lazy("Seven or more in a row above the middle before the pilot"),
    Signal.RUN_BELOW: gettext_lazy("Seven or more in a row below the middle before the pilot"),
    Signal.NONE: gettext_lazy("Within what chance explains"),
}
NOTHING_PUBLISHED = gettext_lazy("Nothing has been published yet of")
NO_MONTH_YET = gettext_lazy("No month that can be judged yet has enough people")
ONE_MONTH_YET = gettext_lazy("One month so far, and none before it to compare")
TOO_FEW_NOW = gettext_lazy("Too few people in the newest month or the one before")
NOT_REACHED_NOW = gettext_lazy("Not completed by half in the newest month or the one before")


@dataclass(frozen=True)
class MeasureMonths:
    """The judged months of a measure at an Area, oldest first, and its series."""

    measure: str
    figures: list[MonthFigure]
    series: MonthlySeries


@dataclass(frozen=True)
class MonthNews:
    """What is new of a measure: its newest month and the one before, and whether it stands out."""

    label: str | Promise
    change: str
    meaning: str | Promise
    measure: str

    @property
    def page(self) -> str:
        """The URL name of the page with all figures of a stage or a share. A rate has none."""
        return "see-figure" if self.measure in STAGE_MEASURES_BY_CODE else "see-share"


def months_of_measures(
    area: PilotArea, measures: Collection[str], *, published: date | None, at: datetime
) -> dict[str, MeasureMonths]:
    """{measure: its months} that the pilot is judged by. Two queries."""
    today, starts_on = london_day(at), not_null(area.starts_on)
    until = quarters_closed_until(published or today)
    judged = months_judged(starts_on, area.pilot.follow_up_days, today=today, until=until)
    new = count_months_too_new(starts_on, judged, today=today)
    first = add_months(starts_on.replace(day=1), -MONTHS_BEFORE_START)
    found = {}
    by_measure = _published_months(measures, f"agency-{area.area_id}", at=at, first=first)
    for measure, (kind, by_month) in by_measure.items():
        every = [by_month[month] for month in judged]
        figures = list(dropwhile(lambda figure: figure.is_empty, every))
        start = sum(each.first < starts_on.replace(day=1) for each in figures)
        series = monthly_series(area.area.name, figures, kind, start=start, too_new=new)
        found[measure] = MeasureMonths(measure, figures, series)
    return found


def _published_months(
    measures: Collection[str], place: str, *, at: datetime, first: date
) -> dict[str, tuple[MeasureKind, Mapping[date, MonthFigure]]]:
    """{measure: (its kind, {month: figure})} in the order asked for. Two queries."""
    shares = [PROPORTIONS_BY_CODE[each] for each in measures if each in PROPORTIONS_BY_CODE]
    rates = [RATES_BY_CODE[each] for each in measures if each in RATES_BY_CODE]
    kinds = {each.subject.code for each in shares}
    kinds |= {kind.code for each in rates for kind in each.kinds}
    counted = counts_by_month(kinds, [place], first)
    stages = [each for each in measures if each in STAGE_MEASURES_BY_CODE]
    timed = stages_by_month(stages, [place], at=at, first=first)
    found: dict[str, tuple[MeasureKind, Mapping[date, MonthFigure]]] = {}
    found |= {each: (STAGE_KIND, timed[each][place]) for each in stages}
    for share in shares:
        months = proportion_months(share, [place], counted, at=at, first=first)
        found[share.code] = PROPORTION_KIND, months[place]
    for rate in rates:
        counts = rate_months(rate, [place], counted, at=at, first=first)
        found[rate.code] = RATE_KIND, counts[place]
    return {each: found[each] for each in measures}


def newest_month_news(found: MeasureMonths) -> MonthNews | None:
    """What is new of a measure; None where its newest month or the one before has no value."""
    values, words = found.series.values, found.series.words
    if len(values) <= 1 or None in values[-2:]:
        return None
    before, newest = (
        _("%(value)s in %(period)s") % {"value": said, "period": period_label(figure)}
        for said, figure in zip(_value_texts(found, words[-2:]), found.figures[-2:], strict=True)
    )
    point = found.series.points.get(len(values) - 1)
    meaning = SIGNAL_WORDS[point.signal] if point else _("Too few months before the pilot to judge")
    change = _("%(newest)s; %(before)s") % {"newest": newest, "before": before}
    return MonthNews(PILOT_MEASURES[found.measure].label, change, meaning, found.measure)


def why_no_news(found: MeasureMonths, *, is_published: bool) -> Promise:
    """Why nothing new is said of a measure. For one of which newest_month_news says nothing."""
    words = found.series.words
    if not is_published:
        return NOTHING_PUBLISHED
    if not words:
        return NO_MONTH_YET
    if TOO_FEW_TEXT in words[-2:]:
        return TOO_FEW_NOW
    return NOT_REACHED_NOW if NOT_REACHED_TEXT in words[-2:] else ONE_MONTH_YET


def _value_texts(found: MeasureMonths, words: Sequence[object]) -> list[str]:
    if found.series.kind is not STAGE_KIND:
        return [str(each) for each in words]
    return [format_days(int(str(each))) for each in words]
