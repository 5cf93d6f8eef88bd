"""The kill matrix: the drills by number."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

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
DRILLS: dict[str, "DrillEntry"] = {}


class DrillEntry(NamedTuple):
    """One line of the matrix. needs: returns what this machine lacks for it, or ""."""

    number: str
    title: str
    play: Callable[..., Any]
    needs: Callable[[], str]


def register_drill(number, title, *, needs=lambda: ""):
    """Register a function, which takes a DrillRun and returns a Verdict, under a number."""

    def enter(play):
        DRILLS[number] = DrillEntry(number, title, play, needs)
        return play

    return enter


def all_drills():
    """All drills, in order of their numbers."""
    for family in DRILL_MODULES:
        import_module(f"drills.{family}")
    return [DRILLS[number] for number in sorted(DRILLS)]
