"""Board: suspects of the units a person leads, counted by state, and the list behind each count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.desk.queries.worklists import SUSPECT_COLUMNS, NamedWorklist
from cases.models import Suspect
from cases.states import TURN_SIDE, UNSENT_STATES, State, may_know_state, state_label
from people.access.row_security import COUNTING_PURPOSE, for_purpose
from people.access.scopes import Scope
from people.access.worklists import Worklist
from people.identity.capacities import LEADING
from people.models import Side, Unit

# Excludes restricted cases, and cases from which a conflict of interest blocks the reader.
# Triggers keep the sums for all readers, so the blocked cases are subtracted here. The worker
# counts suspects as overdue from time to time; this query adds those overdue since then and
# subtracts those whose due date has moved into the future.
BOARD_SQL = """
WITH kept_from AS MATERIALIZED (
    SELECT case_id FROM cases_conflict
    WHERE user_id = ANY(%(accounts)s::bigint[]) AND lifted_at IS NULL
), counted AS (
    SELECT state, n, overdue FROM cases_boardcount
    WHERE {unit} = ANY(%(units)s::bigint[]) AND only_side IN ('', %(side)s)
    UNION ALL
    SELECT state, -1, CASE WHEN due_at < %(at)s THEN -1 ELSE 0 END FROM cases_suspect
    WHERE case_id IN (SELECT case_id FROM kept_from) AND {visible}
    UNION ALL
    SELECT state, 0, 1 FROM cases_suspect
    WHERE NOT counted_overdue AND due_at < %(at)s AND {visible}
    UNION ALL
    SELECT state, 0, -1 FROM cases_suspect
    WHERE counted_overdue AND due_at >= %(at)s AND {visible}
)
SELECT state, sum(n), sum(overdue) FROM counted GROUP BY state"""
VISIBLE_SQL = """{unit} = ANY(%(units)s::bigint[]) AND is_open AND NOT is_restricted
        AND only_side IN ('', %(side)s)"""

# Since when the one waits in each state who came there first, of the suspects that are counted.
OLDEST_SQL = """
SELECT state, min(turn_began_at) FROM cases_suspect
WHERE {visible} AND case_id NOT IN (
    SELECT case_id FROM cases_conflict
    WHERE user_id = ANY(%(accounts)s::bigint[]) AND lifted_at IS NULL
)
GROUP BY state"""


def _board_worklist(side: str) -> Worklist:
    """The worklist behind a count on the board of a side."""
    return Worklist(
        Suspect,
        SUSPECT_COLUMNS,
        where=f"""NOT is_restricted AND {side}_unit_id = ANY(%(of)s::bigint[])
            AND state = ANY(%(states)s::text[])
            AND (NOT %(overdue)s OR (listed_at < %(at)s AND due_at < %(at)s))""",
        params={"of": [], "states": [], "overdue": False},
    )


def _sql_by_side(template: str) -> dict[str | None, str]:
    """{side: the statement about the units of that side}."""
    units = {side: f"{side.lower()}_unit_id" for side in (Side.POLICE, Side.CPS)}
    return {
        side: template.format(unit=unit, visible=VISIBLE_SQL.format(unit=unit))
        for side, unit in units.items()
    }


BOARD_SQL_BY_SIDE = _sql_by_side(BOARD_SQL)
OLDEST_SQL_BY_SIDE = _sql_by_side(OLDEST_SQL)
WORKLIST_BY_SIDE: dict[str | None, Worklist] = {
    side: _board_worklist(side.lower()) for side in (Side.POLICE, Side.CPS)
}
BOARD_GROUPS = (
    (Side.POLICE, _("Whose turn: the police")),
    (Side.CPS, _("Whose turn: the CPS")),
    (None, _("No one’s turn, and something is still owed")),
)


@dataclass(frozen=True)
class BoardRow:
    """One place on the board, as the reader's side may know it; `name` is its part of the URL."""

    name: str
    label: str | Promise
    n: int
    overdue: int


