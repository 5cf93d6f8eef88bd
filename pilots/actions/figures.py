"""
Figures follow the facts: each suspect's stages are worked out anew where a fact has changed, and
with them the cells that they are counted in; and so is all of which shares are counted on a case.

Triggers fill the queue (pilots.models.Touched), so nothing that changes a fact can forget to.
"""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min

from pilots.actions import occasions
from pilots.actions.showing import show
from pilots.actions.stretches import STRETCHES
from pilots.models import Cell, Occasion, PilotArea, Shown
from pilots.queries.change_series import BEFORE
from pilots.queries.figures import since
from timeliness.actions import marks
from timeliness.calendar import add_months, london_day

LOCK = 4_019_627  # any number, as long as only the figures use it
BATCH = 1_000

# The facts of those taken are read after this, so what is committed meanwhile stands in the queue.
TAKE = """
    DELETE FROM pilots_touched WHERE id IN (
        SELECT id FROM pilots_touched ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ) RETURNING suspect, pilots_touched.case"""
# A year of all of England and Wales is weighed here for longer than a transaction may be idle.
WEIGH = "SET LOCAL idle_in_transaction_session_timeout = '%ss'"
FORGET = """
    DELETE FROM pilots_stretch WHERE suspect_id = ANY(%(suspects)s)
    RETURNING measure, month, police_unit_id, cps_unit_id, urgency"""
UNDER = "measure, month, police_unit_id, cps_unit_id, urgency"
CHANGED = """
    (SELECT DISTINCT * FROM unnest(
        %(measures)s::text[], %(months)s::date[], %(police)s::bigint[], %(cps)s::bigint[],
        %(urgencies)s::text[]
    ) AS changed (measure, month, police_unit_id, cps_unit_id, urgency))"""
# A cell without a CPS unit is one too, and NULL equals nothing.
SAME = """
    one.measure = changed.measure AND one.month = changed.month
    AND one.police_unit_id = changed.police_unit_id AND one.urgency = changed.urgency
    AND one.cps_unit_id IS NOT DISTINCT FROM changed.cps_unit_id"""
EMPTY_CELLS = f"DELETE FROM pilots_cell AS one USING {CHANGED} AS changed WHERE {SAME}"  # noqa: S608


def _of(outcome, column):
    """A column of the stages that have come so far, sorted."""
    chosen = f"array_agg({column} ORDER BY {column}) FILTER (WHERE outcome = '{outcome}')"
    return f"coalesce({chosen}, '{{}}')"


COUNTS = f"""
    INSERT INTO pilots_cell ({UNDER}, ended, police, cps, other, stopped, open_since, unclear)
    SELECT {", ".join(f"one.{name}" for name in UNDER.split(", "))},
        {_of("ENDED", "until_on - began_on")}, {_of("ENDED", "police_days")},
        {_of("ENDED", "cps_days")}, {_of("ENDED", "other_days")},
        {_of("STOPPED", "until_on - began_on")}, {_of("OPEN", "began_on")},
        count(*) FILTER (WHERE outcome = 'UNCLEAR')
    FROM pilots_stretch AS one %s
    GROUP BY 1, 2, 3, 4, 5"""  # noqa: S608 - words of our own
FILL_CELLS = COUNTS % f"JOIN {CHANGED} AS changed ON {SAME}"
FILL_ALL = COUNTS % ""


def refresh(*, at):
    """Bring the figures in line with all that has changed; how much of the queue that took."""
    with connection.cursor() as cursor:
        occasions.look_again(cursor, at=at)
    total, taken = 0, BATCH
    while taken == BATCH:
        taken = refresh_batch(at=at)
        total += taken
    return total


@transaction.atomic
def refresh_batch(*, at):
    """Some of the queue. A second worker goes home, so that a cell is filled by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(WEIGH, [settings.FIGURES_SECONDS])
        cursor.execute(TAKE, {"batch": BATCH})
        taken = cursor.fetchall()
        if taken:
            suspects = list({suspect for suspect, _case in taken if suspect})
            cases = {case for _suspect, case in taken if case}
            changed = _count(cursor, suspects)
            cases = list(cases | occasions.cases_of(cursor, suspects))
            _show(changed | occasions.count(cursor, cases, at=at), at=at)
        marks.leave("counted", at=at)
    return len(taken)


def _count(cursor, suspects):
    """
    Work the stages of these suspects out anew, and fill every cell that has changed by it.

    The {(measure, year)} of those cells.
    """
    cursor.execute(FORGET, {"suspects": suspects})
    changed = set(cursor.fetchall())
    cursor.execute(STRETCHES, {"suspects": suspects})
    changed |= set(cursor.fetchall())
    columns = zip(*changed, strict=True) if changed else [()] * 5
    names = ("measures", "months", "police", "cps", "urgencies")
    keys = {name: list(column) for name, column in zip(names, columns, strict=True)}
    cursor.execute(EMPTY_CELLS, keys)
    cursor.execute(FILL_CELLS, keys)
    return {(measure, month.year) for measure, month, *_ in changed}


def _show(years, *, at):
    """
    Of those years that figures are listed of, or that a pilot of theirs is compared with.

    Of older ones nothing is shown to anybody: what was weighed before is taken away, because the
    numbers that it was weighed for are no more.
    """
    first = _first_year(at)
    for measure, year in sorted(years):
        if year >= first:
            show(measure=measure, year=year)
        else:
            Shown.objects.filter(measure=measure, year=year).delete()


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
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for table in ("pilots_touched", "pilots_cell", "pilots_stretch"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - one of these three
        cursor.execute(STRETCHES, {"suspects": None})
        counted = cursor.rowcount
        cursor.execute(FILL_ALL)
        counted += occasions.count_all(cursor, at=at)
        Shown.objects.all().delete()
        for model in (Cell, Occasion):
            months = model.objects.order_by().values_list("measure", "month").distinct()
            _show({(measure, month.year) for measure, month in months}, at=at)
        marks.leave("counted", at=at)
    return counted
