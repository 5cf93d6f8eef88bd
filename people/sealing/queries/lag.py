"""Whether the audit log is sealed in time."""

from django.db import connection

WAITED_SQL = """
SELECT extract(epoch FROM clock_timestamp() - since)::float FROM people_unsealedentry
ORDER BY entry_id LIMIT 1
"""


def longest_wait() -> float:
    """
    For how many seconds the first entry that is not sealed has waited; 0 if none waits.

    By the database's clock, which also wrote when it began to wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITED_SQL)
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0
