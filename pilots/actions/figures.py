"""
Figures follow the facts: each suspect's stages are worked out anew where a fact has changed, and
then the tallies of their years; and so is all of which shares are counted on a case.

Triggers fill the queue (pilots.models.Touched), so nothing that changes a fact can forget to.
"""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min
from django.db.models.functions import ExtractYear

from people import locks
from people.locks import Lock
from pilots.actions import occasions
from pilots.actions.showing import hide, show
from pilots.actions.stretches import COUNT, COUNT_ALL
from pilots.models import Occasion, PilotArea, Shown, Stretch, Tally, Touched, Unweighed
from pilots.queries.change_series import BEFORE
from pilots.queries.figures import since
from timeliness.actions import marks
from timeliness.calendar import add_months, london_day

BATCH = 1_000

# The facts of those taken are read after this, so what is committed meanwhile stands in the queue.
TAKE = """
    DELETE FROM pilots_touched WHERE id IN (
        SELECT id FROM pilots_touched ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ) RETURNING suspect, pilots_touched.case"""
# A year of all of England and Wales is weighed here for longer than a transaction may be idle.
WEIGH = "SET LOCAL idle_in_transaction_session_timeout = '%ss'"


def refresh(*, at):
    """Bring the figures in line with all that has changed; how much of the queue that took."""
    with connection.cursor() as cursor:
        occasions.look_again(cursor, at=at)
    total, taken = 0, BATCH
    while taken == BATCH:
        taken = refresh_batch(at=at)
        total += taken
    while weigh_next(at=at):
        pass
    return total


@transaction.atomic
def refresh_batch(*, at):
    """Some of the queue; how much. The years of stages in which anything changed wait then."""
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
            _weigh(occasions.count(cursor, cases, at=at), at=at)
    return len(taken)


@transaction.atomic
def weigh_next(*, at):
    """
    One year of a stage that waits, the newest first; whether there was one.

    Each is its own transaction. Until it is over, pages read the tallies there were, all of them.
    """
    with connection.cursor() as cursor:
        if not _is_alone(cursor):
            return False
    waiting = Unweighed.objects.order_by("-year", "measure").first()
    if waiting is None:
        marks.leave("counted", at=at)
        return False
    waiting.delete()
    _weigh({(waiting.measure, waiting.year)}, at=at)
    return True


def _is_alone(cursor):
    """Whether no other worker is counting; then none is until the transaction is over."""
    if not locks.try_exclusive(Lock.FIGURES):
        return False
    cursor.execute(WEIGH, [settings.FIGURES_SECONDS])
    return True


def _weigh(years, *, at):
    """
    Of those {(measure, year)} that figures are listed of, or that a pilot is compared with.

    Of older ones nothing is shown to anybody: what was weighed before is taken away, because the
    numbers that it was weighed for are no more.
    """
    first = _first_year(at)
    for measure, year in sorted(years):
        weigh = show if year >= first else hide
        weigh(measure=measure, year=year)


def _first_year(at):
    first = since(london_day(at))
    began = PilotArea.objects.aggregate(first=Min("starts_on"))["first"] or first
    return add_months(min(began, first), -BEFORE).year


@transaction.atomic
def rebuild(*, at):
    """Make all figures anew from the facts, and empty the queue; how many things were counted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # every case there is, in one statement
        cursor.execute(WEIGH, [0])
        locks.exclusive(Lock.FIGURES)
        for model in (Touched, Stretch, Unweighed, Shown, Tally):
            model.objects.all().delete()
        cursor.execute(COUNT_ALL)
        counted = Stretch.objects.count() + occasions.count_all(cursor, at=at)
    for model in (Stretch, Occasion):
        years = model.objects.annotate(year=ExtractYear("month")).order_by()
        _weigh(set(years.values_list("measure", "year").distinct()), at=at)
    Unweighed.objects.all().delete()
    marks.leave("counted", at=at)
    return counted
