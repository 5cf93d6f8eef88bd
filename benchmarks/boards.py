"""B4: the board and its exact counts, compared with a count of all rows."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from django.db import connection
from django.utils.functional import Promise

from benchmarks.gates import Figures
from benchmarks.personas import personas
from benchmarks.timing import buffers, middle_ms
from cases.desk.queries.board import Board, BoardRow, LedUnit, board_of_units, units_led_on_side
from cases.states import state_label
from people.access.scopes import Scope
from people.models.nullable import not_null

BY_HAND = """
    SELECT state, count(*), count(*) FILTER (WHERE due_at < %(at)s) FROM cases_suspect
    WHERE {side}_unit_id = ANY(%(units)s) AND is_open AND NOT is_restricted
        AND only_side IN ('', %(side)s) GROUP BY state"""


def run_boards(at: datetime) -> dict[str, Figures]:
    """{persona: figures}. Raises AssertionError if a number is not exact."""
    return {name: _board_of(name, scope) for name, scope in personas(at).items()}


def board_of(scope: Scope) -> Callable[[], Board]:
    """A function that returns the board of all units that the person leads."""
    return partial(board_of_units, scope, unit="")


def _board_of(name: str, scope: Scope) -> Figures:
    ask, count = board_of(scope), partial(board_by_hand, scope, units_led_on_side(scope))
    seen, known = ask(), count()
    for where, (n, overdue) in known.items():
        line = next(each for each in _board_lines(seen) if each.label == where)
        assert (line.n, line.overdue) == (n, overdue), f"{where} on the board of {name}"
    assert seen.n == sum(n for n, _overdue in known.values())
    return {
        "suspects": seen.n,
        "overdue": seen.overdue,
        "ms": middle_ms(ask),
        "buffers": buffers(ask),
        "by hand ms": middle_ms(count),
    }


def board_by_hand(scope: Scope, units: Iterable[LedUnit]) -> dict[str | Promise, tuple[int, int]]:
    side = not_null(scope.side)
    sql = BY_HAND.format(side=side.lower()).replace("%(side)s", f"'{side}'")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"at": scope.at, "units": [unit.pk for unit in units]})
        rows = cursor.fetchall()
    found: dict[str | Promise, tuple[int, int]] = {}
    for state, n, overdue in rows:
        before = found.get(where := state_label(state, scope.side), (0, 0))
        found[where] = (before[0] + n, before[1] + overdue)
    return found


def _board_lines(board: Board) -> list[BoardRow]:
    return [line for _whose, lines in board.groups for line in lines]
