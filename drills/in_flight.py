"""What is in flight to those who carry mails and letters, held until something befalls it."""

import threading

from drills.letters import NotifyStandIn

HELD_STAGES = ("letter", "text", "accepted")
COMES_WITHIN, PATIENCE = 60, 10  # seconds: for all of them; of whoever sends, for one answer


class InFlight:
    """
    One mail that the relay has read, one that it has accepted, and a letter that Notify has taken.
    held: {which of them: its reference}; all are held at once until they are let go.
    """

    def __init__(self, relay):
        self.held, self.one = {}, threading.Lock()
        self.all, self.gone_on = threading.Barrier(len(HELD_STAGES) + 1), threading.Event()
        relay.before = lambda mail: self.hold("text", mail.reference)
        relay.after = lambda mail: self.hold("accepted", mail.reference)

    def hold(self, stage, reference):
        """The first of each, and mails once a letter is held: a letter comes more seldom."""
        with self.one:
            is_first = stage not in self.held and reference not in self.held.values()
            if not is_first or (stage != "letter" and "letter" not in self.held):
                return
            self.held[stage] = reference
        self.all.wait(PATIENCE - 1)  # later the sender has given up, and nothing is in flight
        self.gone_on.wait(PATIENCE)

    def wait_for_all(self):
        self.all.wait(COMES_WITHIN)

    def let_go(self):
        self.gone_on.set()


class HoldingNotify(NotifyStandIn):
    """Notify has room for one letter until it is told otherwise, and that one is caught."""

    def __init__(self, caught):
        super().__init__()
        self.caught, self.room = caught, 1

    def take(self, sent):
        answer = super().take(sent)
        if sent in self.taken:
            self.caught.hold("letter", sent["reference"])
        return answer
