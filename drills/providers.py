"""Whoever carries our mails dawdles, lies or will not; and so does who looks for viruses."""

import os
import signal
import threading
import time
from collections import Counter

from drills.matrix import kill
from drills.visitors import add_document
from drills.workers import LONGER_THAN_WE_WAIT
from tests import scanner
from tests.timeliness.crew import wait_for

ACCEPTED_THEN_KILLED, FILES = 5, 6


@kill("K21", "crash between acceptance and our mark")
def crash_after_acceptance(scene):
    killed = []

    def kill_caller(mail):
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


@kill("K23", "provider misbehaves")
def provider_misbehaves(scene):
    """Most mails meet a fault or two; one is refused for good, as an address that is gone."""
    faults = Faults(scene.chance)
    scene.relay.before, scene.relay.after = faults.before, faults.after
    scene.service()
    scene.start_writing()
    time.sleep(6)
    scene.relay.say, scene.relay.is_dumb = "450 Mailbox busy", True
    time.sleep(4)
    scene.relay.say, scene.relay.is_dumb = None, False
    time.sleep(4)
    scene.stop_writing()
    aside = scene.set_aside(1)
    scene.given_up = [faults.gone[:2]]
    verdict = scene.verdict()
    verdict.notes.append(f"{dict(faults.done)}; {aside} set aside")
    return verdict


class Faults:
    """What becomes of a mail before it is accepted, and what is said after it was."""

    BEFORE = ("421 Going away", "451 Too many", "what?", "dawdle", "hang up")
    AFTER = ("what?", "dawdle", "hang up")

    def __init__(self, chance):
        self.chance, self.done, self.gone, self.one = chance, Counter(), None, threading.Lock()
        self.met = Counter()

    def before(self, mail):
        with self.one:
            self.gone = self.gone or (mail.to, mail.subject, mail.reference)
        if mail.reference == self.gone[2]:
            return "550 No such mailbox"
        return self.fault(mail, "before", self.BEFORE)

    def after(self, mail):
        return self.fault(mail, "after", self.AFTER)

    def fault(self, mail, stage, faults):
        """Once a mail and stage, one time in three."""
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


@kill("K25", "virus scanner dead, slow and silly")
def scanner_fails(scene):
    with scanner.listening() as daemon:
        scene.crew.env |= {"CLAMD": daemon.address, "SCAN_AGAIN_SECONDS": "1", "SCAN_SECONDS": "1"}
        scene.ledger.is_scanned = True
        daemon.silent = 2
        scene.service()
        officer = scene.visitor("officer")
        for case, _thread in scene.office.threads[:FILES]:
            add_document(officer, case)
        wait_for(lambda: daemon.heard, 30, "the scanner to be asked")
        daemon.silent, daemon.answer = 0, "what?"
        heard = daemon.heard
        wait_for(lambda: daemon.heard > heard + 2, 30, "the scanner to be asked again")
        with scene.ground.administrator() as session:
            [[early]] = session.execute("SELECT count(*) FROM cases_document")
        scene.wrong += early
        scene.note(f"asked {daemon.heard} times without a word; {early} let through")
        daemon.answer = None
        return scene.verdict()
