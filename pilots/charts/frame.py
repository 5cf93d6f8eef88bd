"""The frame of a chart: where values and periods lie, from nought, with gridlines and names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from pilots.charts.shapes import LinePath, Picture, StraightLine, Text

WIDE, NARROW = (760, 350), (340, 300)  # width and height
SIDE_OF_WIDE, SIDE_OF_NARROW = 150, 10  # on the right; a wide one names its lines there
LEFT, TOP, BOTTOM = 44, 30, 50
MOST_TICKS = 7  # on the upright axis
PERIODS_NAMED = {WIDE: 9, NARROW: 5}  # at most, along the lower axis
LINE_OF_TEXT = 19
Values = Sequence[float | None]


@dataclass(frozen=True)
class PeriodName:
    """The name of a period below the axis, and the year below that."""

    name: str
    year: str


@dataclass(frozen=True)
class Frame:
    """A drawing's size, its number of periods, and the value at its top. Nought is its foot."""

    size: tuple[int, int]
    periods: int
    top_value: float

    @property
    def right(self) -> int:
        return self.size[0] - (SIDE_OF_WIDE if self.is_wide else SIDE_OF_NARROW)

    @property
    def foot(self) -> int:
        return self.size[1] - BOTTOM

    @property
    def is_wide(self) -> bool:
        return self.size == WIDE

    def x(self, place: float) -> float:
        """The middle of a period."""
        return round(LEFT + (self.right - LEFT) * (place + 0.5) / self.periods, 1)

    def y(self, value: float) -> float:
        held = min(max(value, 0), self.top_value)
        return round(self.foot - (self.foot - TOP) * held / self.top_value, 1)


def tick_step(most: float) -> float:
    """A round distance between ticks, of which there are few, up to a value."""
    ten = 10.0 ** floor(log10(most / MOST_TICKS))
    return next(each * ten for each in (1, 2, 5, 10, 20) if most / (each * ten) <= MOST_TICKS)


def frame_for(size: tuple[int, int], periods: int, values: Iterable[float]) -> Frame:
    """A frame in which all these values have room."""
    most = max(values, default=0) or 1
    step = tick_step(most)
    return Frame(size, periods, step * ceil(round(most / step, 6)))


def framed_picture(frame: Frame, periods: Sequence[PeriodName]) -> Picture:
    """A picture with gridlines, values from nought up, and the names of periods."""
    picture = Picture(*frame.size)
    step = tick_step(frame.top_value)
    for n in range(round(frame.top_value / step) + 1):
        y = frame.y(n * step)
        picture.lines.append(StraightLine("grid" if n else "axis", LEFT, y, frame.right, y))
        picture.texts.append(Text(LEFT - 8, y + 5, f"{n * step:g}", "end"))
    _name_periods(picture, frame, periods)
    return picture


def _name_periods(picture: Picture, frame: Frame, periods: Sequence[PeriodName]) -> None:
    every = max(1, ceil(len(periods) / PERIODS_NAMED[frame.size]))
    every = next((each for each in (1, 2, 3, 4, 6) if each >= every), 12)
    shown = ""
    for place in range(0, len(periods), every):
        x, period = frame.x(place), periods[place]
        picture.lines.append(StraightLine("tick", x, frame.foot, x, frame.foot + 5))
        picture.texts.append(Text(x, frame.foot + 21, period.name, "middle"))
        if period.year != shown:
            picture.texts.append(Text(x, frame.foot + 41, period.year, "middle"))
        shown = period.year


def path_through(frame: Frame, kind: str, values: Values) -> LinePath:
    """A line from period to period, broken where a value is missing."""
    moves, pen = [], "M"
    for place, value in enumerate(values):
        if value is not None:
            moves.append(f"{pen}{frame.x(place):g} {frame.y(value):g}")
        pen = "M" if value is None else "L"
    return LinePath(kind, "".join(moves))


def steps_through(frame: Frame, kind: str, values: Values) -> LinePath:
    """A level for each period, in steps; one level throughout where it does not change."""
    known = {value for value in values if value is not None}
    if len(known) == 1:
        values = [*known] * len(values)
    moves, drawn = [], None
    for place, value in enumerate(values):
        if value is not None:
            start, y = f"{frame.x(place - 0.5):g}", f"{frame.y(value):g}"
            if drawn is None:
                moves.append(f"M{start} {y}")
            elif drawn != value:
                moves.append(f"H{start}V{y}")
            if place + 1 == len(values) or values[place + 1] is None:
                moves.append(f"H{frame.x(place + 0.5):g}")
        drawn = value
    return LinePath(kind, "".join(moves))


def name_line_ends(picture: Picture, frame: Frame, names: Iterable[tuple[float, str]]) -> None:
    """Names beside the ends of lines, [(value, name)], moved apart so that none is on another."""
    ordered = sorted((frame.y(value), words) for value, words in names)
    heights = [y for y, _words in ordered]
    for _round in range(40):
        for n in range(len(heights) - 1):
            short = max(LINE_OF_TEXT - (heights[n + 1] - heights[n]), 0) / 2
            heights[n] -= short
            heights[n + 1] += short
    for y, (_was, words) in zip(heights, ordered, strict=True):
        picture.texts.append(Text(frame.right + 8, round(y + 5, 1), words))
