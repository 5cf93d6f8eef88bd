"""
`make run`: run everything on this machine, from nothing, until Ctrl-C.

Starts Postgres, Redis and a mailbox, builds the database, loads the demo the first time, and then
runs the web server, the worker and beat. DATABASE_URL, REDIS_URL and MAIL_HOST name other servers.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

import psycopg

from devtools.child_processes import (
    ENDING_SIGNALS,
    CannotStart,
    ChildProcess,
    die_with_launcher,
    signals_held,
)
from devtools.local_servers import LocalServers

ROOT = Path(__file__).resolve().parent.parent
PROGRAM_COMMANDS = {
    "web": ["gunicorn"],
    "worker": ["celery", "-A", "rasso", "worker", "-c", "2", "-l", "WARNING"],
    "beat": ["celery", "-A", "rasso", "beat", "-l", "WARNING"],
}
TWICE_IN_A_ROW = 5.0  # seconds
LOCALLY_QUIET = ["--without-gossip", "--without-mingle"]  # there is no other worker to talk to


class OwnProgram(ChildProcess):
    """
    One of our own programs, which logs to the state folder.

    ready: says whether the program serves, used after a restart.
    """

    ready: Callable[[], bool]

    def __init__(self, name: str, command: Sequence[str | Path], state: Path) -> None:
        self.name, self.command = name, command
        self.log = state / "logs" / f"{name}.log"
        self.log.parent.mkdir(exist_ok=True)
        self.log.write_bytes(b"")

    def start(self, ready: Callable[[], bool]) -> None:
        works = self.name in ("worker", "beat") and "DATABASE_WORKER_URL" in os.environ
        more = {"DATABASE_ROLE": "worker"} if works else {}
        self.launch(self.command, ready, cwd=ROOT, env=os.environ | more)


def main(stay: Callable[[list[OwnProgram]], None] | None = None) -> None:
    """
    Start everything, print the addresses, and end everything on exit.

    stay: runs until a signal comes; by default it restarts programs that end.
    """
    for number in ENDING_SIGNALS:
        signal.signal(number, exit_on_signal)
    began = time.monotonic()
    state = Path(os.environ.setdefault("RASSO_STATE", str(ROOT / ".local" / "run"))).resolve()
    port = int(os.environ.get("PORT") or 8000)
    check_port_is_free(port)
    for name in (
        "SECRET_KEY",
        "DATABASE_ROLE",
        "SERVES_PAGES",
    ):  # variables of a deployment must not apply here
        os.environ.pop(name, None)
    programs: list[OwnProgram] = []
    servers = LocalServers(state)
    try:
        start_servers(servers)
        mailbox = open_mailbox(state, programs)
        prepare_database()
        start_programs(state, port, programs)
        print_ready(port, mailbox, state, time.monotonic() - began)
        (stay or keep_programs_running)(programs)
    finally:
        stop_everything(servers, programs)


def exit_on_signal(*_: object) -> NoReturn:
    """
    Exit in good order at the first signal. Further ones are ignored, or children would be left.
    """
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def exit_if_signalled() -> None:
    """Exit if a signal came while Python could not raise SystemExit."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        raise SystemExit(0)


def check_port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"Port {port} is taken by another program; try PORT={port + 1} make run"
            ) from None


def start_servers(servers: LocalServers) -> None:
    """Start the servers that the environment does not name, and add their addresses to it."""
    own = os.environ.get("DATABASE_URL")
    if own and not os.environ.get("DATABASE_OWNER_URL"):
        raise CannotStart(
            "With DATABASE_URL, set DATABASE_OWNER_URL too: the roles are those of deploy/roles.sh."
        )
    print_status("Starting the database and the broker ...")
    found = servers.start(postgres=not own, redis=not os.environ.get("REDIS_URL"))
    os.environ.update(found)


