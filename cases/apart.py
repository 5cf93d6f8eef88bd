"""
A PDF or an office document is looked into by a process of its own, never by one that serves pages.

Such a file can be made so that who reads it computes for minutes or fills its memory. Here it costs
one short process, with limits of its own; pages are served meanwhile. That process has none of the
service's secrets: its environment is empty.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

CPU_SECONDS, MOST_SECONDS = 10, 20  # of one file; the second by the clock, on a busy machine
MEMORY_MOST = 1024**3  # bytes; pypdf keeps a document of 25 MB in some hundred
AT_ONCE, WAITS_SECONDS = 2, 15  # files of one process, so that pages keep a processor
TOO_LONG = _(
    "“%(name)s” takes too long to look into. Print it to a new PDF, or save a new copy, and add "
    "that."
)
LATER = _("“%(name)s” could not be looked into, for many files are being added. Add it again.")
ROOT = Path(__file__).resolve().parent.parent
# Whoever waits for a place has a web thread: half of those there are by default (gunicorn.conf.py).
IN_LINE, LINE_SECONDS = 4, 3
places, line = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(IN_LINE)


def look(file: Any, kind: str) -> str | None:
    """
    What a file is, as a name of files.KINDS, or None. kind: PDF or PACKAGE, by its first bytes.

    Raises packages.Unfit where it may not be kept, or could not be looked into within the limits.
    """
    from cases.packages import Unfit

    if not line.acquire(timeout=LINE_SECONDS):
        raise Unfit(LATER)
    try:
        found = _in_turn(file, kind)
    finally:
        line.release()
    if found is None:
        raise Unfit(TOO_LONG)
    if found["unfit"]:
        raise Unfit(_(found["unfit"]))
    return found["kind"]


def _in_turn(file: Any, kind: str) -> Any:
    """What the process said of a copy of the file, once there is a place for it; as _asked()."""
    from cases.packages import Unfit

    if not places.acquire(timeout=WAITS_SECONDS):
        raise Unfit(LATER)
    try:
        with tempfile.TemporaryFile() as copy:
            file.seek(0)
            while part := file.read(1024 * 1024):
                copy.write(part)
            copy.flush()
            copy.seek(0)
            return _asked(copy, kind)
    finally:
        places.release()


def _asked(copy: IO[bytes], kind: str) -> Any:
    """What the process said; None where it was ended at a limit."""
    command = [sys.executable, "-m", "cases.apart", kind]
    try:
        done = subprocess.run(
            command, stdin=copy, capture_output=True, cwd=ROOT, timeout=MOST_SECONDS,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout) if done.returncode == 0 else None


def limit() -> None:
    """Hold this process to its limits for good."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_MOST),
        (resource.RLIMIT_FSIZE, 0),  # it writes nothing
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Look into standard input, and say in a line of JSON what it is."""
    from django.conf import settings

    settings.configure(USE_I18N=False)  # a refusal is told in the words of its catalogue's key
    from cases import packages, pdfs, polyglots

    limit()
    file = io.BufferedReader(sys.stdin.buffer.raw)
    looks: dict[str, Callable[[Any], str | None]] = {
        "PDF": pdfs.check, "PACKAGE": packages.kind,
    }  # fmt: skip
    found, unfit = None, ""
    try:
        found = looks[sys.argv[1]](file)
        if sys.argv[1] == "PACKAGE":
            polyglots.check_package(file)
    except packages.Unfit as error:
        unfit = str(error.args[0])
    except MemoryError:
        unfit = str(packages.TOO_MUCH)
    print(json.dumps({"kind": found, "unfit": unfit}))


if __name__ == "__main__":
    main()
