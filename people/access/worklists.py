"""
Worklists: open rows that a person may read, soonest due first, by keyset pagination.

Each of the person's units costs one index scan along (unit, listed_at, id), their named roles one
more. No scan reads more than a page, so the cost does not grow with the number of cases.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Field
from psycopg.types.numeric import Int8

from people.access.expiry import live_at_sql
from people.access.pagination import PAGE_SIZE, cut_page, moment_for_url, moment_from_url
from people.access.paths import (
    access_root_model,
    conflict_foreign_key,
    conflict_path,
    named_role_grants,
    unit_columns_of,
)
from people.access.prepared_cursor import prepared_cursor
from people.access.row_security import array_text
from people.identity.capacities import READING
from people.models.access_controlled import AccessControlled
from people.models.nullable import not_null

if TYPE_CHECKING:
    from people.access.scopes import Scope

MAX_COUNTED_ROWS = 1000

# A row is found by its unit (UNIT_ROWS_SQL) or else by a named role (ONLY_NAMED_ROWS_SQL), never by
# both, so the two can be added up or merged without removing duplicates.
READABLE_SQL = """
    {listed} AND {kept} ({where})
    AND {about} NOT IN (
        SELECT {conflict} FROM {conflicts}
        WHERE user_id = ANY(%(accounts)s::bigint[]) AND lifted_at IS NULL
    )"""
UNIT_ROWS_SQL = "NOT is_restricted AND {unit} = ANY(%(units)s::bigint[])"
# In a call by a system, only rows of the units that it acts for. The named cases are an array, so
# that Postgres, which plans for any person, looks each up: of a join it reads every row instead.
NAMED_ROWS_SQL = """
    (%(within)s::bigint[] IS NULL OR {unit} = ANY(%(within)s::bigint[])) AND {held} = ANY(ARRAY(
        SELECT content_object_id FROM {named}
        WHERE user_id = %(user)s {going_on} AND {live}
        {named_as}
    ))"""
ONLY_NAMED_ROWS_SQL = (
    "(is_restricted OR {unit} IS NULL OR {unit} <> ALL(%(units)s::bigint[])) AND" + NAMED_ROWS_SQL
)
NOT_PRIVATE_SQL = "only_side IN ('', %(side)s) AND"  # leaves out rows private to the other side
# For a list by capacity (held_as): restricted rows of the unit on which the reader is named.
ADMITTED_ROWS_SQL = """is_restricted AND {unit} = ANY(%(units)s::bigint[]) AND {held} = ANY(ARRAY(
        SELECT content_object_id FROM {named}
        WHERE user_id = %(user)s {going_on} AND {live}
        AND permission_id IN (SELECT id FROM auth_permission WHERE codename = '{admits}')
    ))"""
NAMED_AS_SQL = """AND permission_id IN (
            SELECT id FROM auth_permission WHERE codename = ANY(%(named_as)s::text[]))"""
AFTER_CURSOR_SQL = "({order}, id) > (%(listed_at)s::timestamptz, %(id)s::uuid)"
NEXT_ROWS_SQL = "ORDER BY {order}, id LIMIT %(size)s"
PAGE_SQL = f"""
    SELECT * FROM (
        SELECT near.* FROM unnest(%(units)s::bigint[]) AS held(unit) CROSS JOIN LATERAL (
            SELECT {{picked}} FROM {{rows}}
            WHERE NOT is_restricted AND {{unit}} = held.unit
                AND {READABLE_SQL} AND {AFTER_CURSOR_SQL} {NEXT_ROWS_SQL}
        ) AS near
        UNION ALL (
            SELECT {{picked}} FROM {{rows}}
            WHERE {{mine}} AND {READABLE_SQL} AND {AFTER_CURSOR_SQL} {NEXT_ROWS_SQL}
        )
    ) AS page ORDER BY listed_at, id LIMIT %(size)s"""  # noqa: S608 - names are our models'; values are parameters
COUNT_SQL = f"""
    SELECT count(*) FROM (
        SELECT 1 FROM {{rows}} WHERE {UNIT_ROWS_SQL} AND {READABLE_SQL}
        UNION ALL SELECT 1 FROM {{rows}} WHERE {{mine}} AND {READABLE_SQL}
        LIMIT %(size)s
    ) AS readable"""  # noqa: S608
NAMED_PAGE_SQL = f"""
    SELECT {{picked}} FROM {{rows}} WHERE {NAMED_ROWS_SQL} AND {READABLE_SQL}
        AND {AFTER_CURSOR_SQL} {NEXT_ROWS_SQL}"""  # noqa: S608
NAMED_COUNT_SQL = f"""
    SELECT count(*) FROM (
        SELECT 1 FROM {{rows}} WHERE {NAMED_ROWS_SQL} AND {READABLE_SQL} LIMIT %(size)s
    ) AS named"""  # noqa: S608


class Cursor(NamedTuple):
    """Position of the last row of the previous page. In a URL: listed_at~id."""

    listed_at: datetime | str = "-infinity"
    id: UUID = UUID(int=0)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Parse a cursor from a URL; an invalid one gives the first page."""
        listed_at, _, pk = text.partition("~")
        moment = moment_from_url(listed_at)
        try:
            return cls(moment, UUID(pk)) if moment else cls()
        except ValueError:
            return cls()

    @classmethod
    def after(cls, rows: Sequence[tuple[Any, ...]]) -> str:
        """The cursor of the page after these rows; "" when there are no rows."""
        return f"{moment_for_url(rows[-1][-1])}~{rows[-1][0]}" if rows else ""


