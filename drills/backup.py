"""A backup is restored, and the service goes on from what was so when it was taken."""

import subprocess
import sys
import time
from contextlib import closing

from devtools.server_binaries import find_postgres
from devtools.worker_processes import kill_group, wait_for
from drills.environment import PLAYED_DATABASE
from drills.expected_state import SAYS
from drills.letters import QUICK, NotifyStandIn, add_letters, wait_for_letters
from drills.matrix import register_drill
from drills.power_cut import kill_everything, start_processes

BEFORE, REMINDERS = 3, 30  # seconds of work before it is taken; mails of clocks till the end
SENT, SINCE, UNSENT = 2, 3, 1  # letters gone before it is taken, between it and the end, and after
MENTIONS = """
SELECT reference::text FROM timeliness_delivery WHERE notice = 'mentioned'"""
REFERENCES = "SELECT reference::text FROM timeliness_delivery"


@register_drill("K26", "restored from a backup, and what went since")
def restored_backup(scene):
    """What waits in the backup has gone meanwhile, and so have all reminders, which it lacks."""
    with closing(NotifyStandIn()) as notify:
        scene.crew.env |= QUICK | notify.environment()
        some_letters(scene, notify)
        running = [scene.web()]
        backup, kept = take_backup(scene)
        before = {sent["reference"] for sent in notify.taken}
        running += continue_work(scene, notify)
        kill_everything(scene, running)
        went, reminders = len(scene.relay.accepted), references_of_reminders(scene)
        letters = {sent["reference"] for sent in notify.taken} - before
        since = restore_backup(scene, backup)
        scene.ledger.acts, scene.ledger.unfinished = kept, type(scene.ledger.unfinished)()
        scene.besides, notify.room, notify.looked = since, None, []
        start_processes(scene)
        verdict = scene.verdict()
        add_letters(scene, verdict, notify.taken, SENT + SINCE + UNSENT)
    asked = reminders & set(scene.relay.asked)
    letters_asked = letters & set(notify.looked)
    verdict.wrong += len(asked) < REMINDERS or len(letters_asked) < SINCE or not since
    verdict.notes.append(
        f"{went} went, {len(since)} of them of messages that are lost with it; "
        f"of {len(reminders)} reminders made anew {len(asked)} were asked about, "
        f"of {len(letters)} letters {len(letters_asked)}"
    )
    return verdict


def some_letters(scene, notify):
    """Some have gone, and others wait, of which there is no room for all."""
    from drills.cast import approve_letters

    approve_letters(SENT)
    worker = scene.crew.worker()
    scene.crew.celery("call", "rasso.tasks.send_letters")
    wait_for_letters(scene)
    kill_group(worker)
    approve_letters(SINCE + UNSENT)
    notify.room = SENT + SINCE


def continue_work(scene, notify):
    """People write and are told, and letters go; the processes that see to it."""
    scene.kept = {"worker": scene.crew.worker(), "beat": scene.crew.beat()}
    scene.start_writing()
    wait_for(lambda: len(references_of_reminders(scene)) >= REMINDERS, 60, "clocks to be told of")
    wait_for(lambda: len(notify.taken) == notify.room, 60, "letters to go")
    scene.stop_writing()
    return scene.kept.values()


def references_of_reminders(scene):
    """The references of the mails that went and are of a clock."""
    return {mail.reference for mail in scene.relay.accepted if mail.subject.startswith(SAYS)}


def take_backup(scene):
    """(file of a backup of the database, what people were told by then), after some work."""
    scene.start_writing()
    time.sleep(BEFORE)
    scene.stop_writing()
    path = scene.ground.folder / "backup"
    run_postgres_program(
        scene, "pg_dump", "--format=custom", "--create", f"--file={path}", PLAYED_DATABASE
    )
    return path, list(scene.ledger.acts)


def restore_backup(scene, backup):
    """As the manual has it; [(address, subject)] as told_since."""
    scene.ground.start_postgres()
    since = mails_lost_by_restore(scene, backup)
    scene.crew.redis.start()
    command = [sys.executable, "manage.py", "after_restore"]
    subprocess.run(command, env=scene.crew.env, check=True, stdout=subprocess.DEVNULL)
    return since


def mails_lost_by_restore(scene, backup):
    """Restore; [(address, subject)] of the mails that went of mentions which are lost by it."""
    with scene.ground.administrator() as session:
        mentions = {row[0] for row in session.execute(MENTIONS)}
    run_postgres_program(scene, "pg_restore", "--clean", "--create", "--dbname=postgres", backup)
    with scene.ground.administrator() as session:
        mentions -= {row[0] for row in session.execute(REFERENCES)}
    accepted = scene.relay.accepted
    return [(mail.to, mail.subject) for mail in accepted if mail.reference in mentions]


def run_postgres_program(scene, program, *arguments):
    server = ("--host", str(scene.ground.postgres.room), "--username", "postgres")
    subprocess.run([find_postgres() / program, *server, *map(str, arguments)], check=True)
