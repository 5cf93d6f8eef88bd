"""The clock of worker and beat jumps, there and back."""

from datetime import UTC, datetime, timedelta

from drills.matrix import kill
from drills.visitors import add_document, save_draft
from tests import scanner
from tests.timeliness.crew import wait_for

NO_JUMP, HOUR, DAY = timedelta(), timedelta(hours=1), timedelta(days=1)
YEAR = 365 * DAY
JUMPS = (YEAR, DAY, HOUR, -HOUR, NO_JUMP)
SWEPT = "SELECT at FROM timeliness_mark WHERE name = 'swept'"
FORGOT = "SELECT at FROM timeliness_mark WHERE name = 'forgot'"
KEPT = "SELECT (SELECT count(*) FROM people_draft), (SELECT count(*) FROM django_session)"
SENT = "SELECT at FROM timeliness_mark WHERE name = 'sent'"


@kill("K15", "clock jumps a year, a day, an hour and back")
def clock_jumps(scene):
    with scanner.listening() as daemon:
        daemon.answer, scene.ledger.is_scanned = "not now", True
        scene.crew.env |= {"CLAMD": daemon.address, "SCAN_AGAIN_SECONDS": "1"}
        jump(scene, NO_JUMP)
        with scene.ground.administrator() as session:
            session.execute("INSERT INTO timeliness_mark VALUES ('forgot', now())")
        scene.web()
        scene.crew.worker(), scene.crew.beat()
        looked(scene, NO_JUMP)
        scene.start_writing()
        save_draft(scene.visitor("manager"), scene.office.threads[0][1], "Half written.")
        add_document(scene.visitor("officer"), scene.office.threads[0][0])
        before = kept(scene)
        for by in JUMPS:
            jump(scene, by)
            looked(scene, by, marks=(SWEPT, SENT, FORGOT) if by == YEAR else (SWEPT, SENT))
        daemon.answer = None
        scene.wrong += kept(scene) != before
        return scene.verdict()


def kept(scene):
    """How many drafts and sessions there are: no wrong clock may take them."""
    with scene.ground.administrator() as session:
        return session.execute(KEPT).fetchone()


def jump(scene, by):
    """Worker and beat go by a clock that is so far ahead, from now on."""
    file = scene.ground.folder / "clock"
    file.with_suffix(".new").write_text(str(by.total_seconds()))
    file.with_suffix(".new").rename(file)
    scene.crew.app = "drills.shifted"
    scene.crew.env["DRILL_CLOCK"] = str(file)


def looked(scene, by, since=None, marks=(SWEPT, SENT)):
    """Wait until clocks were looked at, and messages sent, by the clock as it is wrong now."""
    since = since or datetime.now(UTC) + by
    with scene.ground.administrator() as session:

        def marked(mark):
            row = session.execute(mark).fetchone()
            return row and since <= row[0] <= datetime.now(UTC) + by and row[0]

        at, *_ = [wait_for(lambda mark=mark: marked(mark), 60, f"{mark} {since}") for mark in marks]
    scene.looks = [*(scene.looks or []), at]
    scene.note(f"swept at {at:%Y-%m-%d %H:%M:%S}")
