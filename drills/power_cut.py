"""Kill all processes at once in a random order, as in a power cut."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from subprocess import Popen

from devtools.child_processes import processes_in_folder
from devtools.worker_processes import children, wait_for
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

TIMES = 20


@register_drill("K30", f"power cut of everything, {TIMES} times")
def power_cut(scene: DrillRun) -> Verdict:
    running = start_processes(scene)
    scene.start_writing()
    scene.relay.hold_before = 0.1
    for _ in range(TIMES):
        scene.flight("text")
        time.sleep(scene.chance.uniform(0, 2))
        errors, killed = scene.ledger.errors, kill_everything(scene, running)
        time.sleep(1)
        scene.ground.start_postgres()
        scene.crew.redis.start()
        running = start_processes(scene)
        scene.note(f"{killed} processes killed, {scene.ledger.errors - errors} requests failed")
    return scene.verdict()


def start_processes(scene: DrillRun) -> list[Popen[bytes]]:
    scene.kept = {"worker": scene.crew.worker(), "beat": scene.crew.beat()}
    return [scene.web(), *scene.kept.values()]


def kill_everything(scene: DrillRun, running: Sequence[Popen[bytes]]) -> int:
    """SIGKILL every process of the service and its servers. Returns how many there were."""
    servers = [scene.ground.postgres.started_process, scene.crew.redis.started_process]
    found = {process.pid for process in (*running, *servers)}
    found |= {pid for process in running for pid in children(process)}
    found |= set(processes_in_folder(scene.ground.postgres.data))
    order = scene.chance.sample(sorted(found), len(found))
    for pid in order:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for process in (*running, *servers):
        process.wait()
    wait_for(lambda: not processes_in_folder(scene.ground.postgres.data), 30, "Postgres to be gone")
    scene.relay.flights.clear()
    return len(order)
