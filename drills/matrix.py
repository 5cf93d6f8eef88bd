"""The kill matrix: the drills by number."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from drills.drill_run import DrillRun
from drills.expected_state import Verdict

DrillFunction = Callable[[DrillRun], Verdict]

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
    "sealed_log",
    "database_paused",
    "clock_change",
    "figures",
)
DRILLS: dict[str, "DrillEntry"] = {}


class DrillEntry(NamedTuple):
    """One line of the matrix. needs: returns what this machine lacks for it, or ""."""

    number: str
    title: str
    play: DrillFunction
    needs: Callable[[], str]


def register_drill(
    number: str, title: str, *, needs: Callable[[], str] = lambda: ""
) -> Callable[[DrillFunction], DrillFunction]:
    """Register a function, which takes a DrillRun and returns a Verdict, under a number."""

    def enter(play: DrillFunction) -> DrillFunction:
        DRILLS[number] = DrillEntry(number, title, play, needs)
        return play

    return enter


def all_drills() -> list[DrillEntry]:
    """All drills, in order of their numbers."""
    for family in DRILL_MODULES:
        import_module(f"drills.{family}")
    return [DRILLS[number] for number in sorted(DRILLS)]