class LedUnit(Protocol):
    """A unit of the reader's side that they lead, as values_list() names its columns."""

    @property
    def pk(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def agency__name(self) -> str: ...


@dataclass(frozen=True)
class Board:
    """Counts by place.

    Args:
        units: rows of units_led_on_side.
        unit: the selected row of `units`; None for all of them.
        groups: [(whose turn, [BoardRow])].
    """

    units: list[LedUnit]
    unit: LedUnit | None
    groups: list[tuple[str | Promise, list[BoardRow]]]
    n: int
    overdue: int


def units_led_on_side(scope: Scope) -> list[LedUnit]:
    """[(pk, name, agency__name)] of units of the reader's side that they lead. One query."""
    led = Unit.objects.filter(pk__in=scope.units_with(*LEADING), agency__side=scope.side)
    rows = led.order_by("agency__name", "name", "pk")
    return list(rows.values_list("pk", "name", "agency__name", named=True))


def board_of_units(scope: Scope, *, unit: str) -> Board:
    """The board of one unit that the reader leads, or of all of them. Two queries."""
    units = units_led_on_side(scope)
    chosen = next((each for each in units if str(each.pk) == unit), None)
    counts = _board_counts(scope, [chosen] if chosen else units)
    lines = {
        side: [_board_row(scope, states, counts) for states in board_places(scope.side, side)]
        for side, _words in BOARD_GROUPS
    }
    lines[None] = [line for line in lines[None] if line.n]
    every = [line for each in lines.values() for line in each]
    return Board(
        units=units, unit=chosen,
        groups=[(words, lines[side]) for side, words in BOARD_GROUPS if lines[side]],
        n=sum(line.n for line in every), overdue=sum(line.overdue for line in every),
    )  # fmt: skip


@cache
def board_places(reader: str | None, side: str | None) -> list[list[State]]:
    """[[state]] of a side's turn, grouped as the reader's side may tell them apart."""
    states = [state for state in State if TURN_SIDE[state] == side]
    if all(may_know_state(state, reader) for state in states):
        return [[state] for state in states]
    unsent = [state for state in states if state in UNSENT_STATES]
    return [unsent, *([state] for state in states if state not in UNSENT_STATES)]


def board_states(reader: str | None) -> list[State]:
    """The states of every place on the board of the reader's side."""
    return [
        state
        for side, _words in BOARD_GROUPS
        for states in board_places(reader, side)
        for state in states
    ]


def place_name(states: list[State]) -> str:
    return states[0].lower().replace("_", "-")


def worklist_behind_place(
    scope: Scope, name: str, *, unit: str, overdue: bool
) -> tuple[NamedWorklist, dict[str, Any]] | None:
    """(worklist, its parameters) behind a count; None for an unknown place."""
    known = {
        place_name(each): each
        for side, _words in BOARD_GROUPS
        for each in board_places(scope.side, side)
    }
    if name not in known:
        return None
    units = [each.pk for each in units_led_on_side(scope) if unit in ("", str(each.pk))]
    where = state_label(known[name][0], scope.side)
    rows = NamedWorklist(
        name, where, where, WORKLIST_BY_SIDE[scope.side], _("No case that you can read is here.")
    )
    states = [state.value for state in known[name]]
    return rows, {"of": units, "states": states, "overdue": overdue}


def oldest_waits(scope: Scope, units: Iterable[LedUnit]) -> dict[str, datetime]:
    """
    {name of a place: since when the one has waited there who came first}. One query.

    Without the places of which the reader's side may not know since when.
    """
    found = _rows_by_state(OLDEST_SQL_BY_SIDE, scope, units)
    since = {state: moments[0] for state, moments in found.items() if moments[0]}
    known = {
        place_name(states): [since[state] for state in states if state in since]
        for side, _words in BOARD_GROUPS
        for states in board_places(scope.side, side)
        if all(may_know_state(state, scope.side) for state in states)
    }
    return {name: min(moments) for name, moments in known.items() if moments}


def _board_counts(scope: Scope, units: Iterable[LedUnit]) -> dict[str, tuple[int, int]]:
    """{state: (suspects, overdue suspects)}. One query."""
    return defaultdict(lambda: (0, 0), _rows_by_state(BOARD_SQL_BY_SIDE, scope, units))


@for_purpose(COUNTING_PURPOSE)
def _rows_by_state(
    sql: Mapping[str | None, str], scope: Scope, units: Iterable[LedUnit]
) -> dict[str, Any]:
    """{state: the other columns} of the statement about the units of the reader's side."""
    parameters = {"accounts": scope.conflict_account_ids, "side": scope.side, "at": scope.at}
    with connection.cursor() as cursor:
        cursor.execute(sql[scope.side], parameters | {"units": [unit.pk for unit in units]})
        return {row[0]: row[1:] for row in cursor}


def _board_row(scope: Scope, states: list[State], counts: dict[str, tuple[int, int]]) -> BoardRow:
    n, overdue = (sum(counts[state][which] for state in states) for which in (0, 1))
    return BoardRow(place_name(states), state_label(states[0], scope.side), n, overdue)
