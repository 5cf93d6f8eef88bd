"""`make run`: everything on this machine, from nothing, until Ctrl-C.

Postgres, Redis, a mailbox, the database brought up to date, demo data the first time, then the
web server, the worker and beat. DATABASE_URL, REDIS_URL and MAIL_HOST name others to use instead.
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

from rasso.embedded import Servers
from rasso.processes import CannotStart, Child, die_with_launcher

ROOT = Path(__file__).resolve().parent.parent
WORK = {
    "web": ["gunicorn"],
    "worker": ["celery", "-A", "rasso", "worker", "-c", "2", "-l", "WARNING"],
    "beat": ["celery", "-A", "rasso", "beat", "-l", "WARNING"],
}
TWICE_IN_A_ROW = 5.0  # seconds
LOCALLY_QUIET = ["--without-gossip", "--without-mingle"]  # there is no other worker to talk to


class Program(Child):
    """
    One of our own programs, logging under the state folder.

    ready: whether it serves, once it has been started again.
    """

    ready: Callable[[], bool]

    def __init__(self, name: str, command: Sequence[str | Path], state: Path) -> None:
        self.name, self.command = name, command
        self.log = state / "logs" / f"{name}.log"
        self.log.parent.mkdir(exist_ok=True)
        self.log.write_bytes(b"")

    def start(self, ready: Callable[[], bool]) -> None:
        self.launch(self.command, ready, cwd=ROOT)


def main(stay: Callable[[list[Program]], None] | None = None) -> None:
    """
    Start everything, say where it is, and end everything whatever happens.

    stay: what goes on in between, until a signal comes; by default ended programs start again.
    """
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)
    began = time.monotonic()
    state = Path(os.environ.setdefault("RASSO_STATE", str(ROOT / ".local" / "run"))).resolve()
    port = int(os.environ.get("PORT") or 8000)
    refuse_taken(port)
    for name in ("SECRET_KEY", "DATABASE_ROLE"):  # a shell's word for a service is not for us
        os.environ.pop(name, None)
    programs: list[Program] = []
    servers = Servers(state)
    try:
        use(servers)
        mailbox = open_mailbox(state, programs)
        prepare()
        start_work(state, port, programs)
        tell(port, mailbox, state, time.monotonic() - began)
        (stay or watch)(programs)
    finally:
        stop(servers, programs)


def leave(*_: object) -> NoReturn:
    """End in good order at the first signal, deaf to more: a second would strand our children."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def leave_if_asked() -> None:
    """Leave now, where the signal came while Python could not raise what it means."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        raise SystemExit(0)


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"Port {port} is taken by another program; try PORT={port + 1} make run"
            ) from None


def use(servers: Servers) -> None:
    """Start the servers that the environment does not name, and put all of them in it."""
    own = os.environ.get("DATABASE_URL")
    if own and not os.environ.get("DATABASE_OWNER_URL"):
        say("No DATABASE_OWNER_URL: one role owns and uses the database, for trying out only.")
        os.environ["DATABASE_OWNER_URL"] = own
    say("Starting the database and the broker ...")
    found = servers.start(postgres=not own, redis=not os.environ.get("REDIS_URL"))
    os.environ.update(found)


def open_mailbox(state: Path, programs: list[Program]) -> str | None:
    """Start the mailbox and point our mail at it; its page's address, or None where not ours."""
    if os.environ.get("MAIL_HOST"):
        return None
    folder = state / "mail"
    note = folder / "ports.json"
    note.unlink(missing_ok=True)
    port = os.environ.get("MAILBOX_PORT") or "8025"
    command = [sys.executable, "-m", "rasso.mailbox", str(folder), "--page-port", port]
    mailbox = Program("mailbox", command, state)
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


def prepare() -> None:
    """Bring the database up to date and, when it knows nobody, load the demo."""
    say("Bringing the database up to date ...")
    manage("build_database", "-v0")
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as database:
        known = database.execute("SELECT EXISTS (SELECT FROM people_user)").fetchone()
    if known == (False,):
        say("Loading the demo: a year of fictional cases; this once it takes a minute or two ...")
        manage("load_demo")


def manage(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C is for us; we end it
        preexec_fn=die_with_launcher(signal.SIGTERM),
    )
    leave_if_asked()
    if done.returncode:
        raise CannotStart(f"manage.py {command[0]} failed; what it said is above.")


def start_work(state: Path, port: int, programs: list[Program]) -> None:
    """Start the web server and wait for its pages, then the worker and beat behind them."""
    say("Starting the pages, the worker and the timetable ...")
    os.environ["BIND"] = f"127.0.0.1:{port}"
    commands = WORK | {
        "worker": [*WORK["worker"], *LOCALLY_QUIET],
        "beat": [*WORK["beat"], "--schedule", state / "beat-schedule", "--pidfile="],
    }
    for name, command in commands.items():
        program = Program(name, [sys.executable, "-m", *command], state)
        programs.append(program)
        program.ready = partial(answers, f"http://127.0.0.1:{port}/readyz")
        program.start(program.ready)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return answer.status == 200
    except OSError:
        return False


def tell(port: int, mailbox: str | None, state: Path, seconds: float) -> None:
    say(f"\nReady in {seconds:.0f} seconds: http://127.0.0.1:{port}\n")
    manage("demo_logins")
    if mailbox:
        say(f"\nMails that the system sends end in {mailbox}, and reach nobody.")
    say(f"Data and logs: {state}. Ctrl-C ends everything and keeps the data.")


def watch(programs: list[Program]) -> None:
    """
    Stay until a signal comes, and start again what ends unasked, as a service's keeper would.

    A worker can end itself when its broker goes. One that ends twice in a row has a fault.
    """
    while True:
        time.sleep(0.5)
        leave_if_asked()
        for program in programs:
            if program.process.poll() is not None:
                say(f"The {program.name} ended unasked and is started again.")
                program.start(ready=lambda: True)
                time.sleep(TWICE_IN_A_ROW)
                fail_with_the_dead([program])


def fail_with_the_dead(programs: list[Program]) -> None:
    for program in programs:
        if program.process.poll() is not None:
            last_words = program.log.read_text(errors="replace")[-1500:]
            raise CannotStart(f"The {program.name} ended unasked:\n{last_words}")


def stop(servers: Servers, programs: list[Program]) -> None:
    """Ask everything to end at once, wait for each, then end the servers that they used."""
    for program in programs:
        program.ask_to_end()
    for program in programs:
        program.end(patience=10)
    servers.stop()


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
