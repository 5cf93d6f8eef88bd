"""The disk of the documents is full, then the database's."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from psycopg import Connection

from drills.browser_users import PromiseLedger, add_document
from drills.drill_run import DrillRun
from drills.environment import PLAYED_DATABASE
from drills.expected_state import Verdict
from drills.matrix import register_drill

OWN_MOUNTS = "DRILL_HAS_OWN_MOUNTS"
TURNS, FULL = 6, 10  # documents; seconds


def own_mounts() -> None:
    """Start this program again in its own mount namespace, which ends with it, if possible."""
    mine = ["unshare", "--mount"]
    if os.geteuid() or OWN_MOUNTS in os.environ or not shutil.which("unshare"):
        return
    if subprocess.run([*mine, "true"], capture_output=True).returncode:
        return
    again = [*mine, sys.executable, "-m", "drills", *sys.argv[1:]]
    os.execvpe(again[0], again, os.environ | {OWN_MOUNTS: "1"})


def missing_for_tmpfs() -> str:
    """What is missing to mount a small disk; "" if nothing."""
    return "" if os.environ.get(OWN_MOUNTS) else "a tmpfs, and so root"


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
    try:
        yield place / "filler"
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill_disk(filler: Path) -> None:
    """Write until the disk is full."""
    with suppress(OSError), filler.open("ab", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)


@register_drill("K09", "no room for documents", needs=missing_for_tmpfs)
def documents_full(scene: DrillRun) -> Verdict:
    root = scene.ground.folder / "documents"
    with small_disk(root, "4m") as filler:
        scene.service()
        officer, ledger = scene.visitor("officer"), scene.ledger
        case, _thread = scene.office.threads[0]
        for is_full in (False, True, False):
            if is_full:
                fill_disk(filler)
            else:
                filler.unlink(missing_ok=True)
            before = len(ledger.acts), len(ledger.refused)
            for _ in range(TURNS):
                add_document(officer, case)
            added, refused = len(ledger.acts) - before[0], len(ledger.refused) - before[1]
            scene.note(f"{'full' if is_full else 'room'}: {added} added, {refused} refused")
            scene.wrong += TURNS - (refused if is_full else added)
        scene.wrong += ledger.errors + count_leftover_files(root, ledger)
        return scene.verdict()


def count_leftover_files(root: Path, ledger: PromiseLedger) -> int:
    """Number of files without a document, such as parts of refused uploads."""
    return sum(1 for path in root.glob("??/*")) - len(ledger.acts)


@register_drill("K08", "no room for the database", needs=missing_for_tmpfs)
def database_full(scene: DrillRun) -> Verdict:
    place = scene.ground.postgres.folder / "small"
    with small_disk(place, "120m") as filler, database_on_disk(scene, place):
        scene.service()
        scene.start_writing()
        scene.flight("text")
        errors = scene.ledger.errors
        fill_disk(filler)
        time.sleep(FULL)
        filler.unlink()
        refused = scene.ledger.errors - errors
        scene.note(f"full for {FULL} s: {refused} requests refused")
        assert refused, "nothing was refused"
        return scene.verdict()


def end_other_sessions(session: Connection) -> None:
    """End other sessions in the drill's database, and wait until they are gone."""
    for _try in range(50):
        left = session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [PLAYED_DATABASE],
        ).fetchall()
        if not left:
            return
        time.sleep(0.2)


@contextmanager
def database_on_disk(scene: DrillRun, place: Path) -> Iterator[None]:
    """Move the drill's database to this disk. The write-ahead log stays elsewhere."""
    ground = scene.ground
    ground.postgres.lend(place)
    with ground.administrator("postgres") as session:
        session.execute("DROP TABLESPACE IF EXISTS drill_small")
        session.execute(f"CREATE TABLESPACE drill_small LOCATION '{place}'")
        end_other_sessions(session)
        session.execute(f"ALTER DATABASE {PLAYED_DATABASE} SET TABLESPACE drill_small")
    try:
        yield
    finally:
        scene.close()
        with ground.administrator("postgres") as session:
            session.execute(f"DROP DATABASE {PLAYED_DATABASE} WITH (FORCE)")
            session.execute("DROP TABLESPACE drill_small")
