"""The processes of one run under load: web server, worker, beat and mailbox."""

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.cpu import seconds_of
from benchmarks.http_reads import GunicornProcess
from devtools.child_processes import ChildProcess
from devtools.local_servers import LocalServers
from rasso.settings.environment import ROOT

# Scheduled tasks run more often than in a service, so that a minute under load has some of all.
SETTINGS = {
    "DEMO_SIGN_IN_DOMAIN": "bench.example",  # a locust user has no app
    "TRUSTED_PROXIES": "1",  # so that each locust user has their own address
    "SWEEP_EVERY_SECONDS": "5", "SEND_EVERY_SECONDS": "5", "FIGURES_EVERY_SECONDS": "10",
    "EXPORT_EVERY_SECONDS": "5", "NOTIFY_EVERY_SECONDS": "10",
}  # fmt: skip
QUIET = ["--without-gossip", "--without-mingle", "-l", "WARNING"]


class LoggedProgram(ChildProcess):
    """One of our own programs besides the web server."""

    def __init__(self, name: str, folder: Path, env: Mapping[str, str]) -> None:
        self.log, self.env = folder / f"{name}.log", env
        self.log.write_bytes(b"")

    def start(self, *command: str, ready: Callable[[], object] = lambda: True) -> None:
        self.launch([sys.executable, "-m", *command], ready, env=self.env, cwd=ROOT)


class LoadServers:
    """All processes of a run, started and stopped together."""

    def __init__(self, folder: Path, env: Mapping[str, str], *, web: int, workers: int) -> None:
        self.folder, self.workers = folder, workers
        self.folder.mkdir(parents=True, exist_ok=True)
        self.env: Mapping[str, str] = {**os.environ, **SETTINGS, **env}
        self.web = GunicornProcess("web", self.env, workers=web)
        names = ("mailbox", "worker", "beat")
        self.mailbox, self.worker, self.beat = (
            LoggedProgram(name, self.folder, self.env) for name in names
        )

    def start(self) -> None:
        self._open_mailbox()
        self.web.env |= self.env
        self.web.log = self.folder / "web.log"
        self.web.log.write_bytes(b"")
        self.web.start()
        self._open_pages()
        celery = ("celery", "-A", "rasso")
        self.worker.start(*celery, "worker", "-c", str(self.workers), *QUIET)
        schedule = self.folder / "beat-schedule"
        self.beat.start(*celery, "beat", "-l", "WARNING", "-s", str(schedule), "--pidfile=")

    def _open_mailbox(self) -> None:
        note = self.folder / "ports.json"
        note.unlink(missing_ok=True)
        command = ("devtools.mailbox", str(self.folder), "--page-port", "0")
        self.mailbox.start(*command, ready=lambda: note.exists() and note.read_text())
        ports = json.loads(note.read_text())
        page = f"http://127.0.0.1:{ports['page']}"
        mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(ports["smtp"]), "MAIL_LOOKUP_URL": page}
        self.env = {**self.env, **mail}
        for each in (self.worker, self.beat):
            each.env = self.env

    def _open_pages(self) -> None:
        """Open a page in each process, so that loading modules is not measured."""
        address = f"http://127.0.0.1:{self.web.port}/account/closed/"
        for _ in range(10 * int(self.web.env["WEB_WORKERS"])):
            with urllib.request.urlopen(address) as page:
                page.read()

    def cpu(self, running: LocalServers) -> dict[str, float]:
        """Seconds of processor time so far, of each part and of Postgres."""
        found = {
            "web": self.web, "worker": self.worker, "beat": self.beat, "postgres": running.postgres
        }  # fmt: skip
        return {name: seconds_of(each.started_process.pid) for name, each in found.items()}

    def faults(self) -> list[str]:
        """Lines of the web server's and the worker's logs that are errors."""
        text = "".join(each.log.read_text(errors="replace") for each in (self.web, self.worker))
        return [line[:300] for line in text.splitlines() if '"ERROR"' in line or "CRITICAL" in line]

    def end(self) -> None:
        children = (self.beat, self.worker, self.web, self.mailbox)
        for each in children:
            with suppress(ProcessLookupError):
                each.ask_to_end()
        for each in children:
            each.end(patience=15)


@contextmanager
def running_load_servers(
    folder: Path, env: Mapping[str, str], *, web: int, workers: int
) -> Iterator[LoadServers]:
    """Run the servers while the block runs."""
    crew = LoadServers(folder, env, web=web, workers=workers)
    try:
        crew.start()
        time.sleep(1)
        yield crew
    finally:
        crew.end()
