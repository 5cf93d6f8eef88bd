"""Scene of a kill test: clocks at a reminder point, the worker processes, and the count."""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import redis
from django.utils import timezone

from devtools.worker_processes import Crew, children, is_dead, kill_group, wait_for
from tests.timeliness.conftest import CASE
from timeliness.models import Clock, Delivery

CLOCKS = 24
HOUR = timedelta(hours=1)

# How long ago a clock was due, and the notices still to be sent to whom.
SAID = {
    timedelta(minutes=-30): [("Due soon", "officer"), ("Due soon", "supervisor")],
    timedelta(minutes=5): [("Overdue", "officer"), ("Overdue", "supervisor")],
    timedelta(minutes=70): [
        ("Overdue", "officer"),
        ("Overdue", "supervisor"),
        ("Escalated to you: overdue", "supervisor"),
    ],
}


class NoticeCrew(Crew):
    """The processes of one test, and gunicorn with the site of tests/support/timeliness."""

    def web(self, port):
        address = f"127.0.0.1:{port}"
        flags = ("--bind", address, "--workers", "1", "--threads", "2", "--log-level", "warning")
        module = {"DJANGO_SETTINGS_MODULE": "tests.support.timeliness.notice_site.settings"}
        return self.start("gunicorn", "rasso.wsgi", *flags, env=module)


class Scene:
    """One test's clocks and processes; `lost` and `duplicate` compare sent and expected notices."""

    def __init__(self, room, folder, seed, cps, provider):
        self.room, self.chance, self.cps, self.seed = room, random.Random(seed), cps, seed
        room.forget()
        env = room.addresses() | {"MAIL_PROVIDER": f"timeliness.providers.{provider}"}
        self.crew, self.wanted, self.evidence = NoticeCrew(folder, env), Counter(), []

    def clocks(self, ago=None):
        """Hour clocks with a reached reminder point, all of one age or some of each."""
        now = timezone.now()
        for number in range(CLOCKS):
            since_due, subject = ago or self.chance.choice(list(SAID)), f"S{number}"
            due_at = now - since_due
            Clock.objects.create(
                about=CASE, subject=subject, rule="charging_priority_red", rule_version="@",
                confidence="sourced", counted_in="hours", recipient_unit=self.cps.unit,
                started_at=due_at - 3 * HOUR, due_at=due_at, remind_at=due_at - HOUR,
                overdue_at=due_at, escalate_at=due_at + HOUR, look_at=due_at - HOUR,
            )  # fmt: skip
            for words, role in SAID[since_due]:
                self.want(role, f"{words}: {subject}")

    def want(self, role, subject):
        self.wanted[getattr(self.cps, role).email, subject] += 1

    def flight(self, stage, worker):
        """(pid, message) of a worker's child that is sending a message at this stage."""

        def look():
            flying = {pid: f for pid, f in dict(self.room.flights).items() if f[0] == stage}
            alive = [pid for pid in flying.keys() & children(worker) if not is_dead(pid)]
            return [(pid, flying[pid][1]) for pid in sorted(alive)]

        return self.chance.choice(wait_for(look, 30, f"a message at {stage}"))

    def kill_child(self, worker, stage):
        """SIGKILL the child that holds a message, and record it."""
        pid, what = self.flight(stage, worker)
        os.kill(pid, signal.SIGKILL)
        doubt = Delivery.objects.outstanding().filter(in_doubt=True).count()
        wait_for(lambda: is_dead(pid), 5, "the child to be dead")
        assert doubt, "nothing was in flight"
        self.room.flights.pop(pid, None)
        self.note(f"killed pid {pid} with {what[:8]} at {stage}, {doubt} in doubt")

    def kill_worker(self, worker, stage):
        """SIGKILL a worker and its children while one of them holds a message."""
        pid, what = self.flight(stage, worker)
        kill_group(worker)
        wait_for(lambda: is_dead(pid), 5, "the child to be dead")
        self.room.flights.clear()
        self.note(f"killed group {worker.pid}, child {pid} with {what[:8]} at {stage}")

    def flush_redis(self):
        self.redis().flushall()

    def connections_to_redis(self):
        """Number of connections so far, including this one."""
        with self.redis() as client:
            return client.info("stats")["total_connections_received"]

    def redis(self):
        return redis.Redis(unix_socket_path=str(self.crew.redis.socket))

    def close(self):
        self.crew.close()

    def note(self, what):
        self.evidence.append(what)

    def verdict(self, case, seconds=60):
        """(lost, duplicate) once nothing is left to sweep or send; printed with the evidence."""
        self.room.hurry()
        wait_for(self.is_quiet, seconds, "everything to be said")
        time.sleep(1)
        got = Counter((mail.to, mail.heading) for mail in self.room.accepted)
        lost, duplicate = (self.wanted - got).total(), (got - self.wanted).total()
        aside = Delivery.objects.filter(set_aside_at__isnull=False).count()
        line = (
            f"{case}: seed={self.seed} wanted={self.wanted.total()} lost={lost} "
            f"duplicate={duplicate} looked_up={len(self.room.asked)}; {'; '.join(self.evidence)}"
        )
        print(line)
        if where := os.environ.get("KILL_VERDICTS"):
            with Path(where).open("a") as verdicts:
                verdicts.write(line + "\n")
        assert not aside
        return lost, duplicate

    def is_quiet(self):
        unlooked = Clock.objects.running().filter(look_at__lte=timezone.now())
        return not unlooked.exists() and not Delivery.objects.outstanding().exists()
