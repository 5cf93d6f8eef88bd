"""The machine's clock jumps, there and back, and London's changes in the middle of everything."""

from datetime import UTC, datetime, timedelta

from drills.matrix import kill
from drills.visitors import add_document
from tests import scanner
from tests.timeliness.crew import wait_for

NO_JUMP, HOUR, DAY = timedelta(), timedelta(hours=1), timedelta(days=1)
JUMPS = (HOUR, -HOUR, DAY, 365 * DAY, NO_JUMP)
# London's clocks change at 01:00 UTC on these days. Source: SI 2002/262, the Summer Time Order.
CHANGES = (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC))
BEFORE = timedelta(seconds=10)
SWEPT = "SELECT at FROM timeliness_mark WHERE name = 'swept'"
SENT = "SELECT at FROM timeliness_mark WHERE name = 'sent'"
RUN_OUT = """
UPDATE timeliness_clock SET remind_at = NULL, due_at = %(at)s, overdue_at = %(at)s,
    escalate_at = %(at)s + interval '20 seconds', look_at = %(at)s
WHERE id IN (SELECT clock_id FROM cases_turn WHERE state = 'TRIAGE' AND ended_at IS NULL
    ORDER BY id OFFSET %(first)s LIMIT %(most)s)"""


@kill("K15", "clock jumps an hour, a day, a year and back")
def clock_jumps(scene):
    with scanner.listening() as daemon:
        daemon.answer, scene.ledger.is_scanned = "not now", True
        scene.crew.env |= {"CLAMD": daemon.address, "SCAN_AGAIN_SECONDS": "1"}
        jump(scene, NO_JUMP)
        scene.web()
        scene.crew.worker(), scene.crew.beat()
        looked(scene, NO_JUMP)
        scene.start_writing()
        add_document(scene.visitor("officer"), scene.office.threads[0][0])
        for by in JUMPS:
            jump(scene, by)
            looked(scene, by)
        daemon.answer = None
        return scene.verdict()


@kill("K16", "London's clocks change, forward and back")
def london_changes(scene):
    with scene.ground.administrator() as session:
        for n, change in enumerate(CHANGES):
            session.execute(RUN_OUT, {"at": change, "first": n * 8, "most": 8})
    jump(scene, CHANGES[0] - BEFORE - datetime.now(UTC))
    scene.web()
    scene.crew.worker(), scene.crew.beat()
    for change in CHANGES:
        by = change - BEFORE - datetime.now(UTC)
        jump(scene, by)
        looked(scene, by)
        looked(scene, by, since=change + 3 * BEFORE)
    jump(scene, NO_JUMP)
    looked(scene, NO_JUMP)
    return scene.verdict()


def jump(scene, by):
    """Worker and beat go by a clock that is so far ahead, from now on."""
    file = scene.ground.folder / "clock"
    file.with_suffix(".new").write_text(str(by.total_seconds()))
    file.with_suffix(".new").rename(file)
    scene.crew.app = "drills.shifted"
    scene.crew.env["DRILL_CLOCK"] = str(file)


def looked(scene, by, since=None):
    """Wait until clocks were looked at, and messages sent, by the clock as it is wrong now."""
    since = since or datetime.now(UTC) + by
    with scene.ground.administrator() as session:

        def marked(mark):
            row = session.execute(mark).fetchone()
            return row and since <= row[0] <= datetime.now(UTC) + by and row[0]

        at = wait_for(lambda: marked(SWEPT), 60, f"a sweep at {since}")
        wait_for(lambda: marked(SENT), 60, f"a sending at {since}")
    scene.looks = [*(scene.looks or []), at]
    scene.note(f"swept at {at:%Y-%m-%d %H:%M:%S}")
