"""The worker and its children die while they send a message, or because of the message."""

import os
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from functools import partial

from devtools.smtp_relay import Mail
from devtools.worker_processes import children, is_dead, kill_group, wait_for
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

# So that attempts end within a drill.
TRIES = {"SEND_BACKOFF_SECONDS": "0.05", "DRILL_ATTEMPTS": "4"}
LONGER_THAN_WE_WAIT = 3  # seconds, longer than MAIL_TIMEOUT_SECONDS
GARBAGE = (b"not json", b'{"body": "bm8=", "properties": {}}', b"\x80\x04N.")


@register_drill("K01", "worker child killed")
def child_killed(scene: DrillRun) -> Verdict:
    worker, _beat = scene.service()
    scene.start_writing()
    scene.relay.hold_before = scene.relay.hold_after = 0.3
    for stage in ("text", "accepted", "text", "accepted"):
        pid, what = scene.flight(stage)
        os.kill(pid, signal.SIGKILL)
        wait_for(partial(is_dead, pid), 5, "the child to be dead")
        scene.relay.flights.pop(pid, None)
        scene.note(f"killed {pid} with {what[:8]} at {stage}")
    assert worker.poll() is None
    return scene.verdict()


@register_drill("K02", "whole worker killed")
def group_killed(scene: DrillRun) -> Verdict:
    worker, _beat = scene.service()
    scene.start_writing()
    scene.relay.hold_before = scene.relay.hold_after = 0.2
    for stage in ("text", "accepted", "text"):
        _pid, what = scene.flight(stage)
        among = len(children(worker))
        kill_group(worker)
        scene.relay.flights.clear()
        scene.note(f"killed {worker.pid} and {among} children with {what[:8]} at {stage}")
        worker = scene.kept["worker"] = scene.crew.worker()
    return scene.verdict()


@register_drill("K22", "poison messages and poison tasks")
def poison(scene: DrillRun) -> Verdict:
    """One mail kills its sender, another never gets an answer, a third is always refused."""
    poisons = Poisons()
    scene.relay.before = poisons
    scene.crew.env |= TRIES
    scene.service()
    scene.start_writing()
    scene.redis().rpush("celery", *GARBAGE)
    aside = scene.set_aside(len(Poisons.KINDS))
    scene.given_up = list(poisons.chosen.values())
    scene.note(f"{aside} set aside after {dict(poisons.tried)} tries")
    return scene.verdict()


class Poisons:
    """Chooses the first mails, one for each kind, and treats them so at every attempt."""

    KINDS = ("kills", "hangs", "refuses")

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.chosen, self.one = dict[str, tuple[str, str]](), threading.Lock()

    def __call__(self, mail: Mail) -> str | None:
        with self.one:
            if mail.reference not in self.chosen and len(self.chosen) < len(self.KINDS):
                self.chosen[mail.reference] = mail.to, mail.heading
        if mail.reference not in self.chosen:
            return None
        kind = self.KINDS[list(self.chosen).index(mail.reference)]
        self.tried[kind] += 1
        if kind == "kills":
            with suppress(ProcessLookupError):
                os.kill(mail.pid, signal.SIGKILL)
        elif kind == "hangs":
            time.sleep(LONGER_THAN_WE_WAIT)
        return "451 Not now"
