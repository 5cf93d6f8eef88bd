"""
What figures are counted of follows the facts: each suspect's stages are worked out anew where a
fact has changed, and so is all of which shares are counted on a case.

Triggers fill the queue (pilots.models.Touched), so nothing that changes a fact can forget to. What
is published of it is another matter, once a month (pilots.actions.publishing).
"""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from people import locks
from people.locks import Lock
from pilots.actions import occasions
from pilots.actions.publishing import publish, publish_if_due
from pilots.actions.stretches import COUNT, COUNT_ALL
from pilots.models import Stretch, Touched
from timeliness.actions import marks

BATCH = 1_000

# The facts of those taken are read after this, so what is committed meanwhile stands in the queue.
TAKE = """
    DELETE FROM pilots_touched WHERE id IN (
        SELECT id FROM pilots_touched ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ) RETURNING suspect, pilots_touched.case"""
# All of England and Wales is published here for longer than a transaction may be idle.
LONGER = "SET LOCAL idle_in_transaction_session_timeout = '%ss'"


def refresh(*, at: datetime) -> int:
    """Bring what is counted in line with all that has changed; how much of the queue that took."""
    with connection.cursor() as cursor:
        occasions.look_again(cursor, at=at)
    total, taken = 0, BATCH
    while taken == BATCH:
        taken = refresh_batch(at=at)
        total += taken
    publish_what_is_due(at=at)
    return total


@transaction.atomic
def refresh_batch(*, at: datetime) -> int:
    """Some of the queue; how much."""
    with connection.cursor() as cursor:
        if not _is_alone(cursor):
            return 0
        cursor.execute(TAKE, {"batch": BATCH})
        taken = cursor.fetchall()
        if taken:
            suspects = list({suspect for suspect, _case in taken if suspect})
            cases = {case for _suspect, case in taken if case}
            cursor.execute(COUNT, {"suspects": suspects})
            cases = list(cases | occasions.cases_of(cursor, suspects))
            occasions.count(cursor, cases, at=at)
    return len(taken)


@transaction.atomic
def publish_what_is_due(*, at: datetime) -> None:
    """The figures of this month, where they are not published yet; and the mark of the count."""
    with connection.cursor() as cursor:
        if not _is_alone(cursor):
            return
    publish_if_due(at=at)
    marks.leave("counted", at=at)


def _is_alone(cursor: CursorWrapper) -> bool:
    """Whether no other worker is counting; then none is until the transaction is over."""
    if not locks.try_exclusive(Lock.FIGURES):
        return False
    cursor.execute(LONGER, [settings.FIGURES_SECONDS])
    return True


@transaction.atomic
def rebuild(*, at: datetime) -> int:
    """
    Count all anew from the facts, empty the queue, and publish; how many things were counted.

    Whoever publishes between two months shows what changed since: it is for a restore, or for
    figures that were wrong.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # every case there is, in one statement
        cursor.execute(LONGER, [0])
        locks.exclusive(Lock.FIGURES)
        for model in (Touched, Stretch):
            model.objects.all().delete()
        cursor.execute(COUNT_ALL)
        counted = Stretch.objects.count() + occasions.count_all(cursor, at=at)
    publish(at=at)
    marks.leave("counted", at=at)
    return counted