FIRST_PAGE_CURSOR = Cursor()


@dataclass(frozen=True, eq=False)
class Worklist:
    """
    Rows of an access-controlled model that wait for the reader, as tuples of columns.

    Uses the model's is_open and listed_at, or the SQL in `listed` (a condition) and `order` (a
    moment, returned as listed_at). where: SQL written in code, never user input; it may use
    %(side)s, %(at)s and the names in `params`, which holds their defaults.
    """

    model: type[AccessControlled]
    columns: tuple[str, ...]  # between the id (first) and listed_at (last)
    where: str = "TRUE"
    params: Mapping[str, Any] = field(default_factory=dict)
    named_only: bool = False  # only rows on which the person has a named role, in any unit
    named_as: tuple[str, ...] = ()  # with named_only: one of these roles
    held_as: str = ""  # only rows of units on which the person has this capacity
    listed: str = "is_open"
    order: str = "listed_at"
    is_kept_on: bool = False  # also rows of cases on which nobody has work to do any more

    def page(
        self, scope: "Scope", *, after: Cursor = FIRST_PAGE_CURSOR, size: int = PAGE_SIZE,
        **params: Any,
    ) -> list[tuple[Any, ...]]:  # fmt: skip
        """At most `size` rows after a cursor, soonest due first. One query."""
        begin = {"id": after.id, "listed_at": str(after.listed_at)}
        parameters = _scope_parameters(scope) | begin | _worklist_parameters(self, scope, params)
        with prepared_cursor() as cursor:
            cursor.execute(_limited(_page_sql(self, scope.side), size), parameters)
            return sorted(cursor.fetchall(), key=_sort_key)

    def next_page(
        self, scope: "Scope", *, after: Cursor = FIRST_PAGE_CURSOR, size: int, **params: Any
    ) -> tuple[list[tuple[Any, ...]], str]:
        """(the rows of a page of this size, the cursor of the next page or ""). One query."""
        rows, more = cut_page(self.page(scope, after=after, size=size + 1, **params), size)
        return rows, Cursor.after(rows) if more else ""

    def count(self, scope: "Scope", *, most: int | None = MAX_COUNTED_ROWS, **params: Any) -> int:
        """Count the rows, up to `most`; None counts all of them. One query."""
        parameters = _scope_parameters(scope) | _worklist_parameters(self, scope, params)
        with prepared_cursor() as cursor:
            cursor.execute(_limited(_count_sql(self, scope.side), most), parameters)
            return int(cursor.fetchone()[0])


def count_worklists(
    scope: "Scope",
    worklists: Mapping[str, Worklist],
    *,
    most: int | None = MAX_COUNTED_ROWS,
    beside: Mapping[str, tuple[str, dict[str, Any]]] | None = None,
) -> dict[str, int]:
    """
    {name: count} for {name: worklist}, each counted up to `most`, in one statement.

    beside: {name: (SQL of one number, its parameters)} to count in the same statement.
    """
    queries = {
        name: (_count_sql(each, scope.side), _worklist_parameters(each, scope, {}))
        for name, each in worklists.items()
    } | dict(beside or {})
    if not queries:
        return {}
    known, parts = _scope_parameters(scope), []
    for n, (sql, own) in enumerate(queries.values()):
        known |= {f"{name}_{n}": value for name, value in own.items()}
        parts.append(f"({_suffix_parameters(_limited(sql, most), own, n)})")
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", known)
        return dict(zip(queries, cursor.fetchone(), strict=True))


