"""Restore a backup, and continue from what had happened when it was taken."""

import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from subprocess import Popen

from devtools.server_binaries import find_postgres
from devtools.worker_processes import kill_group, wait_for
from drills import sealed_log
from drills.browser_users import PromisedAct
from drills.cosigners import both_agencies
from drills.drill_run import DrillRun
from drills.environment import PLAYED_DATABASE
from drills.expected_state import SAYS, Verdict
from drills.letters import QUICK, NotifyStandIn, add_letters, wait_for_letters
from drills.matrix import register_drill
from drills.power_cut import kill_everything, start_processes

BEFORE, REMINDERS = 3, 30  # seconds of work before the backup; mails about clocks until the end
# Letters sent before the backup, between it and the end, and after the restore.
SENT, SINCE, UNSENT = 2, 3, 1
MENTIONS = """
SELECT reference::text FROM timeliness_delivery WHERE notice = 'mentioned'"""
REFERENCES = "SELECT reference::text FROM timeliness_delivery"


@register_drill("K26", "restored from a backup, and what went since")
def restored_backup(scene: DrillRun) -> Verdict:
    """
    Messages that wait in the backup were sent since; so were all reminders, which it lacks.

    The audit log is shorter than what its co-signers signed.
    """
    with closing(NotifyStandIn()) as notify:
        scene.crew.env |= QUICK | notify.environment()
        agencies = both_agencies(scene)
        some_letters(scene, notify)
        running = [scene.web()]
        backup, kept = take_backup(scene)
        before = {sent["reference"] for sent in notify.taken}
        running += continue_work(scene, notify)
        kill_everything(scene, running)
        went, reminders = len(scene.relay.accepted), references_of_reminders(scene)
        letters = {sent["reference"] for sent in notify.taken} - before
        since = restore_backup(scene, backup)
        scene.ledger.acts, scene.ledger.unfinished = kept, []
        scene.besides, notify.room, notify.looked = since, None, []
        start_processes(scene)
        sealed_log.forget_what_was_signed(scene, *agencies)
        verdict = scene.verdict()
        sealed_log.wait_until_both_signed(scene, *agencies)
        sealed_log.add_verification(scene, verdict, "After a restore, copies of")
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


def some_letters(scene: DrillRun, notify: NotifyStandIn) -> None:
    """Send some letters, and leave others waiting, of which the fake Notify accepts only some."""
    from drills.cast import approve_letters

    approve_letters(SENT)
    worker = scene.crew.worker()
    scene.crew.celery("call", "rasso.tasks.send_letters")
    wait_for_letters(scene)
    kill_group(worker)
    approve_letters(SINCE + UNSENT)
    notify.room = SENT + SINCE


def continue_work(scene: DrillRun, notify: NotifyStandIn) -> Collection[Popen[bytes]]:
    """Let people write, and notices and letters be sent. Returns the processes."""
    scene.kept = {"worker": scene.crew.worker(), "beat": scene.crew.beat()}
    scene.start_writing()
    wait_for(lambda: len(references_of_reminders(scene)) >= REMINDERS, 60, "clocks to be told of")
    wait_for(lambda: len(notify.taken) == notify.room, 60, "letters to go")
    scene.stop_writing()
    return scene.kept.values()


def references_of_reminders(scene: DrillRun) -> set[str]:
    """The references of accepted mails about clocks."""
    return {mail.reference for mail in scene.relay.accepted if mail.heading.startswith(SAYS)}


def take_backup(scene: DrillRun) -> tuple[Path, list[PromisedAct]]:
    """
    Back up the database after some work. Returns (file, acts that people were told of by then).
    """
    scene.start_writing()
    time.sleep(BEFORE)
    scene.stop_writing()
    path = scene.ground.folder / "backup"
    run_postgres_program(
        scene, "pg_dump", "--format=custom", "--create", f"--file={path}", PLAYED_DATABASE
    )
    return path, list(scene.ledger.acts)


def restore_backup(scene: DrillRun, backup: Path) -> list[tuple[str, str]]:
    """Restore as docs/operations.md says. Returns mails_lost_by_restore()."""
    scene.ground.start_postgres()
    since = mails_lost_by_restore(scene, backup)
    scene.crew.redis.start()
    command = [sys.executable, "manage.py", "after_restore"]
    subprocess.run(command, env=scene.crew.env, check=True, stdout=subprocess.DEVNULL)
    return since


def mails_lost_by_restore(scene: DrillRun, backup: Path) -> list[tuple[str, str]]:
    """Restore. Returns [(address, subject)] of sent mails about mentions that the restore lost."""
    with scene.ground.administrator() as session:
        mentions = {row[0] for row in session.execute(MENTIONS)}
    run_postgres_program(scene, "pg_restore", "--clean", "--create", "--dbname=postgres", backup)
    with scene.ground.administrator() as session:
        mentions -= {row[0] for row in session.execute(REFERENCES)}
    accepted = scene.relay.accepted
    return [(mail.to, mail.heading) for mail in accepted if mail.reference in mentions]


def run_postgres_program(scene: DrillRun, program: str, *arguments: str | Path) -> None:
    server = ("--host", str(scene.ground.postgres.room), "--username", "postgres")
    subprocess.run([find_postgres() / program, *server, *map(str, arguments)], check=True)
