"""Hold mails and letters at their providers while a fault happens."""

import threading
from typing import Any

from devtools.fake_notify import Answer
from drills.letters import NotifyStandIn
from drills.mail_relay import DrillRelay

HELD_STAGES = ("letter", "text", "accepted")
# Seconds: until all are held; until a sender's time limit for one answer.
COMES_WITHIN, PATIENCE = 60, 10


class InFlight:
    """
    Holds a mail that the relay has read, one that it has accepted, and a letter that Notify has.

    held: {stage: reference}. All three are held at the same time until let_go().
    """

    def __init__(self, relay: DrillRelay) -> None:
        self.held, self.one = dict[str, str](), threading.Lock()
        self.all, self.gone_on = threading.Barrier(len(HELD_STAGES) + 1), threading.Event()
        relay.before = lambda mail: self.hold("text", mail.reference)
        relay.after = lambda mail: self.hold("accepted", mail.reference)

    def hold(self, stage: str, reference: str) -> None:
        """
        Hold the first message at each stage; mails only once a letter, which is rarer, is held.
        """
        with self.one:
            is_first = stage not in self.held and reference not in self.held.values()
            if not is_first or (stage != "letter" and "letter" not in self.held):
                return
            self.held[stage] = reference
        self.all.wait(PATIENCE - 1)  # after this the sender has given up, and nothing is in flight
        self.gone_on.wait(PATIENCE)

    def wait_for_all(self) -> None:
        self.all.wait(COMES_WITHIN)

    def let_go(self) -> None:
        self.gone_on.set()


class HoldingNotify(NotifyStandIn):
    """A fake Notify that accepts one letter until `room` is raised, and holds its answer."""

    def __init__(self, caught: InFlight) -> None:
        super().__init__()
        self.caught, self.room = caught, 1

    def take(self, sent: dict[str, Any]) -> Answer:
        answer = super().take(sent)
        if sent in self.taken:
            self.caught.hold("letter", sent["reference"])
        return answer
