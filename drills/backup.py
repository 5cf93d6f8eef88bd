"""A backup is restored, and the service goes on from what was so when it was taken."""

import subprocess
import sys
import time

from drills.ground import PLAYED
from drills.matrix import kill
from drills.oracle import SAYS
from drills.power import cut, started
from rasso.programs import find_postgres
from tests.timeliness.crew import wait_for

BEFORE, REMINDERS = (
    3,
    30,
)  # seconds of work before it is taken; mails of clocks between it and the end
MENTIONS = """
SELECT reference::text FROM timeliness_delivery WHERE notice = 'mentioned'"""
REFERENCES = "SELECT reference::text FROM timeliness_delivery"


@kill("K26", "restored from a backup, and what went since")
def restored(scene):
    """What waits in the backup has gone meanwhile, and so have all reminders, which it lacks."""
    web = scene.web()
    scene.start_writing()
    time.sleep(BEFORE)
    scene.stop_writing()
    backup = taken(scene)
    kept = list(scene.ledger.acts)
    scene.kept = {"worker": scene.crew.worker(), "beat": scene.crew.beat()}
    scene.start_writing()
    wait_for(lambda: len(of_clocks(scene)) >= REMINDERS, 60, "clocks to be told of")
    scene.stop_writing()
    cut(scene, [web, *scene.kept.values()])
    scene.ground.start_postgres()
    since = told_since(scene, backup)
    scene.crew.redis.start()
    command = [sys.executable, "manage.py", "after_restore"]
    subprocess.run(command, env=scene.crew.env, check=True, stdout=subprocess.DEVNULL)
    went, reminders = len(scene.relay.accepted), of_clocks(scene)
    scene.ledger.acts, scene.ledger.unfinished = kept, type(scene.ledger.unfinished)()
    scene.besides = since
    started(scene)
    verdict = scene.verdict()
    asked = reminders & set(scene.relay.asked)
    verdict.wrong += len(asked) < REMINDERS or not since
    verdict.notes.append(
        f"{went} went, {len(since)} of them of messages that are lost with it; "
        f"of {len(reminders)} reminders made anew {len(asked)} were asked about"
    )
    return verdict


def of_clocks(scene):
    """The references of the mails that went and are of a clock."""
    return {mail.reference for mail in scene.relay.accepted if mail.subject.startswith(SAYS)}


def taken(scene):
    """The file of a backup of the database as it stands."""
    path = scene.ground.folder / "backup"
    run(scene, "pg_dump", "--format=custom", "--create", f"--file={path}", PLAYED)
    return path


def told_since(scene, backup):
    """Restore; [(address, subject)] of the mails that went of mentions which are lost by it."""
    with scene.ground.administrator() as session:
        mentions = {row[0] for row in session.execute(MENTIONS)}
    run(scene, "pg_restore", "--clean", "--create", "--dbname=postgres", backup)
    with scene.ground.administrator() as session:
        mentions -= {row[0] for row in session.execute(REFERENCES)}
    accepted = scene.relay.accepted
    return [(mail.to, mail.subject) for mail in accepted if mail.reference in mentions]


def run(scene, program, *arguments):
    server = ("--host", str(scene.ground.postgres.room), "--username", "postgres")
    subprocess.run([find_postgres() / program, *server, *map(str, arguments)], check=True)
