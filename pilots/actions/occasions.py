"""
The one statement that works out from recorded facts of what shares are counted, case by case.

What each subject is, and of which month, is said in words in pilots.shares. cases: their ids; NULL
for all. at: the moment from which it is looked at. A day is the London day of a moment.
"""

from pilots.actions.occasions_of_cases import OF_CASES
from pilots.actions.occasions_of_victims import OF_VICTIMS

UNDER = "measure, month, police_unit_id, cps_unit_id, urgency"
COLUMNS = f"{UNDER}, case_id, about, counted_on, answers, look_at"

OCCASIONS = f"""
WITH held AS (
    SELECT one.id, one.police_unit_id,
        -- Before the CPS has the case: the unit that it would go to.
        coalesce(one.cps_unit_id, route.cps_unit_id) AS cps_unit_id
    FROM cases_case one
    LEFT JOIN people_route route
        ON route.police_unit_id = one.police_unit_id AND NOT route.is_urgent
    WHERE (%(cases)s::uuid[] IS NULL OR one.id = ANY(%(cases)s::uuid[])) AND NOT one.is_restricted
), occasion AS (
    {" UNION ALL ".join([*OF_CASES, *OF_VICTIMS])}
)
INSERT INTO pilots_occasion ({COLUMNS})
SELECT measure, date_trunc('month', counted_on)::date, police_unit_id, cps_unit_id, urgency,
    case_id, about, counted_on, answers, look_at
FROM occasion
RETURNING {COLUMNS}
"""  # noqa: S608 - words of our own
FORGET = f"DELETE FROM pilots_occasion WHERE case_id = ANY(%(cases)s) RETURNING {COLUMNS}"  # noqa: S608
THEIR_CASES = "SELECT DISTINCT case_id FROM cases_suspect WHERE id = ANY(%(suspects)s)"
LOOK_AGAIN = """
    INSERT INTO pilots_touched ("case")
    SELECT DISTINCT case_id FROM pilots_occasion WHERE look_at <= %(at)s"""


def look_again(cursor, *, at):
    """Put the cases in the queue of which a day that has passed says something else."""
    cursor.execute(LOOK_AGAIN, {"at": at})


def cases_of(cursor, suspects):
    """The cases of these suspects, a set."""
    cursor.execute(THEIR_CASES, {"suspects": suspects})
    return {case for (case,) in cursor.fetchall()}


def count(cursor, cases, *, at):
    """
    Work out anew what is counted of these cases; the {(subject, year)} of which anything changed.

    Most acts about a case change none of it, and then nothing is weighed anew.
    """
    cursor.execute(FORGET, {"cases": cases})
    before = set(cursor.fetchall())
    cursor.execute(OCCASIONS, {"cases": cases, "at": at})
    return {(measure, month.year) for measure, month, *_ in before ^ set(cursor.fetchall())}


def count_all(cursor, *, at):
    """Work out all of it anew; how many there are."""
    cursor.execute("DELETE FROM pilots_occasion")
    cursor.execute(OCCASIONS, {"cases": None, "at": at})
    return cursor.rowcount
