"""
B1, B6: a page of a worklist, compared with an oracle's SQL that knows the units or cases.

The oracle's statement has no permissions and no scope, only the list's own condition. It returns
the same rows.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from benchmarks.compare import median_times, ratio
from benchmarks.gates import Figures
from benchmarks.personas import worklist_readers
from benchmarks.timing import buffers
from cases.desk.queries.worklists import OURS_SQL, SUSPECT_COLUMNS, WORKLISTS
from cases.models import CaseGrant, Suspect
from people.access.pagination import PAGE_SIZE
from people.access.scopes import Scope
from people.access.worklists import Cursor, Worklist
from people.models.nullable import not_null

WorklistTuple = tuple[Any, ...]  # the columns of a row, as Postgres gave them

SIZE = PAGE_SIZE + 1  # one row more, which says whether there is a next page
EVERYTHING = Worklist(Suspect, SUSPECT_COLUMNS)
DEEP = 20_000
PRINTED = """
SELECT s.id, s.case_id, c.urn, s.number, s.surname, s.given_names, s.state, s.urgency,
    s.holder_side, s.also_waits_for, s.turn_began_at, s.due_at, police.name, cps.name, s.listed_at
FROM ({rows}) AS s JOIN cases_case c ON c.id = s.case_id
JOIN people_unit police ON police.id = s.police_unit_id
LEFT JOIN people_unit cps ON cps.id = s.cps_unit_id ORDER BY s.listed_at, s.id"""
NEXT = f"ORDER BY listed_at, id LIMIT {SIZE}"
ROWS = f"SELECT * FROM cases_suspect WHERE {{held}} AND is_open AND {OURS_SQL} {NEXT}"
OF_UNITS = f"""
SELECT near.* FROM unnest(%(units)s) AS held(unit) CROSS JOIN LATERAL ({ROWS}) AS near {NEXT}"""
UNIT = {"POLICE": "police_unit_id", "CPS": "cps_unit_id"}


def run_worklists(at: datetime) -> dict[str, Figures]:
    """{persona: ms and blocks of page and oracle}. Raises AssertionError if they differ."""
    return {name: _compare_page(name, scope) for name, scope in worklist_readers(at).items()}


def page_for(scope: Scope) -> Callable[[], list[WorklistTuple]]:
    """A function that returns the person's first page: the unit's list, or their own."""
    name = "unit" if scope.units else "mine"
    chosen = next(each for each in WORKLISTS if each.name == name)
    return partial(chosen.rows.page, scope, size=SIZE)


def _compare_page(name: str, scope: Scope) -> Figures:
    ours, known = page_for(scope), expected_page_statement(scope)
    seen = ours()
    assert seen == known(), f"the page of {name} is not that of its oracle"
    assert [row[0] for row in seen] == _by_the_orm(scope), f"the page of {name}, by the ORM"
    ms = median_times({"oracle ms": known, "ms": ours})
    return {
        "rows": len(seen),
        **ms,
        "to oracle": ratio(ms["ms"], ms["oracle ms"]),
        "buffers": buffers(ours),
        "oracle buffers": buffers(known),
    }


def expected_page_statement(scope: Scope) -> partial[list[WorklistTuple]]:
    """A function that runs the oracle's statement for the scope's units or cases."""
    column = UNIT[not_null(scope.side)]
    known: dict[str, Any] = {"side": scope.side, "units": scope.units}
    if len(scope.units) == 1:
        rows, known["unit"] = ROWS.format(held=f"{column} = %(unit)s {OPEN}"), scope.units[0]
    elif scope.units:
        rows = OF_UNITS.format(held=f"{column} = held.unit {OPEN}")
    else:
        named = CaseGrant.objects.filter(user=scope.user_id, is_open=True)
        known["cases"] = list(named.values_list("content_object", flat=True))
        rows = ROWS.format(held="case_id = ANY(%(cases)s)")
    return partial(_fetch_rows, PRINTED.format(rows=rows), known)


OPEN = "AND NOT is_restricted"  # as in the index


def _fetch_rows(sql: str, known: dict[str, Any]) -> list[WorklistTuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, known)
        return list(cursor)


def _by_the_orm(scope: Scope) -> list[UUID]:
    """The ids of the same page through the ORM, as other pages find rows."""
    rows = (
        Suspect.objects.for_scope(scope)
        .filter(is_open=True)
        .extra(where=[OURS_SQL.replace("%(side)s", "%s")], params=[scope.side] * 2)
    )
    return list(rows.order_by("listed_at", "pk").values_list("pk", flat=True)[:SIZE])


def run_deep_page(at: datetime) -> Figures:
    """Compare a page far down the largest force's list with the first page."""
    scope = worklist_readers(at)["largest force"]
    row = _row_at(scope, DEEP)
    first = partial(EVERYTHING.page, scope, size=SIZE)
    deep = partial(EVERYTHING.page, scope, after=row, size=SIZE)
    for page, after in ((first, None), (deep, row)):
        assert [each[0] for each in page()] == _everything_by_the_orm(scope, after), "B6"
    ms = median_times({"first page ms": first, "ms": deep})
    return {"row": _place_of(scope, row), **ms, "to first": ratio(ms["ms"], ms["first page ms"])}


def _everything_by_the_orm(scope: Scope, after: Cursor | None) -> list[UUID]:
    """The ids of a full page of all open suspects, after a row if one is given."""
    rows = Suspect.objects.for_scope(scope).filter(is_open=True).order_by("listed_at", "pk")
    if after:
        same = Q(listed_at=after.listed_at, pk__gt=after.id)
        rows = rows.filter(Q(listed_at__gt=after.listed_at) | same)
    found = list(rows.values_list("pk", flat=True)[:SIZE])
    assert len(found) == SIZE
    return found


def _row_at(scope: Scope, n: int) -> Cursor:
    """The cursor of the nth row, or one that a full page follows if there are fewer."""
    rows = Suspect.objects.for_scope(scope).filter(is_open=True).order_by("listed_at", "pk")
    n = min(n, rows.count() - SIZE - 1)  # a full page follows it
    return Cursor(*rows.values_list("listed_at", "pk")[n])


def _place_of(scope: Scope, cursor: Cursor) -> int:
    rows = Suspect.objects.for_scope(scope).filter(is_open=True)
    return rows.filter(listed_at__lte=cursor.listed_at).count()
