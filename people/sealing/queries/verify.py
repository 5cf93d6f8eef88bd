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
from people.sealing.queries.checked_heads import checked_heads, copied_heads
from people.sealing.queries.checked_leaves import LeafCheck

# Audit entries that are neither sealed nor queued, then those that wait for too long; the clock is
# the database's. The last column is how many there are of both.
UNSEALED_SQL = """
SELECT entry.id, extract(epoch FROM clock_timestamp() - queued.since), count(*) OVER ()
FROM people_auditentry entry
LEFT JOIN people_unsealedentry queued ON queued.entry_id = entry.id
WHERE NOT EXISTS (SELECT FROM people_sealedentry sealed WHERE sealed.entry_id = entry.id)
    AND (queued.entry_id IS NULL
        OR extract(epoch FROM clock_timestamp() - queued.since) > %(within)s)
ORDER BY queued.entry_id IS NOT NULL, entry.id LIMIT %(most)s
"""
# Hashing many entries takes longer than a statement may run, or a transaction may be idle.
NO_LIMITS_SQL = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0
"""


def verify_log(progress: Callable[[int], None] = lambda _leaves: None) -> tuple[int, Faults]:
    """
    Check the log. Returns the number of sealed entries, and the faults found.

    progress: called with the number of leaves checked so far. A fault stands once for each entry;
    entries behind a truncation are named by the first.
    """
    copied = copied_heads()
    with _one_snapshot():
        heads, faults = checked_heads(copied), Faults()
        faults.add(heads.faults)
        leaves = LeafCheck(heads)
        for count in leaves.run():
            progress(count)
        faults.add(leaves.faults(), count=leaves.found.count)
        _add_unsealed(faults)
    return heads.newest, faults


def _add_unsealed(faults: Faults) -> None:
    values = {"within": settings.SEAL_WITHIN_SECONDS, "most": Faults.MOST}
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED_SQL, values)
        rows = cursor.fetchall()
    faults.add((_unsealed(*row[:2]) for row in rows), count=rows[0][2] if rows else 0)


def _unsealed(entry: int, waited: float | None) -> Fault:
    """waited: in seconds since it was queued; None if it is not."""
    if waited is None:
        return Fault(Kind.INSERTED, entry, "is neither sealed nor waits to be")
    return Fault(Kind.UNSEALED, entry, f"has waited {waited:.0f} seconds to be sealed")


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, however long that takes."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_ours:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(NO_LIMITS_SQL)
        yield
