"""Whether a stage has changed since a pilot started at a CPS Area, by a control chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from people.access.scopes import Scope
from people.models.nullable import not_null
from pilots.disclosure_control.publication_dates import quarters_closed_until
from pilots.models import PilotArea
from pilots.queries.changes.series import (
    MONTHS_BEFORE_START,
    STAGE_KIND,
    count_months_too_new,
    monthly_series,
    months_judged,
)
from pilots.queries.changes.text import series_sentence
from pilots.queries.filters import FigureFilter
from pilots.queries.places import managed_pilot_areas
from pilots.queries.publication import figures_published_on
from pilots.queries.stages.figures import StageFigure, stage_figures_by_month
from pilots.queries.stages.text import period_label
from timeliness.calendar import add_months, london_day


@dataclass(frozen=True)
class StageChange:
    """
    The sentence on all months, and each month with its limits, newest first.

    charts: the Areas in pilots whose page of charts the reader may open.
    """

    area: PilotArea
    sentence: str
    # (month, days, lower, upper, stands out), rounded to whole days
    points: list[tuple[str, int | None, int, int, bool]]
    charts: Sequence[PilotArea]


def stage_change(measure: str, chosen: FigureFilter, scope: Scope) -> StageChange | None:
    """
    The change at the chosen place; None where it takes part in no pilot.

    Where it takes part in several, since the first of them started. Three queries, and one for the
    months.
    """
    kind, _dash, pk = chosen.place.partition("-")
    if kind != "agency":
        return None
    rows = PilotArea.objects.filter(area=int(pk), starts_on__isnull=False).select_related("pilot")
    area = rows.order_by("starts_on", "pk").first()
    if area is None:
        return None
    first = add_months(not_null(area.starts_on).replace(day=1), -MONTHS_BEFORE_START)
    found = stage_figures_by_month(
        measure, [chosen.place], at=scope.at, first=first, urgency=chosen.urgency
    )
    managed = managed_pilot_areas(scope).filter(area=int(pk), pilot__measures__measure=measure)
    charts = list(managed.select_related("pilot").order_by("starts_on", "pk"))
    today = london_day(scope.at)
    until = quarters_closed_until(figures_published_on() or today)
    return stage_change_of_figures(
        found[chosen.place], area, today=today, until=until, charts=charts
    )


def stage_change_of_figures(
    found: Mapping[date, StageFigure],
    area: PilotArea,
    *,
    today: date,
    until: date,
    charts: Sequence[PilotArea] = (),
) -> StageChange:
    """As stage_change, of these monthly figures. until: the first day that is not published."""
    starts_on = not_null(area.starts_on)
    judged = months_judged(starts_on, area.pilot.follow_up_days, today=today, until=until)
    months = [found[each] for each in judged]
    start = sum(each < starts_on.replace(day=1) for each in judged)
    new = count_months_too_new(starts_on, judged, today=today)
    made = monthly_series(area.area.name, months, STAGE_KIND, start=start, too_new=new)
    points = [
        (period_label(months[n]), months[n].half, max(0, round(each.lower)), round(each.upper),
         each.stands_out)
        for n, each in reversed(made.points.items())
    ]  # fmt: skip
    return StageChange(area, series_sentence(made, starts_on), points, charts)
