"""B4: exact counts and the board, against a count of every row."""

from django.db import connection

from benchmarks.clock import buffers, middle_ms
from benchmarks.people import personas
from cases.queries.board import board, units_led

BY_HAND = """
    SELECT state, count(*), count(*) FILTER (WHERE due_at < %(at)s) FROM cases_suspect
    WHERE {side}_unit_id = ANY(%(units)s) AND is_open AND NOT is_restricted
        AND only_side IN ('', %(side)s) GROUP BY state"""


def measure(at):
    """{persona: its figures}. Raises AssertionError where a number is not exact."""
    found = {}
    for name, scope in personas(at).items():
        units = units_led(scope)
        seen = board(scope, unit="")
        assert (seen.n, seen.overdue) == by_hand(scope, units), f"The board of {name} is wrong"
        found[name] = {
            "suspects": seen.n,
            "overdue": seen.overdue,
            "ms": middle_ms(lambda: board(scope, unit="")),  # noqa: B023 - run before the next
            "buffers": buffers(lambda: board(scope, unit="")),  # noqa: B023
            "by hand ms": middle_ms(lambda: by_hand(scope, units)),  # noqa: B023
        }
    return found


def by_hand(scope, units):
    sql = BY_HAND.format(side=scope.side.lower()).replace("%(side)s", f"'{scope.side}'")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"at": scope.at, "units": [unit.pk for unit in units]})
        rows = cursor.fetchall()
    return sum(row[1] for row in rows), sum(row[2] for row in rows)
