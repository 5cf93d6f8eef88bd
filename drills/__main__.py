"""
Break what the service depends on, in every way that is expected to happen, and count the damage.

    make drill                          every drill once: half an hour
    make drill ONLY="K03 K17"           these alone
    make drill SEEDS="1 2 3"            each of them three times, differently

Prints a line for each drill, and exits with an error if a count in any is not zero. The drills have
their own servers and logs, under .local/drill.
"""

import argparse
import logging
import os
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import closing

import django

from drills import environment, full_disks
from drills.cast import DrillOffice
from drills.environment import DrillEnvironment
from drills.expected_state import Verdict
from drills.matrix import DrillEntry, all_drills


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drills.settings")
    arguments = parse_arguments(sys.argv[1:])
    chosen = [each for each in all_drills() if each.number in arguments.only or not arguments.only]
    full_disks.own_mounts()
    with environment.running_environment() as place:
        django.setup()
        # Warnings of our own fake relay, whose answers are chosen by the drills.
        logging.disable(logging.WARNING)
        office = environment.build_stage()
        outcomes = {
            f"{each.number} (seed {seed})": play_and_report(place, office, each, seed)
            for each in chosen
            for seed in arguments.seeds or [1]
        }
    print_now(summary_text(outcomes))
    sys.exit(False in outcomes.values())


def parse_arguments(words: Sequence[str]) -> argparse.Namespace:
    """Parse the command line. An unknown drill number is an error."""
    parser = argparse.ArgumentParser(description="Break the service and count the damage.")
    numbers = [each.number for each in all_drills()]
    parser.add_argument(
        "--only", nargs="*", default=[], choices=numbers, metavar="K03", help="numbers of drills"
    )
    parser.add_argument("--seeds", nargs="*", type=int, default=[])
    return parser.parse_args(words)


def summary_text(outcomes: Mapping[str, bool | None]) -> str:
    """The last line, from {drill: whether it was good, or None if it was skipped}."""
    bad = [play for play, was_good in outcomes.items() if was_good is False]
    skipped = sum(was_good is None for was_good in outcomes.values())
    how = f"Not good: {', '.join(bad)}" if bad else "All good"
    return f"{how}: {len(outcomes) - skipped} played, {skipped} skipped"


def play_and_report(
    place: DrillEnvironment, office: DrillOffice, drill: DrillEntry, seed: int
) -> bool | None:
    """
    Run one drill and print its result. Returns whether it was good; None if it cannot run here.
    """
    name = f"{drill.number} {drill.title:<44}"
    if missing := drill.needs():
        print_now(f"{name} skipped: needs {missing}")
        return None
    began = time.monotonic()
    try:
        verdict = play_drill(place, office, drill, seed)
    except Exception:
        print_now(f"{name} broke off\n{traceback.format_exc()}")
        return False
    taken = f"{time.monotonic() - began:.0f} s"
    print_now(f"{name} {verdict}  [{taken}, seed {seed}; {'; '.join(verdict.notes)}]")
    return verdict.is_good


def play_drill(
    place: DrillEnvironment, office: DrillOffice, drill: DrillEntry, seed: int
) -> Verdict:
    from drills.drill_run import DrillRun

    with closing(DrillRun(place, office, drill.number, seed)) as scene:
        return drill.play(scene)


def print_now(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
