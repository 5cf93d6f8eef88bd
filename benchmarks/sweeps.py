"""
B11: the sweep compared with a loop of Django's get_or_create, and exactly-once with workers.

Runs in a copy of the database, because concurrent processes need committed rows. The loop does the
same for one clock after another: find the audience, add rows, set the next look.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from psycopg import Connection

from benchmarks import cpu, servers, timing
from benchmarks.compare import ratio
from benchmarks.gates import Figures
from devtools import database_copies
from devtools.child_processes import die_with_launcher
from devtools.local_servers import LocalServers
from people.access.advisory_locks import AdvisoryLock
from timeliness.actions import sweep
from timeliness.models import Clock, Delivery, Reminder, Stage

ToldPerson = tuple[UUID, str, int]  # clock, stage, person

WORKERS, IDLE = 4, 100
IN_A_LOOP = 200  # clocks; with a thousand, each would take the same time
# Every open turn gets a clock that is due at the benchmark's moment.
CLOCKS = """
ALTER TABLE timeliness_clock ADD COLUMN bench_turn uuid;
INSERT INTO timeliness_clock (id, about, subject, rule, rule_version, confidence, counted_in,
    recipient_unit_id, started_at, due_at, remind_at, overdue_at, escalate_at, look_at, bench_turn)
SELECT gen_random_uuid(), case_id, urn, 'bench', '1', 'product setting', 'days', holder_id,
    began_at, %(at)s, %(at)s - interval '3 days', %(at)s, %(at)s + interval '7 days',
    %(at)s - interval '3 days', turn.id
FROM cases_turn turn JOIN cases_case c ON c.id = case_id WHERE ended_at IS NULL;
UPDATE cases_turn SET clock_id = clock.id FROM timeliness_clock clock
WHERE bench_turn = cases_turn.id;
ALTER TABLE timeliness_clock DROP COLUMN bench_turn;
"""
# Each unit gets a person who leads it, in addition to the people named on cases.
LEADERS = """
INSERT INTO people_unitgrant (user_id, permission_id, granted_by_id, granted_at, content_object_id)
SELECT person.id, permission.id, person.id, %(at)s, unit.id FROM people_unit unit
JOIN people_agency agency ON agency.id = unit.agency_id
JOIN people_user person ON person.email = format('%%s-1@bench.example', unit.id)
JOIN auth_permission permission ON permission.codename =
    CASE agency.side WHEN 'POLICE' THEN 'supervise_cases' ELSE 'allocate_cases' END
WHERE unit.name = 'Bench';
"""
FORGET = """
DELETE FROM timeliness_delivery USING timeliness_reminder said JOIN timeliness_clock clock
    ON clock.id = clock_id WHERE said.id = reminder_id AND rule = 'bench';
DELETE FROM timeliness_reminder USING timeliness_clock clock
    WHERE clock.id = clock_id AND rule = 'bench';
UPDATE timeliness_clock SET look_at = remind_at WHERE rule = 'bench';"""
OURS = Q(reminder__clock__rule="bench")
TOLD = """
SELECT clock, stage, user_id FROM clocks_audience(%(clocks)s, %(at)s)
JOIN people_user person ON person.id = user_id AND is_active WHERE stage <> 'escalated'"""
HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND objid = %s AND granted AND application_name LIKE 'sweeper-%%'"""


def run_sweeps(running: LocalServers, name: str, at: datetime) -> Figures:
    """
    Rows written per second of processor time, by the sweep and by the loop; results of workers.

    The processor time is that of this process and of its Postgres session. Of four workers one is
    killed.
    """
    with _copy_with_clocks(running, name, at) as copy:
        clocks = list(Clock.objects.filter(rule="bench").values_list("pk", flat=True))
        told = _audience_of(clocks, at)
        sweep.sweep_clocks(at=at)  # warm-up: a worker's session has swept before
        _delete_reminders(running, copy)
        in_a_loop, looped = cpu.cpu_spent(lambda: _sweep_in_a_loop(clocks[:IN_A_LOOP], at))
        _delete_reminders(running, copy)
        blocks = _blocks_of_clock(at)
        made, swept = cpu.cpu_spent(lambda: sweep.sweep_clocks(at=at))
        rows = made + Delivery.objects.filter(OURS).count()
        once = _count_wrong_rows(clocks, told)
        _, idle = cpu.cpu_spent(lambda: [sweep.sweep_clocks(at=at) for _ in range(IDLE)])
        workers = _sweep_by_many(running, copy, at)
        return {
            "clocks": len(clocks),
            "rows": rows,
            "rows a cpu second": round(rows / swept),
            "rows a cpu second in a loop": round(in_a_loop / looped),
            "times as fast": ratio(rows / swept, in_a_loop / looped),
            "blocks a clock": blocks,
            "idle cpu ms": round(idle * 1000 / IDLE, 2),
            "wrong rows": once,
            **workers,
            "wrong rows of workers": _count_wrong_rows(clocks, told),
        }


