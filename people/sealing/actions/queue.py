"""Queue the audit entries that were written before there was a seal."""

from django.db import connection

QUEUE_SQL = """
INSERT INTO people_unsealedentry (entry_id, version, leaf, since)
SELECT entry.id, 1, people_entry_leaf(entry), clock_timestamp() FROM people_auditentry entry
WHERE entry.id < coalesce(least(
    (SELECT min(entry_id) FROM people_unsealedentry), (SELECT min(entry_id) FROM people_sealedentry)
), 9223372036854775807)
ON CONFLICT DO NOTHING
"""


def queue_older_entries() -> int:
    """
    Queue every entry from before the first that was queued or sealed. Returns how many.

    Run as the owner's role, after the trigger that queues new entries is installed: that waits for
    who writes an entry, so that each later one has a larger id. A run that was interrupted before
    this is made good by the next. An entry that is not queued and has a larger id was written past
    the trigger, and audit_verify names it.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUEUE_SQL)
        return int(cursor.rowcount)
