"""GOV.UK Notify is slow, fails and loses answers, and the worker that calls it is killed."""

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from http.server import ThreadingHTTPServer
from typing import Any

from devtools.fake_notify import KEY, Answer, Notify
from devtools.worker_processes import kill_group
from drills import expected_state
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

FAULTS: tuple[int | str, ...] = (
    "none",
    500,
    "lost",
    429,
    403,
    "dawdle",
    "killed before",
    "killed after",
)
DAWDLES = 3  # seconds, longer than DRILL_NOTIFY_SECONDS
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
QUICK = {"NOTIFY_EVERY_SECONDS": "0.5", "SEND_LEASE_SECONDS": "6", "DRILL_NOTIFY_SECONDS": "2"}
UNSENT = "SELECT count(*) FROM victims_sending WHERE accepted_at IS NULL OR in_doubt"


@register_drill("K23L", "GOV.UK Notify misbehaves, and its caller is killed")
def notify_misbehaves(scene: DrillRun) -> Verdict:
    """Each letter meets another fault, and is sent exactly once."""
    from drills.cast import approve_letters

    approve_letters(len(FAULTS))
    with closing(FaultyNotify(scene)) as server:
        scene.crew.env |= QUICK | server.environment()
        scene.service()
        wait_for_letters(scene)
        verdict = scene.verdict()
        add_letters(scene, verdict, server.taken, len(FAULTS))
        verdict.wrong += len(server.waiting)
        verdict.notes.append(f"{server.asked} calls for {len(FAULTS)} letters")
        return verdict


def wait_for_letters(scene: DrillRun) -> None:
    """Wait until every letter is sent and accepted."""

    def has_gone() -> bool:
        with scene.ground.administrator() as session:
            return not expected_state.single_number(session, UNSENT)

    scene.wait_for(has_gone, 90, "every letter to go")
    time.sleep(2)  # in case a letter is sent twice


def add_letters(
    scene: DrillRun, verdict: Verdict, taken: Sequence[dict[str, Any]], how_many: int
) -> None:
    """Wait for all letters, and add to the verdict what Notify lost, repeated or left unlogged."""
    wait_for_letters(scene)
    with scene.ground.administrator() as session:
        references = [sent["reference"] for sent in taken]
        lost, twice, unlogged, sendings = expected_state.compare_letters(session, references)
    verdict.lost += lost
    verdict.duplicate += twice
    verdict.unlogged += unlogged
    verdict.wrong += abs(sendings - how_many)
    verdict.notes.append(f"letters={len(taken)}")


class SilentServer(ThreadingHTTPServer):
    """A server that reports no connection that breaks: callers get killed."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class NotifyStandIn(Notify):
    """
    A fake Notify that records look-ups and limits letters.

    looked: references that were looked up. room: the most letters it accepts; None for any number.
    """

    server_class = SilentServer
    looked: list[str]
    room: int | None

    def __init__(self) -> None:
        super().__init__()
        self.looked, self.room, self.one = [], None, threading.Lock()

    def close(self) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        return {
            "NOTIFY_API_KEY": KEY, "NOTIFY_URL": self.address, "NOTIFY_EMAIL_TEMPLATE": TEMPLATE
        }  # fmt: skip

    def take(self, sent: dict[str, Any]) -> Answer:
        with self.one:
            if self.room is not None and len(self.taken) >= self.room:
                return 429, {"status_code": 429, "errors": []}
            return super().take(sent)

    def look(self, reference: str) -> Answer:
        self.looked.append(reference)
        return super().look(reference)


class FaultyNotify(NotifyStandIn):
    """The first call for each letter meets one of the faults. waiting: faults not used yet."""

    def __init__(self, scene: DrillRun) -> None:
        super().__init__()
        self.scene, self.waiting, self.met, self.asked = scene, list(FAULTS), set[str](), 0

    def take(self, sent: dict[str, Any]) -> Answer:
        self.asked += 1
        fault: int | str = "none"
        if sent["reference"] not in self.met:
            self.met.add(sent["reference"])
            fault = self.waiting.pop(0)
        if fault == "killed before":
            kill_group(self.scene.kept["worker"])
            return 500, {"status_code": 500, "errors": []}
        if isinstance(fault, int):
            self.fails.append(fault)
        elif fault == "lost":
            self.fails.append("lost")
        answer = super().take(sent)
        if fault == "killed after":
            kill_group(self.scene.kept["worker"])
        if fault == "dawdle":
            time.sleep(DAWDLES)
        return answer
