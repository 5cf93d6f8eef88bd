"""The kill matrix: which drill answers which line."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

DRILL_MODULES = (
    "workers",
    "broker",
    "database",
    "full_disks",
    "celery_beat",
    "clocks",
    "concurrency",
    "systems",
    "web",
    "overload",
    "sessions",
    "providers",
    "letters",
    "network",
    "power_cut",
    "backup",
    "releases",
    "database_paused",
    "clock_change",
    "figures",
)
DRILLS = {}


class DrillEntry(NamedTuple):
    """One line of the matrix. needs: asks what it needs and this machine lacks."""

    number: str
    title: str
    play: Callable
    needs: Callable


def register_drill(number, title, *, needs=lambda: ""):
    """Enter a function, which takes a scene and returns a verdict, as the answer to a line."""

    def enter(play):
        DRILLS[number] = DrillEntry(number, title, play, needs)
        return play

    return enter


def all_drills():
    """Every line that has a drill, in order."""
    for family in DRILL_MODULES:
        import_module(f"drills.{family}")
    return [DRILLS[number] for number in sorted(DRILLS)]
