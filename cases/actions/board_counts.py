"""Maintain the board counts: fold the rows that triggers add, and count overdue suspects."""

from datetime import datetime

from django.db import connection

OVERDUE_BATCH = 1_000
MARK_OVERDUE_SQL = """
UPDATE cases_suspect SET counted_overdue = true WHERE id IN (
    SELECT late.id FROM people_unit unit CROSS JOIN LATERAL (
        SELECT id FROM cases_suspect
        WHERE police_unit_id = unit.id AND is_open AND NOT is_restricted
            AND NOT counted_overdue AND due_at < %(at)s
        LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
    ) AS late LIMIT %(batch)s
)"""

FOLD_COUNTS_SQL = """
WITH many AS (
    SELECT police_unit_id, cps_unit_id, state, only_side FROM cases_boardcount
    GROUP BY police_unit_id, cps_unit_id, state, only_side HAVING count(*) > 1
), taken AS (
    DELETE FROM cases_boardcount AS one USING many
    WHERE one.police_unit_id = many.police_unit_id AND one.state = many.state
        AND one.cps_unit_id IS NOT DISTINCT FROM many.cps_unit_id
        AND one.only_side = many.only_side
    RETURNING one.police_unit_id, one.cps_unit_id, one.state, one.only_side, one.n,
        one.overdue
)
INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n, overdue)
SELECT police_unit_id, cps_unit_id, state, only_side, sum(n), sum(overdue) FROM taken
GROUP BY police_unit_id, cps_unit_id, state, only_side
HAVING sum(n) <> 0 OR sum(overdue) <> 0"""


def fold_board_counts() -> int:
    """
    Add up the rows with the same units, state and side. Returns the rows written.

    One statement, so a concurrent reader sees all of the old rows or all of the new. A second
    worker waits for the first and does not take its rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOLD_COUNTS_SQL)
        return int(cursor.rowcount)


def mark_overdue_suspects(*, at: datetime) -> int:
    """
    Count suspects whose due time is before `at` as overdue. Returns how many were marked.

    Until it runs, the board finds them itself. A suspect whose row is locked is left for the next
    run.
    """
    total, counted = 0, OVERDUE_BATCH
    while counted == OVERDUE_BATCH:
        with connection.cursor() as cursor:
            cursor.execute(MARK_OVERDUE_SQL, {"at": at, "batch": OVERDUE_BATCH})
            counted = cursor.rowcount
        total += counted
    return total
