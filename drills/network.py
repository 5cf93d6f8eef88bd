"""A cable between the service and its servers is pulled, and where it led is no longer there."""

import time
from contextlib import closing, contextmanager
from types import SimpleNamespace

from drills.cables import CABLES, network, plug, pull, wired
from drills.caught import PATIENCE, Caught, Held
from drills.letters import QUICK, add_letters
from drills.matrix import kill
from drills.scene import WRITING
from tests.timeliness.crew import wait_for

WHILE, FOR_GOOD, GIVES_UP_WITHIN = 30, 50, 40  # seconds
CUTS = (("postgres",), ("redis",), ("postgres", "redis"), CABLES)
LETTERS, ARRIVES = 4, 2  # letters; seconds in which what had gone through is taken
PATIENT = {
    "MAIL_TIMEOUT_SECONDS": str(PATIENCE),
    "DRILL_NOTIFY_SECONDS": str(PATIENCE),
    "SEND_LEASE_SECONDS": str(2.5 * PATIENCE),  # longer than a question and a sending
    "DRILL_ATTEMPTS": "20",  # leases are short, so nobody shall give up within one cut
}


@kill("K11", f"no network to Postgres, Redis, all, for {WHILE} s", needs=network)
def partition(scene):
    with wired(scene):
        scene.service()
        scene.start_writing()
        scene.relay.hold_before = 0.1
        for cables in CUTS:
            scene.flight("text", seconds=90)
            with without(scene, cables) as seen:
                time.sleep(WHILE)
            if "postgres" in cables:  # each of them had at most one act all but done
                scene.wrong += seen.acts > len(WRITING)
            else:
                scene.wrong += seen.errors + (not seen.acts)  # nobody who writes notices
        return scene.verdict()


@contextmanager
def without(scene, cables):
    """These cables are out; in the end what is yielded has the acts that ended meanwhile."""
    seen = SimpleNamespace()
    errors, acts = scene.ledger.errors, len(scene.ledger.acts)
    pull(*cables)
    yield seen
    seen.acts, seen.errors = len(scene.ledger.acts) - acts, scene.ledger.errors - errors
    plug(*cables)
    scene.relay.flights.clear()
    scene.note(
        f"{', '.join(cables)}: {seen.acts} acts ended meanwhile, {seen.errors} requests failed"
    )


@kill("K11P", f"no network to who carries mails for {WHILE} s", needs=network)
def providers_cut(scene):
    """It goes between what they took and our hearing of it; meanwhile they are sent nothing."""
    from drills.office import letters

    letters(LETTERS)
    caught = Caught(scene.relay)
    with closing(Held(caught)) as notify:
        scene.crew.env |= QUICK | PATIENT | notify.environment()
        with wired(scene, notify):
            scene.crew.worker()  # with a letter and two mails held one has no hand free
            scene.service()
            scene.start_writing()
            caught.wait_for_all()
            with without(scene, ["providers"]) as seen:
                late = taken_late(scene, caught, notify)
            verdict = scene.verdict()
            add_letters(scene, verdict, notify.taken, LETTERS)
            asked = set(caught.held.values()) & {*scene.relay.asked, *notify.looked}
            verdict.wrong += late + seen.errors + (not seen.acts)
            verdict.wrong += len(caught.held) - len(asked)  # it was not in flight
            verdict.notes.append(f"{late} taken meanwhile; {len(asked)} in flight asked about")
            return verdict


def taken_late(scene, caught, notify):
    """What was held goes on, unheard; how many they take beside what had gone through by then."""
    caught.let_go()
    notify.room = None
    time.sleep(ARRIVES)
    had = len(scene.relay.accepted) + len(notify.taken)
    time.sleep(WHILE - ARRIVES)
    return len(scene.relay.accepted) + len(notify.taken) - had


@kill("K12", "Postgres and Redis vanish, and come back as others", needs=network)
def vanished(scene):
    """No goodbye reaches the service, so it has to find out by itself, and within limits."""
    with wired(scene) as lay:
        scene.service()
        scene.start_writing()
        scene.flight("text")
        errors = scene.ledger.errors
        pull("postgres", "redis")
        began = time.monotonic()
        wait_for(lambda: scene.ledger.errors - errors >= 3, FOR_GOOD, "requests to be given up")
        given_up = time.monotonic() - began
        lay()
        plug("postgres", "redis")
        scene.wrong += given_up > GIVES_UP_WITHIN
        scene.note(f"given up after {given_up:.0f} s")
        return scene.verdict()
