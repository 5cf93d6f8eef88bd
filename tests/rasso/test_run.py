"""`make run` starts everything, prints the addresses, and ends without leaving processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from devtools import database_copies
from devtools.local_servers import LocalServers
from rasso.settings.environment import ROOT
from tests.support.backup_restore import dump_database, restore_into

from .test_embedded import end_servers

NOT_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "MAIL_HOST", "DATABASE_ROLE")
OFTEN = {
    "SWEEP_EVERY_SECONDS": "1", "SEND_EVERY_SECONDS": "1", "FIGURES_EVERY_SECONDS": "5",
    "CELERY_SKIP_CHECKS": "1",  # see devtools.worker_processes
}  # fmt: skip
SOMEBODY = """
from django.utils import timezone
from people.access.audit_log import record_sign_in
from people.models import Agency, User
User.objects.create(email="a@police.example", name="A", agency=Agency.objects.first())
record_sign_in("sign_in_failed", at=timezone.now())
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(state, port):
    ours = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return ours | OFTEN | {"RASSO_STATE": str(state), "PORT": str(port), "MAILBOX_PORT": "0"}


class Run:
    """A `make run` in its own process."""

    def __init__(self, state, **more):
        self.state, self.port, self.said = state, free_port(), ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "devtools.run"],
            env=environment(state, self.port) | more,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def until(self, words):
        """Read its output until these words appear."""
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return self
        raise AssertionError(self.said)

    def leave(self, number):
        self.process.send_signal(number)
        return self.process.wait(150)  # a busy machine stops its servers slowly


def own_processes(state):
    """Processes with this state folder in their environment or command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(state).encode() in words and int(entry.name) != os.getpid():
            found.append(words)
    return found


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """
    A state folder whose database has an account, so that no demo is loaded, and a log.

    The database is restored from the tests' template, which was built by the same command.
    """
    state = tmp_path_factory.mktemp("run") / "state"
    servers = LocalServers(state)
    try:
        found = environment(state, 0) | servers.start()
        restore_into(found["DATABASE_OWNER_URL"], dump_database(database_copies.build_template()))
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", SOMEBODY]
        subprocess.run(command, env=found, cwd=ROOT, check=True)
        servers.stop()
        yield state
    finally:
        end_servers(servers)


def test_a_run_comes_up_sweeps_and_leaves_no_process_behind(state):
    run = Run(state).until("Data and logs:")
    pages = f"http://127.0.0.1:{run.port}"
    with urllib.request.urlopen(f"{pages}/account/sign-in/") as answer:
        assert answer.status == 200
    (mailbox,) = re.findall(r"end in (http://127\.0\.0\.1:\d+)", run.said)
    assert urllib.request.urlopen(mailbox).status == 200
    assert wait_until_ready(f"{pages}/readyz/reminders")  # with a real beat, broker and worker
    assert (state / "sealed-log" / "heads").read_text().count("rasso.example/audit")
    assert own_processes(state)
    assert run.leave(signal.SIGINT) == 0
    assert own_processes(state) == []


def test_asked_to_end_while_it_starts_it_leaves_no_process_behind(state):
    run = Run(state).until("Bringing the database up to date")
    assert run.leave(signal.SIGTERM) == 0
    assert own_processes(state) == []


def wait_until_ready(url, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            return urllib.request.urlopen(url).status == 200
        except urllib.error.HTTPError:
            time.sleep(0.5)
    return False


def test_killed_outright_it_takes_everything_along(state):
    run = Run(state).until("Data and logs:")
    run.leave(signal.SIGKILL)
    until = time.monotonic() + 20
    while own_processes(state) and time.monotonic() < until:
        time.sleep(0.1)
    assert own_processes(state) == []


def test_a_taken_port_is_said_in_one_sentence(state):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "devtools.run"],
            env=environment(state, port),
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is taken by another program; try PORT={port + 1} make run\n"


def test_servers_that_the_environment_names_are_used_and_left_running(state, tmp_path):
    theirs = LocalServers(state)
    try:
        run = Run(tmp_path / "state", **theirs.start()).until("Data and logs:")
        assert run.leave(signal.SIGINT) == 0
        assert not (tmp_path / "state" / "postgres").exists()
        assert not (tmp_path / "state" / "redis").exists()
        assert theirs.postgres.answers() and theirs.redis.answers()
    finally:
        theirs.stop()