def open_mailbox(state: Path, programs: list[OwnProgram]) -> str | None:
    """Start the mailbox and set it as our mail server. Returns its address, or None if not used."""
    if os.environ.get("MAIL_HOST"):
        return None
    folder = state / "mail"
    note = folder / "ports.json"
    note.unlink(missing_ok=True)
    port = os.environ.get("MAILBOX_PORT") or "8025"
    command = [sys.executable, "-m", "devtools.mailbox", str(folder), "--page-port", port]
    mailbox = OwnProgram("mailbox", command, state)
    programs.append(mailbox)
    mailbox.start(ready=lambda: note.exists() and bool(note.read_text()))
    ports = json.loads(note.read_text())
    page = f"http://127.0.0.1:{ports['page']}"
    os.environ |= {
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(ports["smtp"]),
        "MAIL_LOOKUP_URL": page,
    }
    return page


def prepare_database() -> None:
    """Build the database and, if it has no accounts, load the demo."""
    print_status("Bringing the database up to date ...")
    run_manage_command("build_database", "-v0")
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as database:
        known = database.execute("SELECT EXISTS (SELECT FROM people_user)").fetchone()
    if known == (False,):
        print_status(
            "Loading the demo: a year of fictional cases; this once it takes a minute or two ..."
        )
        run_manage_command("load_demo")


def run_manage_command(*command: str) -> None:
    done: subprocess.Popen[bytes] | None = None
    try:
        with signals_held():
            done = subprocess.Popen(
                [sys.executable, ROOT / "manage.py", *command],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C goes to this process, which ends the child
                preexec_fn=die_with_launcher(signal.SIGTERM),
            )
        failed = done.wait() != 0
    finally:
        if done:
            done.kill()  # nothing, if it has ended
            done.wait()
    exit_if_signalled()
    if failed:
        raise CannotStart(f"manage.py {command[0]} failed; what it said is above.")


def start_programs(state: Path, port: int, programs: list[OwnProgram]) -> None:
    """Start the web server, wait until it serves, then start the worker and beat."""
    print_status("Starting the pages, the worker and the timetable ...")
    os.environ["BIND"] = f"127.0.0.1:{port}"
    commands: dict[str, list[str | Path]] = {
        "web": [*PROGRAM_COMMANDS["web"]],
        "worker": [*PROGRAM_COMMANDS["worker"], *LOCALLY_QUIET],
        "beat": [*PROGRAM_COMMANDS["beat"], "--schedule", state / "beat-schedule", "--pidfile="],
    }
    for name, command in commands.items():
        program = OwnProgram(name, [sys.executable, "-m", *command], state)
        programs.append(program)
        program.ready = partial(is_url_answering, f"http://127.0.0.1:{port}/readyz")
        program.start(program.ready)


def is_url_answering(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def print_ready(port: int, mailbox: str | None, state: Path, seconds: float) -> None:
    print_status(f"\nReady in {seconds:.0f} seconds: http://127.0.0.1:{port}\n")
    run_manage_command("demo_logins")
    if mailbox:
        print_status(f"\nMails that the system sends end in {mailbox}, and reach nobody.")
    print_status(f"Data and logs: {state}. Ctrl-C ends everything and keeps the data.")


def keep_programs_running(programs: list[OwnProgram]) -> None:
    """
    Until a signal comes, restart programs that end, as a service manager would.

    A worker can end when its broker goes. A program that ends twice in a row is an error.
    """
    while True:
        time.sleep(0.5)
        exit_if_signalled()
        for program in programs:
            if program.has_ended():
                print_status(f"The {program.name} ended unasked and is started again.")
                program.start(ready=lambda: True)
                time.sleep(TWICE_IN_A_ROW)
                fail_if_ended([program])


def fail_if_ended(programs: list[OwnProgram]) -> None:
    for program in programs:
        if program.has_ended():
            last_words = program.log.read_text(errors="replace")[-1500:]
            raise CannotStart(f"The {program.name} ended unasked:\n{last_words}")


def stop_everything(servers: LocalServers, programs: list[OwnProgram]) -> None:
    """Ask all programs to end, wait for each, then end the servers."""
    for program in programs:
        program.ask_to_end()
    for program in programs:
        program.end(patience=10)
    servers.stop()


def print_status(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
