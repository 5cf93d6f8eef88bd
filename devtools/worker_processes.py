"""Workers, beat and Redis for one test or drill, ended by their own process ids only."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from devtools.child_processes import die_with_launcher
from devtools.local_servers import LocalRedis

T = TypeVar("T")

QUICK = {
    "SEND_LEASE_SECONDS": "3",
    "SEND_BACKOFF_SECONDS": "0.5",
    "SWEEP_EVERY_SECONDS": "1",
    "SEND_EVERY_SECONDS": "0.5",
    "MAIL_TIMEOUT_SECONDS": "2",
    # make check has run Django's checks, for which each worker and each beat would load every page.
    "CELERY_SKIP_CHECKS": "1",
}


class Crew:
    """The processes of one test in their own folder; each leads its own process group."""

    app = "rasso.celery"  # the app that worker and beat run

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []
        self.redis = LocalRedis(self.folder)
        self.redis.start()
        own = {"REDIS_URL": self.redis.url, "SEALED_LOG_ROOT": str(folder / "sealed-log")}
        self.env = os.environ | QUICK | env | own

    def worker(self, **more: Any) -> subprocess.Popen[bytes]:
        flags = ("-c2", "-lWARNING", "--without-gossip", "--without-mingle")
        return self.celery("worker", *flags, **more)

    def beat(self, **more: Any) -> subprocess.Popen[bytes]:
        schedule = self.folder / f"schedule-{len(self.started)}"
        return self.celery("beat", "-s", str(schedule), "--pidfile=", "-lWARNING", **more)

    def celery(self, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        return self.start("celery", "-A", self.app, *arguments, **more)

    def start(
        self,
        program: str,
        *arguments: str,
        env: dict[str, str] | None = None,
        before: Sequence[str] = (),
        cwd: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """
        Start a Python module as a process. before: a wrapping command. cwd: folder of the code.
        """
        path = self.folder / f"{program}-{len(self.started)}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                [*before, sys.executable, "-m", program, *arguments],
                env=self.env | (env or {}),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_launcher(signal.SIGTERM),
            )
        self.started.append(process)
        return process

    def kill_redis(self) -> int:
        """SIGKILL our own Redis; returns its former process id."""
        redis = self.redis.started_process
        redis.kill()
        redis.wait()
        return redis.pid

    def close(self) -> None:
        for process in self.started:
            kill_group(process)
        self.redis.end()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL a process that we started, and its children, by its group's id."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def children(process: subprocess.Popen[bytes]) -> set[int]:
    """Process ids of the children, from /proc."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == process.pid and state != "Z":
            found.add(int(stat.parent.name))
    return found


def is_dead(pid: int) -> bool:
    """
    Whether the process is gone or a zombie: a worker takes some seconds to reap a killed child.
    """
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def wait_for(condition: Callable[[], T | None], seconds: float, what: str) -> T:
    """Return what the condition returns, as soon as it is true; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.01)
    raise AssertionError(f"waited {seconds} s for {what}")
