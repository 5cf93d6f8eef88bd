"""
Break what the service stands on, in every way that is expected to happen, and count the damage.

    make drill                          every drill once: half an hour
    make drill ONLY="K03 K17"           these alone
    make drill SEEDS="1 2 3"            each of them three times, differently

Prints a line for each, and ends with an error if a number in any is not nought. Servers and logs
are the drills' own, under .local/drill.
"""

import argparse
import logging
import os
import sys
import time
import traceback
from contextlib import closing

import django

from drills import disks, ground
from drills.matrix import kills


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drills.settings")
    asked = asked_for(sys.argv[1:])
    chosen = [each for each in kills() if each.number in asked.only or not asked.only]
    disks.own_mounts()
    with ground.running() as place:
        django.setup()
        logging.disable(logging.WARNING)  # of our own relay, which says what it is told to
        office = ground.build_stage()
        outcomes = {
            f"{each.number} (seed {seed})": is_good(place, office, each, seed)
            for each in chosen
            for seed in asked.seeds or [1]
        }
    say(in_all(outcomes))
    sys.exit(False in outcomes.values())


def asked_for(words):
    """What is asked for; a number that no drill has is refused."""
    parser = argparse.ArgumentParser(description="Break the service and count the damage.")
    numbers = [each.number for each in kills()]
    parser.add_argument(
        "--only", nargs="*", default=[], choices=numbers, metavar="K03", help="numbers of drills"
    )
    parser.add_argument("--seeds", nargs="*", type=int, default=[])
    return parser.parse_args(words)


def in_all(outcomes):
    """In words, of {play: whether it was good, or None where it was skipped}."""
    bad = [play for play, was_good in outcomes.items() if was_good is False]
    skipped = sum(was_good is None for was_good in outcomes.values())
    how = f"Not good: {', '.join(bad)}" if bad else "All good"
    return f"{how}: {len(outcomes) - skipped} played, {skipped} skipped"


def is_good(place, office, drill, seed):
    """Play one drill and say how it went; None where it cannot run here."""
    name = f"{drill.number} {drill.title:<44}"
    if missing := drill.needs():
        say(f"{name} skipped: needs {missing}")
        return None
    began = time.monotonic()
    try:
        verdict = played(place, office, drill, seed)
    except Exception:
        say(f"{name} broke off\n{traceback.format_exc()}")
        return False
    taken = f"{time.monotonic() - began:.0f} s"
    say(f"{name} {verdict}  [{taken}, seed {seed}; {'; '.join(verdict.notes)}]")
    return verdict.is_good


def played(place, office, drill, seed):
    from drills.scene import Scene

    with closing(Scene(place, office, drill.number, seed)) as scene:
        return drill.play(scene)


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    main()
