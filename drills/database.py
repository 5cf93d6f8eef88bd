"""Postgres is restarted in the middle of everything, stands still, or will not take the log."""

import os
import signal
import time

from drills.matrix import kill
from rasso.processes import living_in

STILL = 20  # seconds
NOTICED = "The watchdog found: no database"


@kill("K06", "Postgres restarted, immediately, twice")
def postgres_restarted(scene):
    scene.service()
    scene.start_writing()
    for _ in range(2):
        scene.flight("text")
        errors = scene.ledger.errors
        scene.ground.postgres.process.send_signal(signal.SIGQUIT)
        scene.ground.postgres.process.wait()
        scene.ground.start_postgres()
        time.sleep(3)
        scene.note(f"immediate shutdown, {scene.ledger.errors - errors} requests failed")
    return scene.verdict()


@kill("K07", "Postgres stopped in mid-request")
def postgres_stopped(scene):
    scene.service()
    env = {"WATCHDOG_EVERY_SECONDS": "1", "WATCHDOG_WAIT_SECONDS": "3"}
    watchdog = scene.crew.start("manage", "watchdog", env=env)
    scene.start_writing()
    scene.relay.hold_before = 0.1
    scene.flight("text")
    stopped = living_in(scene.ground.postgres.data)
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(STILL)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    said = [path for path in scene.crew.folder.glob("manage-*.log") if NOTICED in path.read_text()]
    scene.wrong += len(said) != 1 or watchdog.poll() is not None
    noticed = "noticed" if said else "did not notice"
    scene.note(f"SIGSTOP of {len(stopped)} processes for {STILL} s; the watchdog {noticed}")
    return scene.verdict()


@kill("K10", "the log cannot be written")
def log_unwritable(scene):
    scene.service()
    case, thread = scene.office.threads[0]
    pages = ("/", f"/cases/{case}/", f"/threads/{thread}/", f"/cases/{case}/documents/")
    reader = scene.visitor("prosecutor")
    form = reader.form(f"/threads/{thread}/write/")
    with scene.ground.administrator() as session:
        session.execute("REVOKE INSERT ON people_auditentry FROM rasso_app")
        shown = [reader.http.get(scene.site + path, timeout=30) for path in pages]
        sent = reader.http.post(
            f"{scene.site}/threads/{thread}/write/", data=form | {"text": "unlogged"}, timeout=30
        )
        session.execute("GRANT INSERT ON people_auditentry TO rasso_app")
        [[written]] = session.execute("SELECT count(*) FROM cases_message WHERE text = 'unlogged'")
    answers = [answer.status_code for answer in (*shown, sent)]
    scene.wrong += sum(status != 503 for status in answers) + written
    scene.note(f"INSERT revoked: pages and a form answered {answers}, {written} written")
    return scene.verdict()
