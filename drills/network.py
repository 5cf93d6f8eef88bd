"""The network between the service and its servers fails, and servers do not come back as before."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from devtools.worker_processes import wait_for
from drills.drill_run import WRITING, DrillRun
from drills.expected_state import Verdict
from drills.in_flight import PATIENCE, HoldingNotify, InFlight
from drills.letters import QUICK, add_letters
from drills.matrix import register_drill
from drills.network_links import (
    LINKS,
    cut_links,
    missing_for_network,
    restore_links,
    service_behind_links,
)

WHILE, FOR_GOOD, GIVES_UP_WITHIN = 30, 50, 40  # seconds
CUTS = (("postgres",), ("redis",), ("postgres", "redis"), LINKS)
LETTERS, ARRIVES = 4, 2  # letters; seconds for messages already on their way to arrive
PATIENT = {
    "MAIL_TIMEOUT_SECONDS": str(PATIENCE),
    "DRILL_NOTIFY_SECONDS": str(PATIENCE),
    "SEND_LEASE_SECONDS": str(2.5 * PATIENCE),  # longer than a look-up and a sending together
    "DRILL_ATTEMPTS": "20",  # leases are short, so no message may be given up within one cut
}


@register_drill(
    "K11", f"no network to Postgres, Redis, all, for {WHILE} s", needs=missing_for_network
)
def partition(scene: DrillRun) -> Verdict:
    with service_behind_links(scene):
        scene.service()
        scene.start_writing()
        scene.relay.hold_before = 0.1
        for cables in CUTS:
            scene.flight("text", seconds=90)
            with links_cut(scene, cables) as seen:
                time.sleep(WHILE)
            if "postgres" in cables:  # each writer had at most one request that was almost finished
                scene.wrong += seen.acts > len(WRITING)
            else:
                scene.wrong += seen.errors + (not seen.acts)  # no request may fail
        return scene.verdict()


@dataclass
class DoneMeanwhile:
    """What people did while links were cut: acts that ended, and requests that failed."""

    acts: int = 0
    errors: int = 0


@contextmanager
def links_cut(scene: DrillRun, cables: Sequence[str]) -> Iterator[DoneMeanwhile]:
    """Cut these links while the block runs. Yields an object that is filled in at its end."""
    seen = DoneMeanwhile()
    errors, acts = scene.ledger.errors, len(scene.ledger.acts)
    cut_links(*cables)
    yield seen
    seen.acts, seen.errors = len(scene.ledger.acts) - acts, scene.ledger.errors - errors
    restore_links(*cables)
    scene.relay.flights.clear()
    scene.note(
        f"{', '.join(cables)}: {seen.acts} acts ended meanwhile, {seen.errors} requests failed"
    )


@register_drill("K11P", f"no network to who carries mails for {WHILE} s", needs=missing_for_network)
def providers_cut(scene: DrillRun) -> Verdict:
    """
    Cut the link between the providers' acceptance and their answers; nothing is sent meanwhile.
    """
    from drills.cast import approve_letters

    approve_letters(LETTERS)
    caught = InFlight(scene.relay)
    with closing(HoldingNotify(caught)) as notify:
        scene.crew.env |= QUICK | PATIENT | notify.environment()
        with service_behind_links(scene, notify):
            scene.crew.worker()  # a letter and two mails occupy the processes of one worker
            scene.service()
            scene.start_writing()
            caught.wait_for_all()
            with links_cut(scene, ["providers"]) as seen:
                late = count_taken_late(scene, caught, notify)
            verdict = scene.verdict()
            add_letters(scene, verdict, notify.taken, LETTERS)
            asked = set(caught.held.values()) & {*scene.relay.asked, *notify.looked}
            verdict.wrong += late + seen.errors + (not seen.acts)
            # A message that was not looked up was not in flight.
            verdict.wrong += len(caught.held) - len(asked)
            verdict.notes.append(f"{late} taken meanwhile; {len(asked)} in flight asked about")
            return verdict


def count_taken_late(scene: DrillRun, caught: InFlight, notify: HoldingNotify) -> int:
    """
    Let go of the held messages. Returns how many are accepted after those on their way arrived.
    """
    caught.let_go()
    notify.room = None
    time.sleep(ARRIVES)
    had = len(scene.relay.accepted) + len(notify.taken)
    time.sleep(WHILE - ARRIVES)
    return len(scene.relay.accepted) + len(notify.taken) - had


@register_drill(
    "K12", "Postgres and Redis vanish, and come back as others", needs=missing_for_network
)
def servers_vanish(scene: DrillRun) -> Verdict:
    """The servers vanish without closing connections; the service must notice within its limits."""
    with service_behind_links(scene) as lay:
        scene.service()
        scene.start_writing()
        scene.flight("text")
        errors = scene.ledger.errors
        cut_links("postgres", "redis")
        began = time.monotonic()
        wait_for(lambda: scene.ledger.errors - errors >= 3, FOR_GOOD, "requests to be given up")
        given_up = time.monotonic() - began
        lay()
        restore_links("postgres", "redis")
        scene.wrong += given_up > GIVES_UP_WITHIN
        scene.note(f"given up after {given_up:.0f} s")
        return scene.verdict()
