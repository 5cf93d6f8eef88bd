"""
Check the whole sealed audit log: every entry, leaf, node and head, and the copies outside.

The leaf of each entry is hashed again here, by our own code and not by the database's function,
which whoever owns the database could replace. What decides between the database and the copies is
which of them gives the roots that are signed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from people.sealing.faults import Fault, Faults, Kind
from people.sealing.queries.checked_heads import CheckedHeads, checked_heads
from people.sealing.queries.checked_leaves import LeafCheck

# Audit entries that are not sealed; the clock is the database's.
UNSEALED_SQL = """
SELECT entry.id, extract(epoch FROM clock_timestamp() - queued.since)
FROM people_auditentry entry
LEFT JOIN people_unsealedentry queued ON queued.entry_id = entry.id
WHERE NOT EXISTS (SELECT FROM people_sealedentry sealed WHERE sealed.entry_id = entry.id)
ORDER BY entry.id
"""


def verify_log(progress: Callable[[int], None] = lambda _leaves: None) -> tuple[int, Faults]:
    """
    Check the log. Returns the number of sealed entries, and the faults found.

    progress: called with the number of leaves checked so far. A fault stands once for each entry;
    entries behind a truncation are named by the first.
    """
    with _one_snapshot():
        heads, faults = checked_heads(), Faults()
        faults.add(heads.faults)
        leaves = LeafCheck(heads)
        for count in leaves.run():
            progress(count)
        faults.add(leaves.faults())
        faults.add(_unsealed(heads))
    return heads.newest, faults


def _unsealed(heads: CheckedHeads) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED_SQL)
        rows = cursor.fetchmany(Faults.MOST)
    for entry, waited in rows:
        if waited is None:
            yield Fault(Kind.INSERTED, entry, "is neither sealed nor waits to be")
        elif waited > settings.SEAL_WITHIN_SECONDS:
            yield Fault(Kind.UNSEALED, entry, f"has waited {waited:.0f} seconds to be sealed")


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, however long that takes."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_ours:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield
