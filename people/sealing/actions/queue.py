"""Queue the audit entries that were written before there was a seal."""

from django.db import connection

QUEUE_SQL = """
INSERT INTO people_unsealedentry (entry_id, version, leaf, since)
SELECT entry.id, 1, people_entry_leaf(entry), clock_timestamp() FROM people_auditentry entry
WHERE NOT EXISTS (SELECT FROM people_signedhead)
ON CONFLICT DO NOTHING
"""


def queue_older_entries() -> int:
    """
    Queue every entry as long as no head was ever signed. Returns how many were queued.

    Run as the owner's role, after the trigger that queues new entries is installed. Later, an entry
    that is not queued was written past the trigger, and audit_verify names it.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUEUE_SQL)
        return int(cursor.rowcount)
