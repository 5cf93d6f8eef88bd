"""The mail relay and the virus scanner are slow, wrong or unavailable."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial

from devtools import fake_clamav
from devtools.smtp_relay import Mail, free_port
from devtools.worker_processes import wait_for
from drills.browser_users import add_document
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill
from drills.workers import LONGER_THAN_WE_WAIT

ACCEPTED_THEN_KILLED, FILES = 5, 6
BUSY, COMES_WITHIN = "450 Mailbox busy", 90  # seconds
LONGER_THAN_A_SCAN = 2  # seconds, longer than SCAN_SECONDS
QUARANTINE = """
SELECT (SELECT count(*) FROM cases_upload WHERE status = 'WAITING' AND why <> ''),
    (SELECT count(*) FROM cases_document)"""


@register_drill("K21", "crash between acceptance and our mark")
def crash_after_acceptance(scene: DrillRun) -> Verdict:
    killed: list[int] = []

    def kill_caller(mail: Mail) -> None:
        if len(killed) < ACCEPTED_THEN_KILLED:
            killed.append(mail.pid)
            os.kill(mail.pid, signal.SIGKILL)

    scene.relay.after = kill_caller
    scene.service()
    scene.start_writing()
    wait_for(lambda: len(killed) == ACCEPTED_THEN_KILLED, 60, "five to be killed")
    verdict = scene.verdict()
    verdict.notes.append(f"{len(killed)} killed; asked for {len(scene.relay.asked)} references")
    verdict.wrong += not scene.relay.asked
    return verdict


@register_drill("K23", "provider misbehaves")
def provider_misbehaves(scene: DrillRun) -> Verdict:
    """Most mails meet a fault or two; one is refused permanently, as if its mailbox were gone."""
    faults, relay = MailFaults(scene.chance), scene.relay
    relay.before, relay.after = faults.before, faults.after
    scene.service()
    scene.start_writing()
    wait_for(faults.were_all_met, COMES_WITHIN, "every fault to be met")
    relay.say, relay.is_dumb = BUSY, True
    asked = len(relay.asked)  # look-ups from now on fail
    time.sleep(4)
    wait_for(lambda: relay.told[BUSY] and len(relay.asked) > asked, COMES_WITHIN, "doubts")
    dumb, relay.say, relay.is_dumb = len(relay.asked) - asked, None, False
    time.sleep(4)
    scene.stop_writing()
    aside = scene.set_aside(1)
    assert faults.gone
    scene.given_up = [faults.gone[:2]]
    verdict = scene.verdict()
    verdict.notes.append(f"{dict(faults.done)}; {relay.told[BUSY]} times {BUSY}")
    verdict.notes.append(f"{dumb} questions not answered; {aside} set aside")
    return verdict


class MailFaults:
    """Faults that happen to a mail before it is accepted, and after."""

    BEFORE = ("421 Going away", "451 Too many", "what?", "dawdle", "hang up")
    AFTER = ("what?", "dawdle", "hang up")

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.one = chance, threading.Lock()
        self.gone: tuple[str, str, str] | None = None  # address, subject, reference
        self.done: Counter[str] = Counter()
        self.met: Counter[tuple[str, str]] = Counter()

    def were_all_met(self) -> bool:
        """Whether each kind of fault, and the permanent refusal, has happened."""
        kinds = {f"{fault} before" for fault in self.BEFORE}
        kinds |= {f"{fault} after" for fault in self.AFTER}
        return self.gone is not None and kinds <= self.done.keys()

    def before(self, mail: Mail) -> str | None:
        with self.one:
            self.gone = self.gone or (mail.to, mail.heading, mail.reference)
        if mail.reference == self.gone[2]:
            return "550 No such mailbox"
        return self.fault(mail, "before", self.BEFORE)

    def after(self, mail: Mail) -> str | None:
        return self.fault(mail, "after", self.AFTER)

    def fault(self, mail: Mail, stage: str, faults: Sequence[str]) -> str | None:
        """A fault for one mail in three, the first time that it comes to this stage."""
        with self.one:
            self.met[mail.reference, stage] += 1
            if self.met[mail.reference, stage] > 1 or self.chance.random() > 1 / 3:
                return None
            fault = self.chance.choice(faults)
            self.done[f"{fault} {stage}"] += 1
        if fault == "dawdle":
            time.sleep(LONGER_THAN_WE_WAIT)
            return None
        return fault


@register_drill("K25", "virus scanner dead, slow and silly")
def scanner_fails(scene: DrillRun) -> Verdict:
    """The scanner is first unreachable, then slow, then answers nonsense, and then works."""
    port = free_port()
    scene.crew.env |= {"CLAMD": f"127.0.0.1:{port}", "SCAN_AGAIN_SECONDS": "1", "SCAN_SECONDS": "1"}
    scene.ledger.is_scanned = True
    scene.service()
    officer = scene.visitor("officer")
    for case, _thread in scene.office.threads[:FILES]:
        add_document(officer, case)
    wait_for(lambda: waiting_files(scene) == (FILES, 0), 60, "files to wait for a dead scanner")
    with fake_clamav.listening(port) as daemon:
        for name, silent, answer in (("slow", LONGER_THAN_A_SCAN, None), ("silly", 0, "what?")):
            daemon.silent, daemon.answer, heard = silent, answer, daemon.heard
            wait_for(partial(_has_heard_more, daemon, heard + FILES), 60, "to be asked again")
            scene.note(f"{name}: asked {daemon.heard - heard} times")
            scene.wrong += waiting_files(scene) != (FILES, 0)
        daemon.answer = None
        return scene.verdict()


def waiting_files(scene: DrillRun) -> tuple[int, int]:
    """(files that wait after a failed scan, documents)"""
    with scene.ground.administrator() as session:
        [(waiting, documents)] = session.execute(QUARANTINE)
        return waiting, documents


def _has_heard_more(daemon: fake_clamav.Daemon, number: int) -> bool:
    return daemon.heard > number