@contextmanager
def _copy_with_clocks(running: LocalServers, name: str, at: datetime) -> Iterator[str]:
    """Connect Django to a copy with clocks; afterwards to the original again."""
    copy = f"{name}_swept"
    servers.copy_database(name, copy)
    with servers.administrator_session(running, copy) as session:
        session.execute("SET session_replication_role = replica")
        for text in (CLOCKS, LEADERS):
            for statement in filter(str.strip, text.split(";")):
                session.execute(statement, {"at": at} if "%(at)s" in statement else None)
        session.execute("VACUUM ANALYZE")
    yield copy
    servers.remove_copy(running, name, copy)


def _audience_of(clocks: list[UUID], at: datetime) -> set[ToldPerson]:
    """{(clock, stage, person)} of all clocks, by one query."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, {"clocks": clocks, "at": at})
        return set(cursor.fetchall())


def _sweep_in_a_loop(clocks: list[UUID], at: datetime) -> int:
    """A naive sweep. Returns the number of rows it wrote."""
    found = Clock.objects.filter(pk__in=clocks)
    return sum(_remind_in_a_loop(each, _audience_of([each.pk], at), at) for each in found)


def _remind_in_a_loop(which: Clock, told: Collection[ToldPerson], at: datetime) -> int:
    """Add the reminders of both stages of a clock. The first is overtaken and goes to nobody."""
    made = 0
    for stage in (Stage.BEFORE_DUE, Stage.AFTER_DUE):
        people = [who for _of, of, who in told if of == stage == Stage.AFTER_DUE]
        known = {"stage_at": at, "made_at": at, "overtaken": not people, "told": len(people)}
        reminder, _new = Reminder.objects.get_or_create(
            clock=which, due_at=which.due_at, stage=stage, defaults=known
        )
        facts = {"about": which.about, "subject": which.subject, "notice": stage}
        facts |= {"created_at": at, "send_after": at}
        for who in people:
            Delivery.objects.get_or_create(reminder=reminder, recipient_id=who, defaults=facts)
        made += 1 + len(people)
    which.look_at = which.escalate_at
    which.save(update_fields=["look_at"])
    return made


def _blocks_of_clock(at: datetime) -> int:
    """Blocks touched per clock, in a batch of a thousand; rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        batch = {"at": at, "batch": sweep.BATCH_CLOCKS}
        touched = timing.blocks(cursor, sweep.SWEEP_SQL, batch)
        transaction.set_rollback(True)
    return round(touched / sweep.BATCH_CLOCKS)


def _count_wrong_rows(clocks: list[UUID], told: Collection[ToldPerson]) -> int:
    """Number of rows that are missing, too many or duplicated."""
    said = list(Reminder.objects.filter(clock__rule="bench").values_list("clock", "stage"))
    wanted = {(clock, stage) for clock in clocks for stage in (Stage.BEFORE_DUE, Stage.AFTER_DUE)}
    sent = list(Delivery.objects.filter(OURS).values_list("reminder__clock", "notice", "recipient"))
    due = {each for each in told if each[1] == Stage.AFTER_DUE}  # the stage before it is overtaken
    twice = len(said) - len(set(said)) + len(sent) - len(set(sent))
    return twice + len(wanted ^ set(said)) + len(due ^ set(sent))


def _delete_reminders(running: LocalServers, copy: str) -> None:
    """Delete all reminders and deliveries, as before the sweep."""
    with servers.administrator_session(running, copy) as session:
        session.execute(FORGET)


def _sweep_by_many(running: LocalServers, copy: str, at: datetime) -> dict[str, int]:
    """Four processes sweep the same clocks; one is killed while it holds the lock."""
    _delete_reminders(running, copy)
    with servers.administrator_session(running, copy) as session:
        workers = [_start_worker(n, copy, at) for n in range(WORKERS)]
        killed = _kill_the_holder(session, workers)
        codes = [worker.wait(120) for worker in workers]
    assert sorted(codes) == [-signal.SIGKILL, *[0] * (WORKERS - 1)], codes
    return {"workers": WORKERS, "killed": killed}


def _start_worker(n: int, copy: str, at: datetime) -> subprocess.Popen[bytes]:
    env = os.environ | {
        "DATABASE_URL": database_copies.named(os.environ["DATABASE_URL"], copy),
        "PGAPPNAME": f"sweeper-{n}",
    }
    command = [sys.executable, "-m", "benchmarks.sweeper", str(n), at.isoformat()]
    return subprocess.Popen(command, env=env, preexec_fn=die_with_launcher(signal.SIGKILL))


def _kill_the_holder(session: Connection, workers: Sequence[subprocess.Popen[bytes]]) -> int:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = session.execute(HOLDER, [int(AdvisoryLock.SWEEP)]).fetchone()
        if found:
            workers[int(found[0].removeprefix("sweeper-"))].kill()
            return 1
    raise AssertionError("nobody swept")
