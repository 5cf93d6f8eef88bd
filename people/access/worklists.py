"""
A worklist: open rows a person may read, soonest due first, the same price at any size.

Each unit held is one short walk along (unit, listed_at, id); the cases the person
is named on are one more. No walk goes past a page, so nothing here grows with
the number of cases.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import connection

from people.access.paths import (
    access_root_model,
    conflict_foreign_key,
    conflict_path,
    named_role_grants,
    unit_columns_of,
)
from people.identity.capacities import READING
from people.models.access_controlled import Walled

if TYPE_CHECKING:
    from people.access.scopes import Scope

PAGE_SIZE = 25
MAX_COUNTED_ROWS = 1000

# A row is OURS (a unit of mine has it) or else MINE (I am named on it), never both:
# the two can be added up, or merged, without looking for doubles.
READABLE_SQL = """
    {listed} AND {kept} ({where})
    AND {about} NOT IN (
        SELECT {conflict} FROM {conflicts}
        WHERE user_id = ANY(%(accounts)s::bigint[]) AND lifted_at IS NULL
    )"""
UNIT_ROWS_SQL = "NOT is_restricted AND {unit} = ANY(%(units)s::bigint[])"
# Where a system asks, only what the units it acts for have.
NAMED_ROWS_SQL = """
    (%(within)s::bigint[] IS NULL OR {unit} = ANY(%(within)s::bigint[])) AND {held} IN (
        SELECT content_object_id FROM {named}
        WHERE user_id = %(user)s AND is_open AND (expires_at IS NULL OR expires_at > %(at)s)
        {named_as}
    )"""
ONLY_NAMED_ROWS_SQL = (
    "(is_restricted OR {unit} IS NULL OR {unit} <> ALL(%(units)s::bigint[])) AND" + NAMED_ROWS_SQL
)
NOT_PRIVATE_SQL = "only_side IN ('', %(side)s) AND"  # but for what the other side keeps to itself
# Beside what is OURS, in a unit that I hold in one capacity: what is behind a wall that admits me.
ADMITTED_ROWS_SQL = """is_restricted AND {unit} = ANY(%(units)s::bigint[]) AND {held} IN (
        SELECT content_object_id FROM {named}
        WHERE user_id = %(user)s AND is_open AND (expires_at IS NULL OR expires_at > %(at)s)
        AND permission_id IN (SELECT id FROM auth_permission WHERE codename = '{admits}')
    )"""
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


def moment_from_url(text: str) -> datetime | None:
    """The moment that an address names; None for what is none, or lies in no year of ours."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def moment_for_url(moment: datetime) -> str:
    """A moment as an address may carry it: with Z, because a plus sign there means a space."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Cursor(NamedTuple):
    """The last row of the page before. Written into a URL as listed_at~id."""

    listed_at: datetime | str = "-infinity"
    id: UUID = UUID(int=0)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """A cursor nobody could have been given is the first page."""
        listed_at, _, pk = text.partition("~")
        moment = moment_from_url(listed_at)
        try:
            return cls(moment, UUID(pk)) if moment else cls()
        except ValueError:
            return cls()

    @classmethod
    def after(cls, rows: Sequence[tuple[Any, ...]]) -> str:
        """The cursor that asks for the rows after these; empty when there are none."""
        return f"{moment_for_url(rows[-1][-1])}~{rows[-1][0]}" if rows else ""


FIRST_PAGE_CURSOR = Cursor()


@dataclass(frozen=True, eq=False)
class Worklist:
    """
    The rows of a walled model that are on someone's desk, as tuples of columns.

    The model carries is_open and listed_at, or the list says what stands for them (listed, order):
    order is then a moment, and is read under the name of listed_at. where is SQL written in code,
    never anything a person typed; it may name %(side)s, %(at)s, and whatever params gives a first
    value to.
    """

    model: type[Walled]
    columns: tuple[str, ...]  # between the id, which comes first, and listed_at, which comes last
    where: str = "TRUE"
    params: Mapping[str, Any] = field(default_factory=dict)
    named_only: bool = False  # only what the person is named on, whichever unit has it
    named_as: tuple[str, ...] = ()  # with named_only: in one of these capacities
    held_as: str = ""  # only what a unit has that the person holds in this capacity
    listed: str = "is_open"
    order: str = "listed_at"

    def page(
        self,
        scope: "Scope",
        *,
        after: Cursor = FIRST_PAGE_CURSOR,
        size: int = PAGE_SIZE,
        **params: Any,
    ) -> list[tuple[Any, ...]]:
        """The rows due next after a cursor. One query."""
        known = (
            _scope_parameters(scope, size)
            | after._asdict()
            | _worklist_parameters(self, scope, params)
        )
        with connection.cursor() as cursor:
            cursor.execute(_page_sql(self, scope.side), known)
            return sorted(cursor.fetchall(), key=_sort_key)

    def count(self, scope: "Scope", *, most: int | None = MAX_COUNTED_ROWS, **params: Any) -> int:
        """How many rows, looking no further than most. None looks at all of them."""
        known = _scope_parameters(scope, most) | _worklist_parameters(self, scope, params)
        with connection.cursor() as cursor:
            cursor.execute(_count_sql(self, scope.side), known)
            return cursor.fetchone()[0]


def count_worklists(
    scope: "Scope",
    worklists: Mapping[str, Worklist],
    *,
    most: int | None = MAX_COUNTED_ROWS,
    beside: Mapping[str, tuple[str, dict[str, Any]]] | None = None,
) -> dict[str, int]:
    """
    {name: number} for {name: worklist}, in one statement, none looking further than most.

    beside: {name: (statement of one number, its values)} of what else is counted in it.
    """
    asked = {
        name: (_count_sql(each, scope.side), _worklist_parameters(each, scope, {}))
        for name, each in worklists.items()
    } | dict(beside or {})
    if not asked:
        return {}
    known, parts = _scope_parameters(scope, most), []
    for n, (sql, own) in enumerate(asked.values()):
        known |= {f"{name}_{n}": value for name, value in own.items()}
        parts.append(f"({_suffix_parameters(sql, own, n)})")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", known)
        return dict(zip(asked, cursor.fetchone(), strict=True))


def _sort_key(row: tuple[Any, ...]) -> tuple[Any, Any]:
    """
    A row's place on its page, (listed_at, id) as NEXT has it.

    Put in order here, a page lets Postgres read the names of all units at once; to keep the order
    through the join it would look each of them up.
    """
    return row[-1], row[0]


def _suffix_parameters(sql: str, names: Iterable[str], n: int) -> str:
    """The same SQL with its own parameters told apart from those of the other worklists."""
    return re.sub(r"%\((\w+)\)s", lambda m: f"%({m[1]}_{n})s" if m[1] in names else m[0], sql)


def _scope_parameters(scope: "Scope", size: int | None) -> dict[str, Any]:
    known = {"user": scope.user_id, "units": scope.units, "at": scope.at, "side": scope.side}
    within = None if scope.within is None else sorted(scope.within)
    return known | {"size": size, "within": within, "accounts": sorted(scope.accounts)}


def _worklist_parameters(
    worklist: Worklist, scope: "Scope", given: Mapping[str, Any]
) -> dict[str, Any]:
    unknown = given.keys() - worklist.params.keys()
    if unknown:
        raise TypeError(f"This worklist has no parameter {', '.join(sorted(unknown))}")
    own = {**worklist.params, **given, "named_as": list(worklist.named_as)}
    if worklist.held_as:
        own["units"] = scope.units_with(worklist.held_as)
    elif worklist.model.read_in != READING:
        own["units"] = scope.units_with(*worklist.model.read_in)
    return own


@cache
def _page_sql(worklist: Worklist, side: str | None) -> str:
    """The ORM writes the columns and joins, once, and the page takes the table's place."""
    rows = worklist.model._base_manager.order_by()  # see _place
    sql, params = rows.values_list("pk", *worklist.columns, "listed_at").query.sql_with_params()
    table = f'FROM "{worklist.model._meta.db_table}"'
    if sql.count(table) != 1 or params:
        raise TypeError(f"Columns of a worklist are fields and joins, nothing else: {sql}")
    page = _fill_template(NAMED_PAGE_SQL if worklist.named_only else PAGE_SQL, worklist, side)
    return sql.replace(table, f"FROM ({page}) AS{table.removeprefix('FROM')}")


