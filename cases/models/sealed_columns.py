"""A sealed column in SQL: read as it is stored, and in no expression (docs/decisions/0109)."""

from typing import Any

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, IsNull

# A function that no database has: what reads a sealed column in SQL fails by its name.
READ_IN_SQL = "a_sealed_text_is_read_in_sql("


class SealedColumn(Col):
    """
    A sealed column in SQL: only a SELECT list, a test for "" and Stored take it as it is stored.

    In JSON, in another expression and in an ORDER BY it would be taken for text, and Postgres
    refuses it there.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection)
        return f"{READ_IN_SQL}{sql})", params


def as_stored(sql: str) -> str:
    """The SQL of a sealed column, to be taken as it is stored."""
    if sql.startswith(READ_IN_SQL) and sql.endswith(")"):
        return sql.removeprefix(READ_IN_SQL).removesuffix(")")
    return sql


def is_part_of_another(query: Any) -> bool:
    """Whether what a query selects is put into another, or its rows are told apart by it."""
    groups = query.group_by if isinstance(query.group_by, tuple) else ()
    return bool(
        query.subquery
        or (query.distinct and not query.default_cols)
        or any(isinstance(each, SealedColumn) for each in groups)
    )


def is_order_of(query: Any, name: str) -> bool:
    """Whether the rows of a query are in the order of what it selects of a sealed column."""
    selected = {*query.values_select, *query.annotation_select}
    for asked in query.order_by:
        ordered = getattr(asked, "expression", asked)
        path = str(getattr(ordered, "name", ordered)).lstrip("-+?")
        if path in selected:
            column = query.annotation_select.get(path)
            if isinstance(column, SealedColumn) or path.rsplit("__", 1)[-1] == name:
                return True
    return False


class Stored(models.Func):
    """A sealed column as it is stored, inside of JSON: opened_in() opens what is read so."""

    arity = 1
    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> tuple[str, Any]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return as_stored(sql), params


class _TestsStored(models.Lookup):
    """A lookup that compares a sealed column as it is stored."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, Any]:
        sql, params = super().process_lhs(compiler, connection, lhs)
        return as_stored(sql), params


class StoredExact(_TestsStored, Exact):
    """Whether a sealed text is "". Raises TypeError for another column or expression."""

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            raise TypeError('A sealed text is compared with nothing but ""')
        return super().get_prep_lookup()


class StoredIsNull(_TestsStored, IsNull):
    """Whether a sealed text is NULL."""


LOOKUPS: dict[str, type[Any]] = {"exact": StoredExact, "isnull": StoredIsNull}
