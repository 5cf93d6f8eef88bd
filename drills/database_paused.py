"""Postgres is paused, which is worse than gone, because its clients wait."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from devtools.child_processes import processes_in_folder
from drills import expected_state
from drills.browser_users import PromiseLedger
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill
from drills.overload import AWAY, ReaderAnswers, read_pages

STILL = 60  # seconds, longer than the statement timeout
READERS, FEW = 24, 4  # three times as many as the web server has threads, and fewer than it has
FEW_SECONDS, BACK_WITHIN = 5, 15
TOLD_WITHIN = 15  # for a new connection; an open one waits longer
TRIES, AT_LEAST = 400, 2  # statements interrupted; a single one may be almost finished
WEB, WORKER, WATCHDOG, OURS = 8, 2, 1, 1  # database connections of each program
GIVEN_UP = (AWAY, 500, 503)
STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "waiting")
NOTICED = "The watchdog found: no database"
TIMED_OUT = "canceling statement due to statement timeout"
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'rasso_app'"
STUCK = f"""{CONNECTIONS} AND state <> 'idle'
    AND xact_start < clock_timestamp() - interval '5 seconds'"""


# The drill needs Postgres to log errors, which it normally does not, so that no data is in its log.
LOGS_ERRORS = "ALTER ROLE rasso_app SET log_min_messages = error"
AS_EVER = "ALTER ROLE rasso_app RESET log_min_messages"


@register_drill("K07", f"Postgres stopped in mid-request for {STILL} s")
def postgres_stopped(scene: DrillRun) -> Verdict:
    with errors_logged(scene):
        return run_with_postgres_paused(scene)


def run_with_postgres_paused(scene: DrillRun) -> Verdict:
    scene.service()
    env = {"WATCHDOG_EVERY_SECONDS": "1", "WATCHDOG_WAIT_SECONDS": "3"}
    watchdog = scene.crew.start("manage", "watchdog", env=env)
    scene.start_writing()
    scene.relay.hold_before = 0.1
    scene.flight("text")
    timed_out = count_timed_out(scene)
    with ThreadPoolExecutor(1) as aside:
        with postgres_paused(scene):
            reading = aside.submit(read_pages, scene, READERS, STILL)
            time.sleep(STILL)
        back_after = seconds_to_first_page(scene)
        scene.wrong += count_bad_waits(scene, reading.result())
    scene.wrong += back_after > BACK_WITHIN
    timed_out = count_timed_out(scene) - timed_out
    scene.wrong += not timed_out
    scene.note(f"{timed_out} statements timed out; first page {back_after:.1f} s after it")
    scene.wrong += count_pile_up(scene)
    said = [path for path in scene.crew.folder.glob("manage-*.log") if NOTICED in path.read_text()]
    scene.wrong += len(said) != 1 or watchdog.poll() is not None
    scene.note(f"the watchdog {'noticed' if said else 'did not notice'}")
    return scene.verdict()


@contextmanager
def errors_logged(scene: DrillRun) -> Iterator[None]:
    """Log the errors of the service's new database connections while the block runs."""
    with scene.ground.administrator() as session:
        session.execute(LOGS_ERRORS)
    try:
        yield
    finally:
        with scene.ground.administrator() as session:
            session.execute(AS_EVER)


@contextmanager
def postgres_paused(scene: DrillRun) -> Iterator[None]:
    """Pause Postgres with SIGSTOP while the block runs, during some of the service's statements."""
    for _ in range(TRIES):
        pids = signal_all(scene, signal.SIGSTOP)
        in_mid = sum(is_at_work(pid) for pid in pids)
        if in_mid >= AT_LEAST:
            break
        signal_all(scene, signal.SIGCONT)
        time.sleep(scene.chance.uniform(0.01, 0.1))
    scene.wrong += in_mid < AT_LEAST
    scene.note(f"SIGSTOP of {len(pids)} processes for {STILL} s, {in_mid} in mid-statement")
    try:
        yield
    finally:
        signal_all(scene, signal.SIGCONT)


def signal_all(scene: DrillRun, sign: signal.Signals) -> list[int]:
    """Send a signal to all processes of Postgres, twice, because one may start meanwhile."""
    for _ in range(2):
        pids = processes_in_folder(scene.ground.postgres.data)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
    return pids


def is_at_work(pid: int) -> bool:
    """Whether a process of Postgres runs a statement of the service, according to its title."""
    title = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return " rasso_app " in title and title.endswith(STATEMENTS)


def count_timed_out(scene: DrillRun) -> int:
    return scene.ground.postgres.log.read_text(errors="replace").count(TIMED_OUT)


def seconds_to_first_page(scene: DrillRun) -> float:
    """Seconds until a person who keeps trying gets a page."""
    visitor, began = scene.visitor("officer", PromiseLedger()), time.monotonic()
    visitor.until(lambda: visitor.ask("GET", "/"), 200)
    return time.monotonic() - began


def count_bad_waits(scene: DrillRun, answers: ReaderAnswers) -> int:
    """Count readers without any answer, and add one if nobody was told soon to try later."""
    given_up = [seconds for status, seconds in answers if status in GIVEN_UP]
    slowest = max(seconds for _status, seconds in answers)
    scene.note(f"{dict(answers.told)} to {READERS} readers, the slowest after {slowest:.0f} s")
    scene.note(f"{len(given_up)} given up, the first after {min(given_up, default=0):.1f} s")
    odd = sum(n for status, n in answers.told.items() if status not in (200, *GIVEN_UP))
    return odd + (min(given_up, default=STILL) > TOLD_WITHIN)


def count_pile_up(scene: DrillRun) -> int:
    """
    Count what is left of the pause: pages that wait, stuck connections, or too many of them.

    A failed attempt to connect leaves a connection until Python's garbage collection.
    """
    after, most = read_pages(scene, FEW, FEW_SECONDS), 2 * (WEB + WORKER + WATCHDOG + OURS)
    with scene.ground.administrator() as session:
        connections, stuck = (
            expected_state.single_number(session, CONNECTIONS),
            expected_state.single_number(session, STUCK),
        )
    scene.note(f"{dict(after.told)} to {FEW} later; {connections} connections, {stuck} stuck")
    return after.broken + after.away + stuck + (connections > most)
