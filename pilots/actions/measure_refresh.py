"""
Keep stage durations and measure events in line with the facts, from a queue.

Triggers fill the queue (pilots.models.Touched), so that no change of a fact is missed. Figures are
published from them once a month (pilots.actions.publication).
"""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from people.access.row_security import counting
from pilots.actions import measure_events
from pilots.actions.publication import publish_all_figures, publish_figures_if_due
from pilots.actions.stage_durations_sql import RECOUNT_ALL_STAGES_SQL, RECOUNT_STAGES_SQL
from pilots.models import Stretch, Touched
from timeliness.actions import heartbeats

QUEUE_BATCH_SIZE = 1_000

# Facts are read after this, so changes committed meanwhile stay in the queue.
TAKE_FROM_QUEUE_SQL = """
    DELETE FROM pilots_touched WHERE id IN (
        SELECT id FROM pilots_touched ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ) RETURNING suspect, pilots_touched.case"""
# Publishing all of England and Wales takes longer than a transaction may be idle.
IDLE_TIMEOUT_SQL = "SET LOCAL idle_in_transaction_session_timeout = '%ss'"


def refresh_measures(*, at: datetime) -> int:
    """Recompute everything that is queued; the number of queue rows handled."""
    with counting(), connection.cursor() as cursor:
        measure_events.queue_cases_due_for_recount(cursor, at=at)
    total, taken = 0, QUEUE_BATCH_SIZE
    while taken == QUEUE_BATCH_SIZE:
        taken = refresh_queue_batch(at=at)
        total += taken
    publish_due_figures(at=at)
    return total


@transaction.atomic
@counting()
def refresh_queue_batch(*, at: datetime) -> int:
    """Recompute one batch of the queue; its size."""
    with connection.cursor() as cursor:
        if not _take_figures_lock(cursor):
            return 0
        cursor.execute(TAKE_FROM_QUEUE_SQL, {"batch": QUEUE_BATCH_SIZE})
        taken = cursor.fetchall()
        if taken:
            suspects = list({suspect for suspect, _case in taken if suspect})
            cases = {case for _suspect, case in taken if case}
            cursor.execute(RECOUNT_STAGES_SQL, {"suspects": suspects})
            cases |= measure_events.cases_of_suspects(cursor, suspects)
            measure_events.recount_cases(cursor, list(cases), at=at)
    return len(taken)


@transaction.atomic
@counting()
def publish_due_figures(*, at: datetime) -> None:
    """Publish this month's figures if that is due, and leave the heartbeat of the count."""
    with connection.cursor() as cursor:
        if not _take_figures_lock(cursor):
            return
    publish_figures_if_due(at=at)
    heartbeats.leave_heartbeat("counted", at=at)


def _take_figures_lock(cursor: CursorWrapper) -> bool:
    """Take the advisory lock until the transaction ends; False where another worker counts."""
    if not advisory_locks.try_exclusive_lock(AdvisoryLock.FIGURES):
        return False
    cursor.execute(IDLE_TIMEOUT_SQL, [settings.FIGURES_SECONDS])
    return True


@transaction.atomic
@counting()
def rebuild_all_figures(*, at: datetime) -> int:
    """
    Recompute everything from the facts, empty the queue, and publish; the number of things counted.

    Publishing between two months shows what changed since: only after a restore, or for wrong
    figures.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # all cases in one statement
        cursor.execute(IDLE_TIMEOUT_SQL, [0])
        advisory_locks.take_exclusive_lock(AdvisoryLock.FIGURES)
        for model in (Touched, Stretch):
            model.objects.all().delete()
        cursor.execute(RECOUNT_ALL_STAGES_SQL)
        counted = Stretch.objects.count() + measure_events.recount_all_cases(cursor, at=at)
    publish_all_figures(at=at)
    heartbeats.leave_heartbeat("counted", at=at)
    return counted
