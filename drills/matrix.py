"""The kill matrix: which drill answers which line."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

FAMILIES = (
    "workers", "broker", "database", "disks", "timetable", "clocks", "together", "systems", "web",
    "crowd", "sessions", "providers", "letters", "network", "power", "backup", "releases",
    "standstill", "london", "figures",
)  # fmt: skip
KILLS = {}


class Kill(NamedTuple):
    """One line of the matrix. needs: asks what it needs and this machine lacks."""

    number: str
    title: str
    play: Callable
    needs: Callable


def kill(number, title, *, needs=lambda: ""):
    """Enter a function, which takes a scene and returns a verdict, as the answer to a line."""

    def enter(play):
        KILLS[number] = Kill(number, title, play, needs)
        return play

    return enter


def kills():
    """Every line that has a drill, in order."""
    for family in FAMILIES:
        import_module(f"drills.{family}")
    return [KILLS[number] for number in sorted(KILLS)]
