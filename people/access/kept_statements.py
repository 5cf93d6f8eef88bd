"""
Statements that are compiled once a process and planned once a connection (docs/decisions/0092).

Django builds and compiles the large queries of a page anew for each request, and Postgres parses,
rewrites (row-level security) and plans them anew; both take longer than to read the rows. A kept
statement is compiled once for each *shape* of its caller: their side, and whether they read cases,
victims, support or panels of any unit at all. Which units, and every id and moment, is a parameter.

    @kept_statement
    def _suspects_of_case(scope: Scope, case: UUID) -> QuerySet[Suspect]:
        return Suspect.objects.for_scope(scope).filter(case=case)

    suspects: list[Suspect] = _suspects_of_case(scope, case.pk)

The decorated function is called once for each shape, with stand-ins for its arguments. A stand-in
may be put wherever a query takes an expression. It has no value: a condition of Python on it, such
as `if suspects`, would be decided once for all callers, and what is looked up while it is called
would be kept for all of them.
"""

import copy
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import wraps
from inspect import signature
from operator import attrgetter, itemgetter
from threading import Lock
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar, get_origin
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BigIntegerField,
    DateField,
    DateTimeField,
    Field,
    Model,
    QuerySet,
    TextField,
    UUIDField,
)
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from psycopg import sql
from psycopg.types.numeric import Int8

from people.access.prepared_cursor import prepared_cursor
from people.access.row_security import array_text
from people.access.scopes import Scope
from people.identity.capacities import READ_SETS

P = ParamSpec("P")
T = TypeVar("T")
Given = Mapping[str, Any]  # {name of an argument: its value}
PLACEHOLDER = re.compile(r"%(s|%)")
# {annotation of an argument: its type as a parameter}
PARAMETERS: "dict[Any, Field[Any, Any]]" = {
    datetime: DateTimeField(),
    date: DateField(),
    int: BigIntegerField(),
    str: TextField(),
    UUID: UUIDField(),
    Collection[int]: ArrayField(BigIntegerField()),
    Collection[UUID]: ArrayField(UUIDField()),
}
# {what builds a statement, and each part of the shape: the statement}
KEPT: "dict[tuple[Any, ...], _Kept[Any]]" = {}


def only_row(rows: list[T], model: type[Model]) -> T:
    """The one row that was read. Raises DoesNotExist if it is gone, or hidden meanwhile."""
    if not rows:
        raise model.DoesNotExist  # type: ignore[attr-defined]
    [row] = rows
    return row


def kept_statement(build: "Callable[P, QuerySet[Any, T]]") -> Callable[P, list[T]]:
    """
    Decorator of a function that returns a queryset: it returns the rows instead.

    Its arguments are a Scope named scope; parameters, annotated as in PARAMETERS; and what a shape
    depends on: bool, an Enum, type[...]. Raises TypeError for any other, and at the first call for
    a query with prefetch_related, or with a moment, a row's id or a list that is no argument.
    """
    compiling, takes = Lock(), signature(build)
    fields = {name: _field_of(name, each.annotation) for name, each in takes.parameters.items()}

    @wraps(build)
    def read(*args: P.args, **kwargs: P.kwargs) -> list[T]:
        bound = takes.bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        shape = build, *(
            _shape_of_scope(value) if name == "scope" else value
            for name, value in given.items() if fields[name] is None
        )  # fmt: skip
        if shape not in KEPT:
            with compiling:  # not at once in every thread after a start
                if shape not in KEPT:
                    KEPT[shape] = _compiled(build, _stand_ins(given, fields))
        rows: list[T] = KEPT[shape].read(given)
        return rows

    return read


def _field_of(name: str, annotation: Any) -> "Field[Any, Any] | None":
    """The type of a parameter; None for an argument that is a part of the shape."""
    is_choice = isinstance(annotation, type) and issubclass(annotation, Enum | bool)
    if (annotation is Scope and name == "scope") or is_choice or get_origin(annotation) is type:
        return None
    if annotation not in PARAMETERS:
        raise TypeError(f"{name} is neither a parameter nor a part of the shape: {annotation}")
    return PARAMETERS[annotation]


# What stands for arguments


class StandIn(Expression):
    """Takes the place of a value that is known only when the statement runs."""

    def __init__(self, name: str, field: "Field[Any, Any]", read: Callable[[Given], Any]) -> None:
        """name: of the value. read: its value, of the arguments of a call."""
        super().__init__(output_field=field)
        self.name, self.read = name, read

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def value(self, given: Given) -> Any:
        """
        The value as one type for all calls: each type of a parameter would be planned apart.

        Raises TypeError for None, which no column equals.
        """
        value, kind = self.read(given), type(self.output_field)
        if value is None:
            raise TypeError(f"{self.name} is None: make that a part of the shape.")
        if kind is ArrayField:
            return array_text(value)
        return Int8(value) if kind is BigIntegerField else value


