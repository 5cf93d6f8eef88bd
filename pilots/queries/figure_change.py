"""Whether a stage has changed since a pilot began at a CPS Area, by a chart of its months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from people.access import Scope
from pilots.models import PilotArea
from pilots.moments import closed_until
from pilots.queries.change_series import BEFORE, STAGE, months_judged, series, too_new
from pilots.queries.change_words import of_series
from pilots.queries.figure_words import label
from pilots.queries.figures import Asked, Figure, by_month, published_on
from pilots.queries.places import areas_of
from timeliness.calendar import add_months, london_day


@dataclass(frozen=True)
class Changed:
    """
    What the months say together, and each of them with its limits, the newest first.

    charts: the Areas in pilots whose page of charts the reader may open.
    """

    area: PilotArea
    sentence: str
    points: list  # (month, days, lower, upper, stands out), rounded to whole days
    charts: list


def changed(measure: str, asked: Asked, scope: Scope) -> Changed | None:
    """
    What has changed at the place that was asked for; None where it takes part in no pilot.

    Where it does in several, since the first of them began. Three queries, and one for the months.
    """
    kind, _dash, pk = asked.place.partition("-")
    if kind != "agency":
        return None
    rows = PilotArea.objects.filter(area=pk, starts_on__isnull=False).select_related("pilot")
    area = rows.order_by("starts_on", "pk").first()
    if area is None:
        return None
    first = add_months(area.starts_on.replace(day=1), -BEFORE)
    found = by_month(measure, [asked.place], at=scope.at, first=first, urgency=asked.urgency)
    charts = areas_of(scope).filter(area=pk, pilot__measures__measure=measure)
    charts = list(charts.select_related("pilot").order_by("starts_on", "pk"))
    today = london_day(scope.at)
    until = closed_until(published_on() or today)
    return said_of(found[asked.place], area, today=today, until=until, charts=charts)


def said_of(
    found: Mapping[date, Figure],
    area: PilotArea,
    *,
    today: date,
    until: date,
    charts: Sequence[PilotArea] = (),
) -> Changed:
    """As changed(), of these figures by their month. until: the first day not published."""
    judged = months_judged(area.starts_on, area.pilot.follow_up_days, today=today, until=until)
    months = [found[each] for each in judged]
    start = sum(each < area.starts_on.replace(day=1) for each in judged)
    new = too_new(area.starts_on, judged, today=today)
    made = series(area.area.name, months, STAGE, start=start, too_new=new)
    points = [
        (label(months[n]), months[n].half, max(0, round(each.lower)), round(each.upper),
         each.stands_out)
        for n, each in reversed(made.points.items())
    ]  # fmt: skip
    return Changed(area, of_series(made, area.starts_on), points, charts)