@cache
def _count_sql(worklist: Worklist, side: str | None) -> str:
    return _fill_template(NAMED_COUNT_SQL if worklist.named_only else COUNT_SQL, worklist, side)


def _fill_template(template: str, worklist: Worklist, side: str | None) -> str:
    meta, conflict = worklist.model._meta, conflict_foreign_key(worklist.model)
    units, beyond = unit_columns_of(worklist.model), conflict_path(worklist.model)
    held = "id" if worklist.model.held == "pk" else f"{worklist.model.held}_id"
    own = [str(meta.get_field(name.partition("__")[0]).column) for name in worklist.columns]
    known = {
        "unit": (units.get(side or "") or next(iter(units.values()))) + "_id",
        "held": held,
        "named": named_role_grants(worklist.model)._meta.db_table,
        "named_as": NAMED_AS_SQL if worklist.named_as else "",
        "admits": access_root_model(worklist.model).admits,
    }
    return template.format(
        **known,
        rows=meta.db_table,
        mine=(ADMITTED_ROWS_SQL if worklist.held_as else ONLY_NAMED_ROWS_SQL).format(**known),
        conflicts=conflict.model._meta.db_table,
        conflict=conflict.column,
        about=meta.get_field(beyond).column if beyond != "pk" else "id",
        picked=", ".join(dict.fromkeys(["id", held, _order_column(worklist), *own])),
        kept=NOT_PRIVATE_SQL if hasattr(worklist.model, "only_side") else "",
        where=worklist.where,
        listed=worklist.listed,
        order=worklist.order,
    )


def _order_column(worklist: Worklist) -> str:
    named = worklist.order == "listed_at"
    return worklist.order if named else f"{worklist.order} AS listed_at"
