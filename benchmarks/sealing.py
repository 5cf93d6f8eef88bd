"""
The sealed audit log: what the leaf costs a writer, and how fast entries are sealed and checked.

    python -m benchmarks.sealing 200000

Prints JSON. In a database of its own, which is removed at the end. Run it alone.
"""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import django
import psycopg

from benchmarks import servers

WRITERS, SECONDS = 16, 4.0
NAME = "rasso_sealing_bench"
FACTS = """
(at, operation, verb, capacities, kind, ids, case_id, refused, sought, content, address)
SELECT now(), 'consultation', 'see_case', '{prosecutor,lead_cases}', 'cases.Case',
    ARRAY[gen_random_uuid()::text], gen_random_uuid(), '', '', '', '10.1.2.3'
"""
ONE = f"INSERT INTO people_auditentry {FACTS}"
MANY = f"{ONE} FROM generate_series(1, %s)"


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    os.environ["RASSO_STATE"] = str(servers.STATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
    with servers.running_servers() as running, tempfile.TemporaryDirectory() as folder:
        django.setup()
        from django.conf import settings

        from devtools import database_copies as databases

        settings.SEALED_LOG_ROOT = Path(folder)
        databases.copy(databases.build_template(), NAME)
        servers.use_database(NAME)
        address = databases.named(os.environ["DATABASE_URL"], NAME)
        try:
            with servers.administrator_session(running, NAME) as boss:
                print(json.dumps(measure(address, boss, rows), indent=2))
        finally:
            servers.remove_copy(running, "rasso", NAME)


def measure(address: str, boss: psycopg.Connection, rows: int) -> dict[str, float]:
    """Each figure under its name."""
    found: dict[str, float] = {}
    trigger = "ALTER TABLE people_auditentry {} TRIGGER queued_to_be_sealed"
    for turn in (1, 2):
        boss.execute(trigger.format("DISABLE"))
        found[f"entries a second from 16 writers, without a leaf, {turn}"] = written(address)
        boss.execute(trigger.format("ENABLE"))
        found[f"entries a second from 16 writers, with it, {turn}"] = written(address)
    boss.execute("SET session_replication_role = replica")
    boss.execute("TRUNCATE people_auditentry, people_unsealedentry")
    boss.execute("SET session_replication_role = origin")
    with psycopg.connect(address) as session:
        session.execute(MANY, [rows])
    boss.execute("VACUUM ANALYZE people_auditentry, people_unsealedentry")
    seconds, count = timed(seal_everything)
    found["entries sealed and copied a second"] = round(count / seconds)
    boss.execute("VACUUM ANALYZE people_sealedentry, people_treenode, people_signedhead")
    seconds, count = timed(verify)
    found["entries checked a second"] = round(count / seconds)
    found["ms for the proof of an entry"] = proof_ms()
    found["minutes to check ten million"] = round(10_000_000 / (count / seconds) / 60, 1)
    return found


def written(address: str) -> float:
    """Entries a second that sixteen writers commit one by one."""
    counts, stop_at = [0] * WRITERS, time.monotonic() + SECONDS

    def write(number: int) -> None:
        with psycopg.connect(address, autocommit=True) as session:
            while time.monotonic() < stop_at:
                session.execute(ONE)
                counts[number] += 1

    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    return round(sum(counts) / SECONDS)


def seal_everything() -> int:
    """Seal and copy out what waits; how many entries."""
    from people.sealing.actions import copy_out, seal

    count = 0
    while sealed := seal.seal_next_entries(at=datetime.now(UTC)):
        count += sealed
        copy_out.copy_sealed_log()
    return count


def verify() -> int:
    """Check the log; how many entries. AssertionError if anything is wrong with it."""
    from people.sealing.queries.verify import verify_log

    sealed, faults = verify_log()
    assert not faults.found, faults.found[:3]
    return sealed


def proof_ms() -> float:
    """The median time to make the proof of one entry, of 101 over the whole log."""
    from people.models import SealedEntry
    from people.sealing.queries.proofs import proof_of_entry

    count = SealedEntry.objects.count()
    wanted = [n * (count - 1) // 100 for n in range(101)]
    rows = SealedEntry.objects.filter(position__in=wanted).values_list("entry_id", flat=True)
    seconds = []
    for entry in list(rows):
        start = time.perf_counter()
        proof_of_entry(entry)
        seconds.append(time.perf_counter() - start)
    return round(sorted(seconds)[len(seconds) // 2] * 1000, 1)


def timed(act: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    count = act()
    return time.perf_counter() - start, count


if __name__ == "__main__":
    main()
