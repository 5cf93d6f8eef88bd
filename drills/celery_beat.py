"""Two beats, or none for weeks. Beat only starts tasks, so neither may change what is sent."""

import time

from devtools.worker_processes import children, wait_for
from drills import expected_state
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill


@register_drill("K13", "two beats, two workers")
def two_beats(scene: DrillRun) -> Verdict:
    """Both beats queue tasks and both workers send; otherwise the drill shows nothing."""
    first, beat = scene.service()
    second, other_beat = scene.crew.worker(), scene.crew.beat()
    wait_for(lambda: pokers(scene) == 2, 30, "both beats to poke")
    scene.start_writing()
    scene.relay.hold_before = 0.1
    time.sleep(8)
    crews = [children(worker) for worker in (first, second)]
    verdict = scene.verdict()
    senders = {mail.pid for mail in scene.relay.accepted}
    verdict.notes.append(f"{[len(crew & senders) for crew in crews]} processes of each sent")
    verdict.wrong += sum(not crew & senders for crew in crews)
    verdict.wrong += sum(each.poll() is not None for each in (first, second, beat, other_beat))
    return verdict


def pokers(scene: DrillRun) -> int:
    """The number of Redis clients whose last command queued a task, within two seconds."""
    clients = scene.redis().client_list()
    return sum(each["cmd"] == "lpush" and int(each["idle"]) <= 2 for each in clients)


@register_drill("K14", "beat dead for weeks, then back")
def no_beat(scene: DrillRun) -> Verdict:
    """The clocks ran out weeks ago, and no sweep has run since."""
    scene.web()
    scene.crew.worker()
    scene.start_writing()
    time.sleep(6)
    with scene.ground.administrator() as session:
        early = expected_state.single_number(session, "SELECT count(*) FROM timeliness_reminder")
    scene.wrong += early + len(scene.relay.accepted)
    scene.crew.beat()
    verdict = scene.verdict()
    overdue = [mail for mail in scene.relay.accepted if mail.subject.startswith("Overdue")]
    late = sum("This reminder is late" in mail.text for mail in overdue)
    verdict.wrong += len(overdue) - late
    verdict.notes.append(f"{late} of {len(overdue)} reminders say that they are late")
    return verdict
