"""
The statement that derives the measure events of cases from recorded facts.

pilots.measures.proportions defines each kind and its month in words. cases: their ids; NULL for
all. at: the moment of the count. A day is the London day of a moment.
"""

from datetime import datetime
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from pilots.actions.case_events_sql import CASE_EVENT_QUERIES
from pilots.actions.counselling_events_sql import COUNSELLING_EVENT_QUERIES
from pilots.actions.decision_events_sql import DECISION_EVENT_QUERIES
from pilots.actions.referral_events_sql import REFERRAL_EVENT_QUERIES
from pilots.actions.victim_events_sql import VICTIM_EVENT_QUERIES

CELL_COLUMNS = "measure, month, police_unit_id, cps_unit_id, urgency"
EVENT_COLUMNS = f"{CELL_COLUMNS}, case_id, about, counted_on, answers, look_at"

EVENT_QUERIES = (
    *CASE_EVENT_QUERIES,
    *DECISION_EVENT_QUERIES,
    *REFERRAL_EVENT_QUERIES,
    *VICTIM_EVENT_QUERIES,
    *COUNSELLING_EVENT_QUERIES,
)
INSERT_EVENTS_SQL = f"""
WITH held AS (
    SELECT one.id, one.police_unit_id, one.cps_unit_id  -- none of what the CPS was not sent
    FROM cases_case one
    LEFT JOIN pilots_countedcase counted ON counted.case_id = one.id
    WHERE (%(cases)s::uuid[] IS NULL OR one.id = ANY(%(cases)s::uuid[]))
        AND (NOT one.is_restricted OR counted.case_id IS NOT NULL)
), occasion AS (
    {" UNION ALL ".join(EVENT_QUERIES)}
)
INSERT INTO pilots_occasion ({EVENT_COLUMNS})
SELECT measure, date_trunc('month', counted_on)::date, police_unit_id, cps_unit_id, urgency,
    case_id, about, counted_on, answers, look_at
FROM occasion
"""  # noqa: S608 - words of our own
DELETE_EVENTS_SQL = "DELETE FROM pilots_occasion WHERE case_id = ANY(%(cases)s)"
CASES_OF_SUSPECTS_SQL = "SELECT DISTINCT case_id FROM cases_suspect WHERE id = ANY(%(suspects)s)"
QUEUE_DUE_CASES_SQL = """
    INSERT INTO pilots_touched ("case")
    SELECT DISTINCT case_id FROM pilots_occasion WHERE look_at <= %(at)s"""


def queue_cases_due_for_recount(cursor: CursorWrapper, *, at: datetime) -> None:
    """Queue the cases whose counted answers changed because a day has passed."""
    cursor.execute(QUEUE_DUE_CASES_SQL, {"at": at})


def cases_of_suspects(cursor: CursorWrapper, suspects: list[UUID]) -> set[UUID]:
    """The set of cases of these suspects."""
    cursor.execute(CASES_OF_SUSPECTS_SQL, {"suspects": suspects})
    return {case for (case,) in cursor.fetchall()}


def recount_cases(cursor: CursorWrapper, cases: list[UUID], *, at: datetime) -> None:
    """Recompute the measure events of these cases."""
    cursor.execute(DELETE_EVENTS_SQL, {"cases": cases})
    cursor.execute(INSERT_EVENTS_SQL, {"cases": cases, "at": at})


def recount_all_cases(cursor: CursorWrapper, *, at: datetime) -> int:
    """Recompute all measure events; their number."""
    cursor.execute("DELETE FROM pilots_occasion")
    cursor.execute(INSERT_EVENTS_SQL, {"cases": None, "at": at})
    return int(cursor.rowcount)