class _ScopeStandIn(Scope):
    """
    A scope of one shape: ids, units and the moment are stand-ins, the side is known.

    Raises TypeError for what is neither, such as the single capacities: it would be decided once
    for all callers of the shape.
    """

    def __init__(self, scope: Scope) -> None:
        facts = vars(self)
        facts |= {"side": scope.side, "at": _part_of_scope("at", datetime), "shape": scope}
        facts["user_id"] = None if scope.user_id is None else _part_of_scope("user_id", int)
        units = _part_of_scope("within", Collection[int], lambda scope: sorted(scope.within or ()))
        facts["within"] = None if scope.within is None else units

    def holds_any(self, capacities: Iterable[str]) -> bool:
        asked = frozenset(capacities)
        if asked not in READ_SETS.values():
            raise TypeError(f"A shape does not tell who holds one of {', '.join(sorted(asked))}.")
        held: bool = vars(self)["shape"].holds_any(asked)
        return held

    def units_with(self, *capacities: str) -> Any:
        name = "units_with_" + "_".join(sorted(capacities))
        return _part_of_scope(name, Collection[int], lambda scope: scope.units_with(*capacities))

    @property
    def account_ids(self) -> Any:
        return _part_of_scope("account_ids", Collection[int])

    @property
    def conflict_account_ids(self) -> Any:
        return _part_of_scope("conflict_account_ids", Collection[int])

    def _unknown(self) -> NoReturn:
        raise TypeError("A statement that is kept for all callers of a shape cannot depend on it.")

    name = agency_id = capacities = address = accounts = system_id = is_system = property(_unknown)
    walled_with = all_capacities = actor = property(_unknown)


def _part_of_scope(name: str, kind: Any, read: Callable[[Scope], Any] | None = None) -> Any:
    """A stand-in for a part of the scope: what `read` returns, else the attribute of this name."""
    part = read or attrgetter(name)
    return StandIn(f"scope.{name}", PARAMETERS[kind], lambda given: part(given["scope"]))


def _shape_of_scope(scope: Scope) -> tuple[Any, ...]:
    """What of a scope a statement depends on beyond its parameters."""
    held = [scope.holds_any(capacities) for capacities in READ_SETS.values()]
    return scope.side, scope.user_id is None, scope.within is None, *held


def _stand_ins(given: Given, fields: "Mapping[str, Field[Any, Any] | None]") -> Any:
    """{argument: what a statement is built with}. Any: each stands for a value of another type."""
    return {
        name: _ScopeStandIn(value) if name == "scope"
        else value if (field := fields[name]) is None else StandIn(name, field, itemgetter(name))
        for name, value in given.items()
    }  # fmt: skip


# The statement


@dataclass(frozen=True)
class _Kept(Generic[T]):
    """A statement of one shape, compiled, with its parameters: $1, $2 …"""

    build: "Callable[..., QuerySet[Any, T]]"
    rows: "QuerySet[Any, T]"  # built with stand-ins
    compiler: SQLCompiler
    text: str  # "" if no caller of this shape reads a row
    parameters: tuple[StandIn, ...]
    converters: Any  # as SQLCompiler.get_converters() returns them, the same for each connection

    def read(self, given: Given) -> list[T]:
        """Its rows, as the queryset would return them."""
        if not self.text:
            return []
        if self.rows.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("A lock outside a transaction is gone at once.")
        values = [each.value(given) for each in self.parameters]
        compiler = copy.copy(self.compiler)
        facts = vars(compiler)
        facts["connection"] = connection
        facts["get_converters"] = lambda _expressions: self.converters
        facts["execute_sql"] = lambda *_args, **_kwargs: self._run(values)
        rows = self.rows.all()
        vars(rows.query)["get_compiler"] = lambda *_args, **_kwargs: compiler
        return list(rows)

    def _run(self, values: Sequence[Any]) -> list[list[tuple[Any, ...]]]:
        """One chunk of all rows, which is what Django reads of execute_sql()."""
        with prepared_cursor(is_numbered=True) as cursor:
            cursor.execute(self.text, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if self.compiler.has_extra_select:  # columns that only put the rows in order
            found = [row[: self.compiler.col_count] for row in found]
        return [found]


def _compiled(build: "Callable[..., QuerySet[Any, T]]", stand_ins: Mapping[str, Any]) -> _Kept[T]:
    """Build a queryset with stand-ins, and compile it."""
    rows = build(**stand_ins)
    if vars(rows)["_prefetch_related_lookups"]:
        raise TypeError("What prefetch_related() asks for would be read with stand-ins.")
    compiler = rows.query.get_compiler(rows.db)
    try:
        text, values = compiler.as_sql()
    except EmptyResultSet:
        text, values = "", ()
    parameters: dict[str, StandIn] = {}
    text = _with_parameters(text, iter(values), parameters)
    columns = [each[0] for each in (compiler.select or ())[: compiler.col_count or 0]]
    converters = compiler.get_converters(columns)
    vars(compiler)["connection"] = None  # this thread's
    return _Kept(build, rows, compiler, f"{text} /* {build.__name__} */" if text else "",
                 tuple(parameters.values()), converters)  # fmt: skip


def _with_parameters(text: str, values: Iterator[Any], parameters: dict[str, StandIn]) -> str:
    """The text with each stand-in as a numbered parameter, which is added, and the constants."""

    def write(found: re.Match[str]) -> str:
        if found[1] == "%":
            return "%"
        value = next(values)
        if isinstance(value, StandIn):
            parameters.setdefault(value.name, value)
            number = list(parameters).index(value.name) + 1
            return f"${number}::{value.output_field.db_type(connection)}"
        _check_constant(value)
        return sql.Literal(value).as_string(connection.connection)

    return PLACEHOLDER.sub(write, text)


def _check_constant(value: Any) -> None:
    """
    Raise TypeError for what is likely to be of one caller.

    Not for words and numbers, which are statuses and limits: whoever writes a kept statement sees
    to it that they take none from a row.
    """
    if isinstance(value, date | UUID | bytes | list | tuple | set | frozenset):
        raise TypeError(f"{value!r} would be kept for every later caller: make it an argument.")
