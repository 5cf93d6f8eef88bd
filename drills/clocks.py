"""The clock of worker and beat jumps forward and back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from devtools import fake_clamav
from devtools.worker_processes import wait_for
from drills.browser_users import add_document, save_draft
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

NO_JUMP, HOUR, DAY = timedelta(), timedelta(hours=1), timedelta(days=1)
YEAR = 365 * DAY
JUMPS = (YEAR, DAY, HOUR, -HOUR, NO_JUMP)
SWEPT = "SELECT at FROM timeliness_mark WHERE name = 'swept'"
FORGOT = "SELECT at FROM timeliness_mark WHERE name = 'forgot'"
KEPT = "SELECT (SELECT count(*) FROM people_draft), (SELECT count(*) FROM people_session)"
SENT = "SELECT at FROM timeliness_mark WHERE name = 'sent'"


@register_drill("K15", "clock jumps a year, a day, an hour and back")
def clock_jumps(scene: DrillRun) -> Verdict:
    with fake_clamav.listening() as daemon:
        daemon.answer, scene.ledger.is_scanned = "not now", True
        scene.crew.env |= {"CLAMD": daemon.address, "SCAN_AGAIN_SECONDS": "1"}
        set_worker_clock(scene, NO_JUMP)
        with scene.ground.administrator() as session:
            session.execute("INSERT INTO timeliness_mark VALUES ('forgot', now())")
        scene.web()
        scene.crew.worker(), scene.crew.beat()
        wait_until_swept(scene, NO_JUMP)
        scene.start_writing()
        save_draft(scene.visitor("manager"), scene.office.threads[0][1], "Half written.")
        add_document(scene.visitor("officer"), scene.office.threads[0][0])
        before = count_drafts_and_sessions(scene)
        for by in JUMPS:
            set_worker_clock(scene, by)
            wait_until_swept(
                scene, by, marks=(SWEPT, SENT, FORGOT) if by == YEAR else (SWEPT, SENT)
            )
        daemon.answer = None
        scene.wrong += count_drafts_and_sessions(scene) != before
        return scene.verdict()


def count_drafts_and_sessions(scene: DrillRun) -> tuple[int, int]:
    """(number of drafts, number of sessions). No wrong clock may delete any."""
    with scene.ground.administrator() as session:
        [(drafts, sessions)] = session.execute(KEPT)
        return drafts, sessions


def set_worker_clock(scene: DrillRun, by: timedelta) -> None:
    """Set the clock of worker and beat ahead by this timedelta."""
    file = scene.ground.folder / "clock"
    file.with_suffix(".new").write_text(str(by.total_seconds()))
    file.with_suffix(".new").rename(file)
    scene.crew.app = "drills.wrong_clock_worker"
    scene.crew.env["DRILL_CLOCK"] = str(file)


def wait_until_swept(
    scene: DrillRun,
    by: timedelta,
    since: datetime | None = None,
    marks: Sequence[str] = (SWEPT, SENT),
) -> None:
    """Wait until clocks were swept and messages sent, by the wrong clock."""
    earliest = since or datetime.now(UTC) + by
    with scene.ground.administrator() as session:

        def marked(mark: str) -> datetime | None:
            at: datetime | None = (session.execute(mark).fetchone() or (None,))[0]
            return at if at and earliest <= at <= datetime.now(UTC) + by else None

        at, *_ = [wait_for(partial(marked, mark), 60, f"{mark} {earliest}") for mark in marks]
    scene.looks = [*(scene.looks or []), at]
    scene.note(f"swept at {at:%Y-%m-%d %H:%M:%S}")
