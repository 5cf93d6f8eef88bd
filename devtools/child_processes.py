"""Start, await, find and end child processes. No child outlives the process that started it."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

START_SECONDS = 60
PR_SET_PDEATHSIG = 1
ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class CannotStart(SystemExit):
    """A local server cannot run here; the message says why."""


class ChildProcess:
    """A process that we start. farewell: the signal that asks it to end in good order."""

    farewell = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    log: Path

    def launch(
        self, command: Sequence[str | Path], ready: Callable[[], object], **how: Any
    ) -> None:
        """Start the program and wait until `ready()`; its output goes to its log."""
        with open(self.log, "ab") as log, signals_held():
            process = self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C goes to the launcher alone, which ends the children in order.
                start_new_session=True,
                preexec_fn=die_with_launcher(self.farewell),
                **how,
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            if ready():
                return
            time.sleep(0.02)
        self.end()
        last_words = self.log.read_text(errors="replace")[-1500:]
        raise CannotStart(f"{command[0]} did not start:\n{last_words}")

    @property
    def started_process(self) -> subprocess.Popen[bytes]:
        """The process. AssertionError if it was never started."""
        assert self.process is not None
        return self.process

    def has_ended(self) -> bool:
        """Whether it was started and has ended since."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.farewell)

    def end(self, patience: float = 30) -> None:
        """Ask the process to end; after `patience` seconds kill it with its children."""
        self.ask_to_end()
        if self.process:
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@contextmanager
def signals_held() -> Iterator[None]:
    """
    Hold back the signals that end us, so that none comes between a child and its name.

    They are handled at the end. Only the main thread handles signals, so others hold none.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _frame: came.append(number))
        for number in ENDING_SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for signalled in came:
            signal.raise_signal(signalled)


def die_with_launcher(farewell: int) -> Callable[[], None]:
    """
    Make a function for the child that asks Linux for this signal when its parent thread ends.

    It works when the parent was killed with SIGKILL, too.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if libc:
            libc.prctl(PR_SET_PDEATHSIG, farewell)

    return ask


def end_leftovers(folder: Path, farewell: int) -> None:
    """
    End processes that a killed launcher left running in this folder. The caller holds its lock.
    """
    left = processes_in_folder(folder)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, farewell)
    end = time.monotonic() + 30
    while left and processes_in_folder(folder) and time.monotonic() < end:
        time.sleep(0.05)


def processes_in_folder(folder: Path) -> list[int]:
    """Ids of the processes whose working folder this is; none on a system without /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if os.readlink(entry) == str(folder):
                found.append(int(entry.parent.name))
    return found
