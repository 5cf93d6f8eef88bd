"""Whether the audit log is sealed and co-signed in time."""

from datetime import datetime

from django.db import connection
from django.db.models import Max

from people.models import CoSignature, SignedHead
from people.sealing.cosigners import cosigners

WAITED_SQL = """
SELECT extract(epoch FROM clock_timestamp() - since)::float FROM people_unsealedentry
ORDER BY since LIMIT 1
"""


def longest_wait() -> float:
    """
    For how many seconds the oldest entry that is not sealed has waited; 0 if none waits.

    By the database's clock, which also wrote when it began to wait: when the entry was written, for
    the moment of a commit is not known.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITED_SQL)
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


# Read by the index on `at`; an entry of a transaction that is not committed yet is not seen.
UNQUEUED_SQL = """
SELECT count(*) FROM people_auditentry entry WHERE entry.at > %(since)s
    AND NOT EXISTS (SELECT FROM people_unsealedentry queued WHERE queued.entry_id = entry.id)
    AND NOT EXISTS (SELECT FROM people_sealedentry sealed WHERE sealed.entry_id = entry.id)
"""


def unqueued_entries(*, since: datetime) -> int:
    """
    How many entries of later than `since` are neither sealed nor wait to be.

    Each was written past the trigger that queues it, or taken out of the queue.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNQUEUED_SQL, {"since": since})
        [[number]] = cursor.fetchall()
    return int(number)


IS_QUEUED_SQL = """
SELECT EXISTS (
    SELECT FROM people_auditentry entry
    JOIN people_unsealedentry queued ON queued.entry_id = entry.id
    WHERE entry.at = %(at)s AND entry.verb = %(verb)s
)
"""


def is_queued(*, verb: str, at: datetime) -> bool:
    """Whether an entry of this verb and moment waits to be sealed."""
    with connection.cursor() as cursor:
        cursor.execute(IS_QUEUED_SQL, {"verb": verb, "at": at})
        [[found]] = cursor.fetchall()
    return bool(found)


def oldest_head_not_cosigned() -> datetime | None:
    """
    When the oldest head was signed that some co-signer has signed neither itself nor a later one.

    None if every co-signer has signed the newest head, and if there are no co-signers.
    """
    signed = dict(CoSignature.objects.values_list("name").annotate(size=Max("size")).order_by())
    sizes = [signed.get(each.name, 0) for each in cosigners()]
    if not sizes:
        return None
    later = SignedHead.objects.filter(size__gt=min(sizes)).order_by("size")
    return later.values_list("at", flat=True).first()
