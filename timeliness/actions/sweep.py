"""The sweep: one statement turns clocks at a reminder point into reminders and deliveries."""

from datetime import datetime

from django.db import connection, transaction

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from timeliness.actions import heartbeats
from timeliness.reminder_times import RECORDED_ENDS, TIME_LIMIT_ENDS

BATCH_CLOCKS = 1_000  # clocks stay locked for one batch, so stopping one never waits long

# Most sweeps find nothing; this check costs a hundredth of planning SWEEP_SQL.
IS_DUE_SQL = """
SELECT EXISTS (SELECT FROM timeliness_clock WHERE closed_at IS NULL AND look_at <= %(at)s)"""
# A reminder is made only if its row can be inserted: the unique key makes a second, late or
# repeated sweep harmless. The audience is counted first, so that monitoring finds a reminder
# without recipients.
# The reference of a delivery is a hash of its clock, due time, stage and recipient. If a restored
# backup lacks it, the sweep makes it again with the same reference, and the provider is asked
# before it is sent (timeliness/actions/outbox.py, doubt_all_deliveries).
SWEEP_SQL = """
WITH looked AS (
    SELECT id, about, subject, rule, due_at, remind_at, overdue_at, escalate_at
    FROM timeliness_clock
    WHERE closed_at IS NULL AND look_at <= %(at)s
    ORDER BY look_at LIMIT %(batch)s
    FOR NO KEY UPDATE SKIP LOCKED
), staged AS (
    SELECT looked.id AS clock_id, about, subject, due_at, stage, stage_at
    FROM looked CROSS JOIN LATERAL (VALUES
        ('before_due', remind_at), ('after_due', overdue_at), ('escalated', escalate_at)
    ) AS moment (stage, stage_at)
    WHERE stage_at IS NOT NULL
), reached AS (
    SELECT *, stage = 'before_due' AND due_at <= %(at)s AS overtaken
    FROM staged WHERE stage_at <= %(at)s
), audience AS (
    SELECT DISTINCT told.clock_id, told.stage, person.id AS user_id
    FROM clocks_audience(
        ARRAY(SELECT clock_id FROM reached WHERE NOT overtaken), %(at)s
    ) AS told (clock_id, stage, user_id)
    JOIN people_user person ON person.id = told.user_id AND person.is_active
), counted AS (
    SELECT clock_id, stage, count(*) AS told FROM audience GROUP BY clock_id, stage
), said AS (
    INSERT INTO timeliness_reminder
        (clock_id, due_at, stage, stage_at, made_at, overtaken, told)
    SELECT clock_id, due_at, stage, stage_at, %(at)s, overtaken,
        CASE WHEN overtaken THEN 0 ELSE coalesce(told, 0) END
    FROM reached LEFT JOIN counted USING (clock_id, stage)
    ON CONFLICT (clock_id, due_at, stage) DO NOTHING
    RETURNING id, clock_id, due_at, stage, stage_at, overtaken
), written AS (
    INSERT INTO timeliness_delivery (reference, about, subject, notice, recipient_id,
        reminder_id, created_at, send_after, attempts, in_doubt, why)
    SELECT left(encode(sha256(convert_to(concat_ws(
            ' ', said.clock_id, extract(epoch FROM said.due_at), said.stage, audience.user_id
        ), 'UTF8')), 'hex'), 32)::uuid,
        looked.about, looked.subject,
        CASE WHEN looked.rule = ANY(%(ends)s) THEN 'end_'
            WHEN looked.rule = %(time_limit)s THEN 'time_limit_' ELSE '' END || said.stage,
        audience.user_id, said.id, %(at)s, %(at)s, 0,
        said.stage_at <= (SELECT at FROM timeliness_mark WHERE name = 'restored') IS TRUE, ''
    FROM said JOIN audience USING (clock_id, stage) JOIN looked ON looked.id = said.clock_id
    WHERE NOT said.overtaken
), ahead AS (
    SELECT clock_id, min(stage_at) FILTER (WHERE stage_at > %(at)s) AS look_at
    FROM staged GROUP BY clock_id
), bookmarked AS (
    UPDATE timeliness_clock clock SET look_at = ahead.look_at
    FROM ahead WHERE clock.id = ahead.clock_id
    RETURNING clock.id
)
SELECT (SELECT count(*) FROM bookmarked), (SELECT count(*) FROM said)
"""


def sweep_clocks(*, at: datetime) -> int:
    """Make every reminder that is due by `at`, once. Returns their number."""
    total, looked = 0, BATCH_CLOCKS
    while looked == BATCH_CLOCKS:
        looked, said = sweep_batch(at=at)
        total += said
    return total


@transaction.atomic
def sweep_batch(*, at: datetime) -> tuple[int, int]:
    """Sweep one batch: (clocks looked at, reminders made); (0, 0) if another sweep is running."""
    if not advisory_locks.try_exclusive_lock(AdvisoryLock.SWEEP):
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(IS_DUE_SQL, {"at": at})
        looked, said = 0, 0
        if cursor.fetchone()[0]:
            cursor.execute(SWEEP_SQL, {
                "at": at, "batch": BATCH_CLOCKS, "ends": [*RECORDED_ENDS],
                "time_limit": TIME_LIMIT_ENDS,
            })  # fmt: skip
            looked, said = cursor.fetchone()
    heartbeats.leave_heartbeat("swept", at=at)
    return looked, said
