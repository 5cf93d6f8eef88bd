"""What has changed at an Area since it takes part in a pilot, as its page shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import dropwhile
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pilots.interrupted import NotEnough, interrupted
from pilots.judged import JUDGED_BY
from pilots.measures import Measure
from pilots.models import PilotArea, RegisteredMeasure
from pilots.moments import closed_until
from pilots.queries.change_events import events
from pilots.queries.change_series import (
    BEFORE,
    RATE,
    SHARE,
    STAGE,
    Kind,
    Month,
    Series,
    Words,
    months_judged,
    series,
    together,
    too_new,
)
from pilots.queries.change_words import IN, about, of_estimate, of_series, parts
from pilots.queries.figure_words import label
from pilots.queries.figures import by_month, counted_at
from pilots.queries.rates import rates_by_month, shares_by_month
from pilots.questions import Question
from pilots.rates import RATES, Rate
from pilots.shares import SHARES
from timeliness.calendar import add_months, london_day


@dataclass(frozen=True)
class Row:
    """
    One month: the value in words, its limits, and the same of each place it is compared with.

    drawn: what the chart draws, by the name of a line; no name for what cannot be said.
    """

    label: str
    events: list[str]
    value: Words
    limits: str
    others: list[Words]
    stands_out: bool
    drawn: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A registered measure of an Area in a pilot. estimates: [(what, here alone, compared)], each
    of the latter as (a change, its interval), or None where that cannot be said yet."""

    area: PilotArea
    measure: Measure | Question | Rate
    registered: RegisteredMeasure
    is_beforehand: bool
    sentence: str
    compared: list[tuple[str, str]]  # [(name, sentence)]
    rows: list[Row]  # the newest first
    is_drawn: bool
    estimates: list
    estimate: str
    counted_at: datetime | None
    kind: Kind

    @property
    def page(self) -> str | None:
        """The name of the page that has all figures of the measure; None for a rate."""
        return {STAGE: "see-figure", SHARE: "see-share"}.get(self.kind)

    @property
    def heading(self) -> Promise:
        return IN[self.kind]

    @property
    def about(self) -> str:
        return about(self.measure, self.kind)


def read(area: PilotArea, registered: RegisteredMeasure, *, at: datetime) -> Reading:
    """A measure of an Area that takes part. As many queries for more months and places."""
    assert area.starts_on is not None
    today, start_month = london_day(at), area.starts_on.replace(day=1)
    others = compared_with(area)
    places = {each: f"agency-{each.area_id}" for each in (area, *others)}
    ask, kind = counting(registered.measure)
    found = ask(list(places.values()), at=at, first=add_months(start_month, -BEFORE))
    published = counted_at()
    judged = _months_judged(area, published, today)
    months = list(dropwhile(lambda month: found[places[area]][month].is_empty, judged))
    start = sum(month < start_month for month in months)
    new = too_new(area.starts_on, judged, today=today)

    def of(one: PilotArea) -> Series:
        until = None if one == area else joined(one, months)
        figures = [found[places[one]][month] for month in months]
        return series(one.area.name, figures, kind, start=start, too_new=new, until=until)

    here, there = of(area), [of(each) for each in others]
    told = events(area, others, registered.measure, months)
    mine = rows([found[places[area]][month] for month in months], here, there, told)
    estimates, sentence = estimated(here, there, start=start)
    return Reading(
        area=area, measure=JUDGED_BY[registered.measure], registered=registered,
        is_beforehand=london_day(registered.at) < area.starts_on,
        sentence=of_series(here, area.starts_on),
        compared=[(each.name, of_series(each, area.starts_on)) for each in there],
        rows=mine[::-1], is_drawn=here.chart is not None, estimates=estimates,
        estimate=sentence, counted_at=published, kind=kind,
    )  # fmt: skip


def _months_judged(area: PilotArea, published: datetime | None, today: date) -> list[date]:
    """The months that a pilot is judged by, as far as figures of them have been published."""
    until = closed_until(london_day(published) if published else today)
    return months_judged(area.starts_on, area.pilot.follow_up_days, today=today, until=until)


def counting(measure: str) -> tuple[Callable[..., Any], Kind]:
    """(what asks for the months of a measure, which kind it is)."""
    if measure in SHARES:
        return partial(shares_by_month, SHARES[measure]), SHARE
    if measure in RATES:
        return partial(rates_by_month, RATES[measure]), RATE
    return partial(by_month, measure), STAGE


def compared_with(area: PilotArea) -> list[PilotArea]:
    """The Areas that it is compared with; none that takes part before it, or from the same day."""
    rows = area.pilot.areas.filter(is_comparator=True).exclude(pk=area.pk)
    rows = rows.exclude(starts_on__lte=area.starts_on).select_related("area")
    return list(rows.order_by("area__name"))


def joined(area: PilotArea, months: Iterable[date]) -> int | None:
    """For how many of the months an Area takes no part itself."""
    if area.starts_on is None:
        return None
    return sum(month < area.starts_on.replace(day=1) for month in months)


def rows(
    figures: Iterable[Month], here: Series, there: Sequence[Series], told: Mapping[date, list[str]]
) -> list[Row]:
    """A row for each month, the oldest first."""
    found = []
    for n, figure in enumerate(figures):
        point = here.points.get(n)
        drawn = {"here": here.values[n]} | {
            f"other-{k}": each.values[n] for k, each in enumerate(there)
        }
        limits = ""
        if point:
            low, high, middle = (
                round(max(0, each), here.kind.digits or None)
                for each in (point.lower, point.upper, here.chart.centre)
            )
            limits = _("%(lower)s to %(upper)s") % {"lower": low, "upper": high}
            drawn |= {"lower": low, "upper": high, "middle": middle}
        found.append(Row(
            label=label(figure), events=told.get(figure.first, []), value=here.words[n],
            limits=limits, others=[each.words[n] for each in there],
            stands_out=bool(point and point.stands_out),
            drawn={name: value for name, value in drawn.items() if value is not None},
        ))  # fmt: skip
    return found


def estimated(here: Series, there: Iterable[Series], *, start: int) -> tuple[list[Any], str]:
    """([(what changed, here alone, compared)], what that says), or ([], why it cannot be said)."""
    compared = together([each.values for each in there], start=start)
    found = []
    for values in (None, compared):
        try:
            found.append(interrupted(here.values, start=start, compared=values))
        except NotEnough as refused:
            found.append(refused)
    alone, beside = found
    if isinstance(alone, NotEnough):
        return [], str(alone)
    has_both = compared is not None and not isinstance(beside, NotEnough)
    if not has_both:
        beside = None
    table = [
        (name, parts(getattr(alone, part)), beside and parts(getattr(beside, part)))
        for name, part in ((_("At the start, at once"), "level"),
                           (_("With each month since"), "trend"))
    ]  # fmt: skip
    return table, of_estimate(beside or alone)
