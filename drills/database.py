"""Postgres restarts in the middle of requests, or the audit log cannot be written."""

import signal
import time

from drills.drill_run import DrillRun
from drills.environment import DrillEnvironment
from drills.expected_state import Verdict
from drills.matrix import register_drill

MOST_RESTARTS = 6


@register_drill("K06", "Postgres restarted, immediately, twice")
def postgres_restarted(scene: DrillRun) -> Verdict:
    """Restart until at least two restarts have interrupted a request."""
    scene.service()
    scene.start_writing()
    caught: list[int] = []
    while sum(map(bool, caught)) < 2 and len(caught) < MOST_RESTARTS:
        scene.flight("text")
        errors, began = scene.ledger.errors, time.monotonic()
        restart_postgres(scene.ground)
        time.sleep(3)
        failed = scene.ledger.failed[errors:]
        caught.append(sum(asked_at < began for asked_at in failed))
        scene.note(f"immediate shutdown, {caught[-1]} of {len(failed)} that failed in flight")
    scene.wrong += sum(map(bool, caught)) < 2
    return scene.verdict()


def restart_postgres(ground: DrillEnvironment) -> None:
    process = ground.postgres.started_process
    process.send_signal(signal.SIGQUIT)
    process.wait()
    ground.start_postgres()


@register_drill("K10", "the log cannot be written")
def log_unwritable(scene: DrillRun) -> Verdict:
    scene.service()
    case, thread = scene.office.threads[0]
    pages = ("/", f"/cases/{case}/", f"/threads/{thread}/", f"/cases/{case}/documents/")
    reader = scene.visitor("prosecutor")
    form = reader.form(f"/threads/{thread}/write/")
    count = "SELECT count(*) FROM cases_message"
    with scene.ground.administrator() as session:
        [[before]] = session.execute(count)
        session.execute("REVOKE INSERT ON people_auditentry FROM rasso_app, rasso_acts")
        shown = [reader.http.get(scene.site + path, timeout=30) for path in pages]
        sent = reader.http.post(
            f"{scene.site}/threads/{thread}/write/", data=form | {"text": "unlogged"}, timeout=30
        )
        session.execute("GRANT INSERT ON people_auditentry TO rasso_app, rasso_acts")
        [[after]] = session.execute(count)
    written = after - before
    answers = [answer.status_code for answer in (*shown, sent)]
    scene.wrong += sum(status != 503 for status in answers) + written
    scene.note(f"INSERT revoked: pages and a form answered {answers}, {written} written")
    return scene.verdict()
