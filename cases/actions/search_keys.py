"""Fill what the search finds by, of the cases that were recorded before the search was."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock

BATCH = 1000  # rows of one transaction, whose writers wait
FIRST = UUID(int=0)
# What the keys are made by: its text, and Postgres's own, which knows the letters.
MADE_BY_SQL = """
SELECT md5(string_agg(prosrc, '' ORDER BY proname) || current_setting('server_version_num'))
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname IN (
    'cases_name_words', 'cases_word_keys', 'cases_name_keys', 'cases_number_parts',
    'cases_parts_of_case', 'cases_keys_of_suspect'
)"""
FILLED_BY_SQL = "SELECT obj_description('cases_suspectnamekey'::regclass, 'pg_class')"
# A row that changes meanwhile waits until its keys are stored, or is read as it has become.
BATCH_SQL = """
WITH held AS MATERIALIZED (
    SELECT it, it.id FROM {rows} AS it WHERE it.id > %(after)s
    ORDER BY it.id LIMIT %(size)s FOR SHARE
), made AS MATERIALIZED (
    SELECT keys.* FROM held CROSS JOIN LATERAL {made_by}(held.it) AS keys
), gone AS (
    DELETE FROM {keys} AS known USING held
    WHERE known.{row} = held.id
        AND ({columns}) NOT IN (SELECT {columns} FROM made WHERE made.{row} = held.id)
), added AS (
    INSERT INTO {keys} ({columns}) SELECT {columns} FROM made ORDER BY {columns}
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT id FROM held ORDER BY id DESC LIMIT 1)"""
PARTS_SQL = BATCH_SQL.format(
    rows="cases_case", made_by="cases_parts_of_case", keys="cases_casenumberpart", row="case_id",
    columns="unit_id, part, case_id",
)  # fmt: skip
KEYS_SQL = BATCH_SQL.format(
    rows="cases_suspect", made_by="cases_keys_of_suspect", keys="cases_suspectnamekey",
    row="suspect_id", columns="unit_id, key, lacks, others, suspect_id",
)  # fmt: skip


def fill_search_keys() -> int:
    """
    Make the search's rows of every case and suspect as they are made now. Returns how many it adds.

    Run as the owner's role, after the triggers that keep them are installed; it does nothing where
    the tables were filled by the same functions. In batches, so that writers wait for one at most;
    a run that was broken off is made good by the next.
    """
    with connection.cursor() as cursor:
        cursor.execute(MADE_BY_SQL)
        (made_by,) = cursor.fetchone()
        cursor.execute(FILLED_BY_SQL)
        if cursor.fetchone() == (made_by,):
            return 0
    added = sum(_batches(PARTS_SQL)) + sum(_batches(KEYS_SQL))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_casenumberpart, cases_suspectnamekey")
        said = sql.SQL("COMMENT ON TABLE cases_suspectnamekey IS {}").format(sql.Literal(made_by))
        cursor.execute(said.as_string(None))
    return added


def _batches(statement: str) -> Iterable[int]:
    """How many rows each batch adds."""
    after: UUID | None = FIRST
    while after is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            advisory_locks.take_exclusive_lock(AdvisoryLock.DATABASE_OBJECTS)
            cursor.execute(statement, {"after": after, "size": BATCH})
            added, after = cursor.fetchone()
        yield added
