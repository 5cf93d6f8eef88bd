"""Redis dies, loses all data, or has no memory left. It holds queued tasks and nothing else."""

import time

from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill


@register_drill("K03", "Redis killed")
def redis_killed(scene: DrillRun) -> Verdict:
    """A worker may end when its broker goes; then it is started again."""
    scene.service()
    scene.start_writing()
    scene.relay.hold_before = 0.1
    scene.flight("text")
    errors = scene.ledger.errors
    killed = scene.crew.kill_redis()
    time.sleep(5)
    scene.wrong += scene.ledger.errors - errors  # no request may fail without the broker
    scene.crew.redis.start()
    scene.note(f"killed {killed}, back after 5 s; {scene.ledger.errors - errors} writes failed")
    return scene.verdict()


@register_drill("K04", "Redis flushed ten times")
def redis_flushed(scene: DrillRun) -> Verdict:
    scene.service()
    scene.start_writing()
    scene.relay.hold_before = 0.05
    lost = []
    for _ in range(10):
        scene.flight("text")
        lost.append(count_waiting_pokes(scene))
        scene.redis().flushall()
        time.sleep(scene.chance.uniform(0.1, 0.6))
    scene.wrong += not any(lost)
    scene.note(f"FLUSHALL x 10 with messages in flight, of {lost} pokes")
    return scene.verdict()


def count_waiting_pokes(scene: DrillRun) -> int:
    """The number of tasks that wait in Redis, or are marked there as being worked on."""
    pipe = scene.redis().pipeline()
    pipe.llen("celery")
    pipe.hlen("unacked")
    return sum(pipe.execute())


@register_drill("K05", "Redis full")
def redis_full(scene: DrillRun) -> Verdict:
    """A worker ends if it cannot mark the task that it took; then it is started again."""
    scene.service()
    scene.start_writing()
    scene.flight("text")
    errors = scene.ledger.errors
    scene.redis().config_set("maxmemory", 1)
    time.sleep(8)
    refused = scene.redis().info("stats")["total_error_replies"]
    scene.redis().config_set("maxmemory", 0)
    scene.note(f"no memory for 8 s, {refused} commands refused")
    assert refused, "nothing was refused"
    scene.wrong += scene.ledger.errors - errors
    return scene.verdict()
