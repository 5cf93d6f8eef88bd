"""A figure period by period as a picture. Nothing is judged in it."""

from collections.abc import Sequence

from pilots.charts.frame import (
    NARROW,
    WIDE,
    PeriodName,
    Values,
    frame_for,
    framed_picture,
    path_through,
)
from pilots.charts.shapes import Chart, Mark, Picture, Point


def draw_period_chart(
    periods: Sequence[PeriodName], values: Values, *, title: str, unit: str, description: str
) -> Chart:
    """The chart of these values, oldest first; None for a period whose value is not shown."""
    wide, narrow = (_draw(size, periods, values) for size in (WIDE, NARROW))
    return Chart(title, unit, description, wide, narrow, [])


def _draw(size: tuple[int, int], periods: Sequence[PeriodName], values: Values) -> Picture:
    known = {place: value for place, value in enumerate(values) if value is not None}
    frame = frame_for(size, len(periods), known.values())
    picture = framed_picture(frame, periods)
    picture.paths.append(path_through(frame, "series", values))
    picture.points += [
        Point(frame.x(place), frame.y(value), Mark.PLAIN) for place, value in known.items()
    ]
    return picture
