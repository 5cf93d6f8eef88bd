"""Two of the timetable, or none for hours. It only pokes, so neither may change what is said."""

import time

from drills import oracle
from drills.matrix import kill


@kill("K13", "two beats, two workers")
def two_beats(scene):
    scene.service()
    beats = scene.crew.beat(), scene.crew.worker()
    scene.start_writing()
    scene.relay.hold_before = 0.1
    time.sleep(8)
    verdict = scene.verdict()
    senders = {mail.pid for mail in scene.relay.accepted}
    verdict.notes.append(f"{len(senders)} processes sent")
    verdict.wrong += sum(process.poll() is not None for process in beats)
    return verdict


@kill("K14", "beat dead for weeks, then back")
def no_beat(scene):
    """The clocks of the stage ran out weeks ago; nobody has looked since."""
    scene.web()
    scene.crew.worker()
    scene.start_writing()
    time.sleep(6)
    with scene.ground.administrator() as session:
        early = oracle.count(session, "SELECT count(*) FROM timeliness_reminder")
    scene.wrong += early + len(scene.relay.accepted)
    scene.crew.beat()
    verdict = scene.verdict()
    overdue = [mail for mail in scene.relay.accepted if mail.subject.startswith("Overdue")]
    late = sum("This reminder is late" in mail.text for mail in overdue)
    verdict.wrong += len(overdue) - late
    verdict.notes.append(f"{late} of {len(overdue)} reminders say that they are late")
    return verdict
