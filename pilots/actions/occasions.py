"""
The one statement that works out from recorded facts of what shares are counted, case by case.

What each subject is, and of which month, is said in words in pilots.shares. cases: their ids; NULL
for all. at: the moment from which it is looked at. A day is the London day of a moment.
"""

from datetime import datetime
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from pilots.actions.occasions_of_cases import OF_CASES
from pilots.actions.occasions_of_victims import OF_VICTIMS

UNDER = "measure, month, police_unit_id, cps_unit_id, urgency"
COLUMNS = f"{UNDER}, case_id, about, counted_on, answers, look_at"

OCCASIONS = f"""
WITH held AS (
    SELECT one.id, one.police_unit_id, one.cps_unit_id  -- none of what the CPS was not sent
    FROM cases_case one
    LEFT JOIN pilots_countedcase counted ON counted.case_id = one.id
    WHERE (%(cases)s::uuid[] IS NULL OR one.id = ANY(%(cases)s::uuid[]))
        AND (NOT one.is_restricted OR counted.case_id IS NOT NULL)
), occasion AS (
    {" UNION ALL ".join([*OF_CASES, *OF_VICTIMS])}
)
INSERT INTO pilots_occasion ({COLUMNS})
SELECT measure, date_trunc('month', counted_on)::date, police_unit_id, cps_unit_id, urgency,
    case_id, about, counted_on, answers, look_at
FROM occasion
"""  # noqa: S608 - words of our own
FORGET = "DELETE FROM pilots_occasion WHERE case_id = ANY(%(cases)s)"
THEIR_CASES = "SELECT DISTINCT case_id FROM cases_suspect WHERE id = ANY(%(suspects)s)"
LOOK_AGAIN = """
    INSERT INTO pilots_touched ("case")
    SELECT DISTINCT case_id FROM pilots_occasion WHERE look_at <= %(at)s"""


def look_again(cursor: CursorWrapper, *, at: datetime) -> None:
    """Put the cases in the queue of which a day that has passed says something else."""
    cursor.execute(LOOK_AGAIN, {"at": at})


def cases_of(cursor: CursorWrapper, suspects: list[UUID]) -> set[UUID]:
    """The cases of these suspects, a set."""
    cursor.execute(THEIR_CASES, {"suspects": suspects})
    return {case for (case,) in cursor.fetchall()}


def count(cursor: CursorWrapper, cases: list[UUID], *, at: datetime) -> None:
    """Work out anew what is counted of these cases."""
    cursor.execute(FORGET, {"cases": cases})
    cursor.execute(OCCASIONS, {"cases": cases, "at": at})


def count_all(cursor: CursorWrapper, *, at: datetime) -> int:
    """Work out all of it anew; how many there are."""
    cursor.execute("DELETE FROM pilots_occasion")
    cursor.execute(OCCASIONS, {"cases": None, "at": at})
    return cursor.rowcount
