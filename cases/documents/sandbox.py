"""
Inspect PDF files, office files and small clips in a process of their own, never in one that serves
pages. Drawing pages for a reader waits in the same line (cases.documents.drawn_pages).

A crafted file can cost its reader minutes of computation or all memory. Here it costs one short
process with its own limits and an empty environment, so without the service's secrets.
"""

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

CPU_SECONDS, WALL_SECONDS = 10, 20  # of one file; WALL_SECONDS allows for a busy machine
MEMORY_BYTES = 1024**3  # pypdf needs some hundred MB for a document of 25 MB
PROCESSES_AT_ONCE, SLOT_WAIT_SECONDS = 2, 15  # of one web process; pages keep a processor
TOO_LONG = _(
    "“%(name)s” takes too long to check. Print it to a new PDF, or save a new copy, and add that."
)
LATER = _("“%(name)s” could not be checked, because many files are being added. Add it again.")
ROOT = Path(__file__).resolve().parents[2]
# A waiting upload occupies a web thread: half of the default number at most (gunicorn.conf.py).
QUEUE_PLACES, QUEUE_WAIT_SECONDS = 4, 3
process_slots, queue_slots = (
    threading.BoundedSemaphore(PROCESSES_AT_ONCE),
    threading.BoundedSemaphore(QUEUE_PLACES),
)
# An account has one slot and one waiting file, so that many uploads by one account cannot take all
# threads or slots.
MAX_FILES_PER_ACCOUNT = 2
NICE = 10  # page requests get the processor first


@dataclass
class AccountShare:
    """One account's share of the queue: its files in line, and its one slot."""

    in_line: int = 0
    slot: threading.Semaphore = field(default_factory=threading.Semaphore)


# By account id, while it has files in line; read and written under account_shares_lock.
account_shares: dict[int, AccountShare] = {}
account_shares_lock = threading.Lock()


def inspect_in_sandbox(file: Any, kind: str, account: int | None = None) -> str | None:
    """
    Type of a file, a key of FILE_TYPES, or None. kind: PDF, PACKAGE or CLIP, by its first bytes.

    account: id of the sender. Raises UnfitContent if the file is refused, or exceeds the limits.
    """
    from cases.documents.office_files import UnfitContent

    with place_in_line(account):
        found = _inspect_copy(file, kind)
    if found is None:
        raise UnfitContent(TOO_LONG)
    if found["unfit"]:
        raise UnfitContent(_(found["unfit"]))
    readable: str | None = found["kind"]
    return readable


@contextmanager
def place_in_line(account: int | None) -> Iterator[None]:
    """
    Wait for the turn of an account, and hold it while its process runs.

    Raises UnfitContent if that takes too long.
    """
    with ExitStack() as slots:
        account_slot = slots.enter_context(_account_slot(account))
        for each, seconds in (
            (queue_slots, QUEUE_WAIT_SECONDS),
            (account_slot, SLOT_WAIT_SECONDS),
            (process_slots, SLOT_WAIT_SECONDS),
        ):
            slots.enter_context(_held_slot(each, seconds))
        yield


@contextmanager
def _account_slot(account: int | None) -> Iterator[threading.Semaphore]:
    """Slot of an account. Raises UnfitContent at once if its share of the queue is full."""
    from cases.documents.office_files import UnfitContent

    if account is None:
        yield threading.Semaphore()
        return
    with account_shares_lock:
        share = account_shares.setdefault(account, AccountShare())
        if share.in_line >= MAX_FILES_PER_ACCOUNT:
            raise UnfitContent(LATER)
        share.in_line += 1
    try:
        yield share.slot
    finally:
        with account_shares_lock:
            share.in_line -= 1
            if not share.in_line:
                del account_shares[account]


@contextmanager
def _held_slot(slot: threading.Semaphore, seconds: float) -> Iterator[None]:
    """Hold a semaphore. Raises UnfitContent if none is free within `seconds`."""
    from cases.documents.office_files import UnfitContent

    if not slot.acquire(timeout=seconds):
        raise UnfitContent(LATER)
    try:
        yield
    finally:
        slot.release()


def _inspect_copy(file: Any, kind: str) -> Any:
    """Run the process on a copy of the file. Returns what _run_sandbox does."""
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        while part := file.read(1024 * 1024):
            copy.write(part)
        copy.flush()
        copy.seek(0)
        return _run_sandbox(copy, kind)


def _run_sandbox(copy: IO[bytes], kind: str) -> Any:
    """Parsed output of the process; None if it failed or hit a limit."""
    command = [sys.executable, "-m", "cases.documents.sandbox", kind]
    try:
        done = subprocess.run(
            command, stdin=copy, capture_output=True, cwd=ROOT, timeout=WALL_SECONDS,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout) if done.returncode == 0 else None


def limit_resources(*, most_written: int = 0) -> None:
    """Set the limits of this process, and lower its priority. most_written: in bytes."""
    os.nice(NICE)
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, most_written),  # by default it may write no file
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Inspect standard input, and print the result as one line of JSON."""
    from django.conf import settings

    settings.configure(USE_I18N=False)  # no translation: a refusal is printed as its message id
    from cases.documents import office_files

    inspect = _inspector_of(sys.argv[1])
    limit_resources()
    file = io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False))
    found, unfit = None, ""
    try:
        found = inspect(file)
    except office_files.UnfitContent as error:
        unfit = str(error.args[0])
    except MemoryError:
        unfit = str(office_files.TOO_MUCH)
    print(json.dumps({"kind": found, "unfit": unfit}))


def _inspector_of(kind: str) -> Callable[[Any], str | None]:
    """
    The function that inspects files of a kind.

    It imports what this kind needs only: pypdf alone takes half of the time of a start.
    """
    if kind == "PDF":
        from cases.documents.pdf_check import check_pdf

        return check_pdf
    if kind == "CLIP":
        from cases.documents.media_check import clip_type

        return clip_type
    return _inspect_package


def _inspect_package(file: Any) -> str | None:
    from cases.documents import office_files, polyglot_check

    found = office_files.office_file_type(file)
    polyglot_check.check_behind_package(file)
    return found


if __name__ == "__main__":
    main()
