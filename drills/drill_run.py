"""One run of a drill: starts the service, lets people work, and compares the outcome."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from subprocess import Popen
from typing import TypeVar

from redis import Redis

from devtools.smtp_relay import free_port
from devtools.worker_processes import Crew, wait_for
from drills import expected_state
from drills.browser_users import PromiseLedger, Visitor, Writers, write_message
from drills.cast import DrillOffice, sign_in_everyone
from drills.environment import DrillEnvironment
from drills.expected_state import Verdict

T = TypeVar("T")

WRITING = ("officer", "supervisor", "prosecutor")
QUIET = {  # tasks that drills are not about run seldom, to leave processor time
    "FIGURES_EVERY_SECONDS": "3600",
    "EXPORT_EVERY_SECONDS": "3600",
    "NOTIFY_EVERY_SECONDS": "3600",
    "SWEEP_EVERY_SECONDS": "2",
    "SCAN_EVERY_SECONDS": "1",
}


class DrillRun:
    """
    The environment that a drill function gets.

    crew: starts processes. kept: those that are restarted if they end. ledger: what people were
    told is saved. looks: moments at which clocks were swept. besides: (address, subject) of mails
    that the drill itself causes. given_up: those that cannot be sent. given_up_by: address of a
    person who lost access. wrong: faults so far in what this drill alone expects.
    """

    notes: list[str]
    besides: list[tuple[str, str]]
    given_up: list[tuple[str, str]]
    given_up_by: str | None
    kept: dict[str, Popen[bytes]]
    looks: list[datetime] | None
    writers: Writers | None

    def __init__(
        self, ground: DrillEnvironment, office: DrillOffice, number: str, seed: int
    ) -> None:
        ground.set(number)
        sign_in_everyone(office)
        self.ground, self.office, self.relay = ground, office, ground.relay
        self.chance, self.seed = random.Random(f"{number}-{seed}"), seed
        self.crew = Crew(ground.folder, QUIET | ground.environment())
        self.ledger, self.notes, self.besides = PromiseLedger(), [], []
        self.given_up, self.given_up_by, self.kept = [], None, {}
        self.where, self.looks, self.wrong, self.writers = f"127.0.0.1:{free_port()}", None, 0, None

    # The service

    def web(self, application: str = "drills.site", **more: str) -> Popen[bytes]:
        """Start a web server with the service's configuration. Returns its process."""
        env = {"BIND": self.where} | more
        process = self.crew.start("gunicorn", "--log-level", "error", application, env=env)
        visitor = Visitor(self.site, "", PromiseLedger())
        wait_for(lambda: visitor.ask("GET", "/readyz"), 60, "the web server")
        return process

    @property
    def site(self) -> str:
        return f"http://{self.where}"

    def service(self) -> tuple[Popen[bytes], Popen[bytes]]:
        """Start web, worker and beat. Returns the last two."""
        self.web()
        self.kept = {"worker": self.crew.worker(), "beat": self.crew.beat()}
        return self.kept["worker"], self.kept["beat"]

    def wait_for(self, condition: Callable[[], T | None], seconds: float, what: str) -> T:
        """Wait, and restart worker or beat if one ends, as a service manager does."""

        def look() -> T | None:
            for name, process in self.kept.items():
                if process.poll() is not None:
                    self.kept[name] = getattr(self.crew, name)()
                    self.note(f"the {name} ended unasked and was started again")
            return condition()

        return wait_for(look, seconds, what)

    # The people

    def visitor(self, role: str, ledger: PromiseLedger | None = None) -> Visitor:
        return Visitor(self.site, self.office.cookies[role], ledger or self.ledger)

    def start_writing(self) -> None:
        at_work = [self.visitor(role) for role in WRITING]
        mention = self.office.people.manager.pk
        self.writers = Writers(at_work, self.office.threads, mention, self.seed)

    def stop_writing(self) -> None:
        if self.writers:
            self.writers.go_home()
            self.writers = None

    def flight(self, stage: str, seconds: float = 30) -> tuple[int, str]:
        """(process id, reference) of a mail that the relay holds at this stage."""

        def look() -> list[tuple[int, str]]:
            flying = dict(self.relay.flights)
            return sorted((pid, what) for pid, (at, what) in flying.items() if at == stage)

        return self.chance.choice(wait_for(look, seconds, f"a message at {stage}"))

    def redis(self) -> Redis:
        return Redis(unix_socket_path=str(self.crew.redis.socket))

    def set_aside(self, how_many: int) -> int:
        """Wait until this many messages were set aside for a person. Returns their number."""

        def count() -> int:
            with self.ground.administrator() as session:
                return expected_state.single_number(session, expected_state.SET_ASIDE)

        self.wait_for(lambda: count() >= how_many, 120, "messages to be set aside")
        return count()

    def note(self, what: str) -> None:
        self.notes.append(what)

    # The end

    def is_quiet(self) -> bool:
        with self.ground.administrator() as session:
            at = (self.looks or [datetime.now(UTC)])[-1]
            return not expected_state.single_number(
                session, expected_state.UNSAID, at=min(at, datetime.now(UTC))
            )

    def verdict(self, seconds: float = 120) -> Verdict:
        """Wait until all messages are sent, open pages again, and compare the outcome."""
        self.stop_writing()
        self.relay.hurry()
        after = self.recovered()
        self.wait_for(self.is_quiet, seconds, "everything to be said")
        time.sleep(1)  # in case a message is sent twice
        looks = self.looks or [datetime.now(UTC)]
        accepted = [(mail.to, mail.heading) for mail in self.relay.accepted]
        with self.ground.administrator() as session:
            acts = expected_state.compare_acts(session, self.ledger.acts, self.ground.case_key)
            mails = expected_state.compare_mails(
                session, accepted, e_mails=self.office.e_mails, looks=looks, besides=self.besides,
                given_up=self.given_up, given_up_by=self.given_up_by,
            )  # fmt: skip
            apart = [mails[2]] if mails[2] else []
            return Verdict(
                lost=acts[0] + mails[0] + len(self.ledger.unfinished),
                duplicate=acts[1] + mails[1],
                unlogged=expected_state.compare_log(session),
                files=expected_state.count_broken_files(
                    session, self.ground.folder / "documents", self.ground.case_key
                ),
                errors_after_recovery=after,
                wrong=self.wrong + expected_state.compare_set_aside(session, self.given_up),
                notes=[*self.notes, *apart, f"acts={len(self.ledger.acts)} mails={len(accepted)}"],
            )

    def recovered(self) -> int:
        """Number of requests that fail after the fault is over."""
        later = PromiseLedger()
        for role in WRITING:
            visitor = self.visitor(role, later)
            case, thread = self.chance.choice(self.office.threads)
            for path in ("/", f"/cases/{case}/", f"/threads/{thread}/"):
                visitor.ask("GET", path)
            write_message(visitor, thread, self.office.people.manager.pk)
        self.ledger.acts += later.acts
        return later.errors + len(later.unfinished)

    def close(self) -> None:
        self.stop_writing()
        self.crew.close()
