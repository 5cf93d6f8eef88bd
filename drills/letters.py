"""GOV.UK Notify dawdles, fails and loses its answers, and whoever calls it is killed."""

import time
from collections import Counter
from contextlib import closing

from drills import oracle
from drills.matrix import kill
from tests.timeliness.crew import kill_group
from tests.victims.stand_in import KEY, Notify

FAULTS = ("none", 500, "lost", 429, 403, "dawdle", "killed before", "killed after")
DAWDLES = 3  # seconds; DRILL_NOTIFY_SECONDS is less
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
QUICK = {"NOTIFY_EVERY_SECONDS": "0.5", "SEND_LEASE_SECONDS": "6", "DRILL_NOTIFY_SECONDS": "2"}
SENDINGS = "SELECT id::text FROM victims_sending"
UNSENT = "SELECT count(*) FROM victims_sending WHERE accepted_at IS NULL OR in_doubt"
DISCLOSED = """
SELECT count(DISTINCT ids) FROM people_auditentry
WHERE verb = 'send_letter' AND operation = 'disclosure'"""


@kill("K23L", "GOV.UK Notify misbehaves, and its caller is killed")
def notify_misbehaves(scene):
    """Each letter to a victim meets a fault of its own, and goes once."""
    from drills.office import letters

    letters(len(FAULTS))
    with closing(Faulty(scene)) as server:
        scene.crew.env |= QUICK | server.environment()
        scene.service()
        with scene.ground.administrator() as session:
            scene.wait_for(lambda: not oracle.count(session, UNSENT), 90, "every letter to go")
            time.sleep(2)  # for one more too many
            sendings = Counter(row[0] for row in session.execute(SENDINGS))
            taken = Counter(sent["reference"] for sent in server.taken)
            lost, twice = oracle.differ(sendings, taken)
            disclosed = oracle.count(session, DISCLOSED)
            after, unlogged = scene.recovered(), oracle.of_log(session)
            files = oracle.of_files(session, scene.ground.folder / "documents")
        return oracle.Verdict(
            lost=lost,
            duplicate=twice,
            unlogged=unlogged + len(FAULTS) - disclosed,
            files=files,
            errors_after_recovery=after,
            wrong=len(server.waiting) + abs(len(sendings) - len(FAULTS)),
            notes=[*scene.notes, f"{server.asked} calls for {len(sendings)} letters"],
        )


class Faulty(Notify):
    """The first call for each letter meets one of the faults. waiting: those that none met yet."""

    def __init__(self, scene):
        super().__init__()
        self.scene, self.waiting, self.met, self.asked = scene, list(FAULTS), set(), 0
        self.server.handle_error = lambda *about: None  # whoever asked was killed

    def close(self):
        self.stop()

    def environment(self):
        return {
            "NOTIFY_API_KEY": KEY, "NOTIFY_URL": self.address, "NOTIFY_EMAIL_TEMPLATE": TEMPLATE
        }  # fmt: skip

    def take(self, sent):
        self.asked += 1
        fault = "none"
        if sent["reference"] not in self.met:
            self.met.add(sent["reference"])
            fault = self.waiting.pop(0)
        if fault == "killed before":
            kill_group(self.scene.kept["worker"])
            return 500, {"status_code": 500, "errors": []}
        if isinstance(fault, int) or fault == "lost":
            self.fails.append(fault)
        answer = super().take(sent)
        if fault == "killed after":
            kill_group(self.scene.kept["worker"])
        if fault == "dawdle":
            time.sleep(DAWDLES)
        return answer
