"""The shapes of a picture: where each is and what it is. The style sheet says its colour."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise


class Mark(StrEnum):
    """What a month's mark says. Each has a shape of its own, so that no colour says it alone."""

    CHANCE = "chance"  # a ring: within what chance explains
    EXPECTED = "expected"  # a disc: more than chance, in the direction that was expected
    CONTRARY = "contrary"  # a diamond: more than chance, in the other direction
    CHANGED = "changed"  # a square: more than chance, and no direction was expected
    PLAIN = "plain"  # a dot: nothing is judged


@dataclass(frozen=True)
class Point:
    """A mark in its place."""

    x: float
    y: float
    mark: Mark


@dataclass(frozen=True)
class StraightLine:
    """A straight line. kind: grid, axis, tick or start."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class LinePath:
    """A line through points, as SVG writes it. kind: series, limit, centre or other-0, other-1 …"""

    kind: str
    d: str


@dataclass(frozen=True)
class Text:
    """Words. anchor: start, middle or end."""

    x: float
    y: float
    words: str | Promise
    anchor: str = "start"


@dataclass
class Picture:
    """The shapes of one drawing, in units of the screen at the width it is drawn for."""

    width: int
    height: int
    lines: list[StraightLine] = field(default_factory=list)
    paths: list[LinePath] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class KeyEntry:
    """What a mark or a kind of line means. mark: None for a line. kind: of the line."""

    words: str | Promise
    mark: Mark | None = None
    kind: str = ""


@dataclass(frozen=True)
class Chart:
    """
    A chart with its words, drawn twice: the style sheet shows the one that fits.

    title: what it shows. unit: of the values, said above it. description: what somebody is told who
    does not see it; its table says the values.
    """

    title: str
    unit: str
    description: str
    wide: Picture
    narrow: Picture
    key: list[KeyEntry]
