"""
A control chart as a picture: months before and since a pilot began, with their limits.

It is drawn from published numbers, which are rounded: days as its table shows them, and shares and
rates worked out from the rounded counts there. A month whose value is not shown is a gap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.charts.frame import (
    NARROW,
    WIDE,
    Frame,
    PeriodName,
    frame_for,
    framed_picture,
    name_line_ends,
    path_through,
    steps_through,
)
from pilots.charts.shapes import (
    Chart,
    KeyEntry,
    LinePath,
    Mark,
    Picture,
    Point,
    StraightLine,
    Text,
)

MARK_WORDS = {
    Mark.EXPECTED: gettext_lazy("More than chance explains, as was expected"),
    Mark.CONTRARY: gettext_lazy("More than chance explains, against what was expected"),
    Mark.CHANGED: gettext_lazy("More than chance explains"),
    Mark.CHANCE: gettext_lazy("Chance explains it"),
}
LIMITS_WORDS = gettext_lazy("Limits: by chance alone nearly every month is between them")
CENTRE_WORDS = gettext_lazy("Middle of the months before the pilot")
START_Y = 22  # of the words that mark the start


@dataclass(frozen=True)
class ControlMonth:
    """
    One month as its table shows it. mark: None for a month without a value.

    drawn: {"here", "lower", "upper", "middle" or the name of another place's line: value}, without
    what is not shown.
    """

    period: PeriodName
    drawn: Mapping[str, float]
    mark: Mark | None


@dataclass(frozen=True)
class ControlWords:
    """What a chart says: see Chart. others: {name of another place's line: the place}."""

    title: str
    unit: str
    description: str
    others: Mapping[str, str]


def draw_control_chart(months: Sequence[ControlMonth], start: int, words: ControlWords) -> Chart:
    """The chart of these months, oldest first. start: how many are before the pilot."""
    wide, narrow = (_draw(size, months, start, words.others) for size in (WIDE, NARROW))
    key = [*_key_of_marks(months), KeyEntry(LIMITS_WORDS, kind="limit")]
    key.append(KeyEntry(CENTRE_WORDS, kind="centre"))
    key += [KeyEntry(name, kind=line) for line, name in words.others.items()
            if any(line in each.drawn for each in months)]  # fmt: skip
    return Chart(words.title, words.unit, words.description, wide, narrow, key)


def _key_of_marks(months: Iterable[ControlMonth]) -> list[KeyEntry]:
    used = {each.mark for each in months}
    return [KeyEntry(said, mark=mark) for mark, said in MARK_WORDS.items() if mark in used]


def _draw(
    size: tuple[int, int], months: Sequence[ControlMonth], start: int, others: Mapping[str, str]
) -> Picture:
    every = [value for month in months for value in month.drawn.values()]
    frame = frame_for(size, len(months), every)
    picture = framed_picture(frame, [each.period for each in months])
    picture.paths += _paths(frame, months, others)
    if 0 < start < len(months):
        _mark_start(picture, frame, start)
    for place, month in enumerate(months):
        if month.mark is not None:
            x, y = frame.x(place), frame.y(month.drawn["here"])
            picture.points.append(Point(x, y, month.mark))
    if frame.is_wide:
        name_line_ends(picture, frame, _line_ends(months, others))
    return picture


def _values(months: Sequence[ControlMonth], line: str) -> list[float | None]:
    return [each.drawn.get(line) for each in months]


def _paths(
    frame: Frame, months: Sequence[ControlMonth], others: Mapping[str, str]
) -> list[LinePath]:
    limits = [steps_through(frame, "limit", _values(months, each)) for each in ("lower", "upper")]
    centre = steps_through(frame, "centre", _values(months, "middle"))
    compared = [path_through(frame, each, _values(months, each)) for each in others]
    drawn = [*limits, centre, *compared, path_through(frame, "series", _values(months, "here"))]
    return [each for each in drawn if each.d]


def _mark_start(picture: Picture, frame: Frame, start: int) -> None:
    x = frame.x(start - 0.5)
    picture.lines.append(StraightLine("start", x, START_Y + 6, x, frame.foot))
    is_left = x > frame.right / 2
    picture.texts.append(Text(x, START_Y, _("Pilot began"), "end" if is_left else "start"))


def _line_ends(
    months: Sequence[ControlMonth], others: Mapping[str, str]
) -> list[tuple[float, str]]:
    """[(last value of a line, its name with the value)] of those that have any."""
    names = {"lower": _("Lower limit"), "middle": _("Middle before"), "upper": _("Upper limit")}
    found = []
    for line, name in {**names, **others}.items():
        known = [value for value in _values(months, line) if value is not None]
        if known:
            short = name if len(name) < 18 else f"{name[:16]}…"
            found.append((known[-1], f"{short} {short_number(known[-1])}"))
    return found


def short_number(value: float) -> str:
    """A number of at least three digits that count, never as a power of ten."""
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