def _sort_key(row: tuple[Any, ...]) -> tuple[Any, Any]:
    """
    Sort key of a row on its page: (listed_at, id), as in NEXT_ROWS_SQL.

    Sorting here lets Postgres join the names of all units at once; to keep the order through the
    join it would look up each of them.
    """
    return row[-1], row[0]


def _suffix_parameters(sql: str, names: Iterable[str], n: int) -> str:
    """Suffix these parameter names with _n, so that several worklists fit in one statement."""
    return re.sub(r"%\((\w+)\)s", lambda m: f"%({m[1]}_{n})s" if m[1] in names else m[0], sql)


def _limited(text: str, size: int | None) -> str:
    """
    A statement with the number of its rows, None for all, in the text: there are few such numbers,
    and a plan for any of them would be one for many rows.
    """
    return text.replace("%(size)s", "ALL" if size is None else str(int(size)))


def _scope_parameters(scope: "Scope") -> dict[str, Any]:
    return {
        "user": None if scope.user_id is None else Int8(scope.user_id), "side": scope.side,
        "units": array_text(scope.units), "at": scope.at,
        "accounts": array_text(scope.conflict_account_ids),
        "within": None if scope.within is None else array_text(sorted(scope.within)),
    }  # fmt: skip


def _worklist_parameters(
    worklist: Worklist, scope: "Scope", given: Mapping[str, Any]
) -> dict[str, Any]:
    unknown = given.keys() - worklist.params.keys()
    if unknown:
        raise TypeError(f"This worklist has no parameter {', '.join(sorted(unknown))}")
    own = {**worklist.params, **given, "named_as": list(worklist.named_as)}
    if worklist.held_as:
        own["units"] = array_text(scope.units_with(worklist.held_as))
    elif worklist.model.read_in != READING:
        own["units"] = array_text(scope.units_with(*worklist.model.read_in))
    return own


@cache
def _page_sql(worklist: Worklist, side: str | None) -> str:
    """SQL of a page: the ORM's columns and joins, with the page in place of the table."""
    rows = worklist.model._base_manager.order_by()  # see _sort_key
    sql, params = rows.values_list("pk", *worklist.columns, "listed_at").query.sql_with_params()
    table = f'FROM "{worklist.model._meta.db_table}"'
    if sql.count(table) != 1 or params:
        raise TypeError(f"Columns of a worklist are fields and joins, nothing else: {sql}")
    page = _fill_template(NAMED_PAGE_SQL if worklist.named_only else PAGE_SQL, worklist, side)
    return sql.replace(table, f"FROM ({page}) AS{table.removeprefix('FROM')}")


@cache
def _count_sql(worklist: Worklist, side: str | None) -> str:
    return _fill_template(NAMED_COUNT_SQL if worklist.named_only else COUNT_SQL, worklist, side)


def _column_of(worklist: Worklist, name: str) -> str:
    field = worklist.model._meta.get_field(name)
    assert isinstance(field, Field)
    return not_null(field.column)


def _fill_template(template: str, worklist: Worklist, side: str | None) -> str:
    meta, conflict = worklist.model._meta, conflict_foreign_key(worklist.model)
    assert conflict is not None, f"a worklist of {meta.label}, which knows no conflicts"
    units, beyond = unit_columns_of(worklist.model), conflict_path(worklist.model)
    root_column = "id" if worklist.model.access_path == "pk" else f"{worklist.model.access_path}_id"
    own = [_column_of(worklist, name.partition("__")[0]) for name in worklist.columns]
    facts = {
        "unit": (units.get(side or "") or next(iter(units.values()))) + "_id",
        "held": root_column,
        "named": named_role_grants(worklist.model)._meta.db_table,
        "live": live_at_sql(),
        "going_on": "" if worklist.is_kept_on else "AND is_open",
        "named_as": NAMED_AS_SQL if worklist.named_as else "",
        "admits": access_root_model(worklist.model).admits,
    }
    return template.format(
        **facts,
        rows=meta.db_table,
        mine=(ADMITTED_ROWS_SQL if worklist.held_as else ONLY_NAMED_ROWS_SQL).format(**facts),
        conflicts=conflict.model._meta.db_table,
        conflict=conflict.column,
        about=_column_of(worklist, beyond) if beyond != "pk" else "id",
        picked=", ".join(dict.fromkeys(["id", root_column, _order_column(worklist), *own])),
        kept=NOT_PRIVATE_SQL if hasattr(worklist.model, "only_side") else "",
        where=worklist.where,
        listed=worklist.listed,
        order=worklist.order,
    )


def _order_column(worklist: Worklist) -> str:
    named = worklist.order == "listed_at"
    return worklist.order if named else f"{worklist.order} AS listed_at"
