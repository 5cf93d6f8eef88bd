"""
Row-level security: the second lock, beneath the scope (docs/decisions/0087).

A request reads as its caller: Postgres then shows no row that the caller's scope would not, even to
a query that forgets the scope. Actions, tasks and commands run under a role of their own, which
reads and writes every row but what a support service keeps for itself. A process that serves pages
has that role only inside acting(). Nobody but the service's own reader, inside keeping_entries(),
has the role that reads and adds those rows.

It guards against a forgotten scope. Whoever can run any statement they like as the application can
set these settings too.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from people.identity.capacities import READ_SETS
from people.identity.database_roles import ENTRIES_ROLE, FIGURES_ROLE, NO_ROLE

if TYPE_CHECKING:
    from people.access.scopes import Scope

ROLE_SQL = "SELECT set_config('role', %s, true)"
READER_SQL = f"""
SELECT set_config('role', %s, true), set_config('rasso.reader', %s, true),
    set_config('rasso.side', %s, true), set_config('rasso.at', %s, true),
    set_config('rasso.accounts', %s, true), set_config('rasso.within', %s, true),
    set_config('rasso.conflicts', cases_in_conflict(%s::bigint[])::text, true),
    {", ".join(f"set_config('rasso.{name}', %s, true)" for name in READ_SETS)}
""".strip()
NOBODY = ["", "", "", "{}", "", "{}", *("{}" for _name in READ_SETS)]  # the values of no reader
_block = threading.local()  # role and reader of the innermost block, on this thread's connection
# A report reads thousands of rows by the scope alone: a policy would ask about each row's case.
COUNTING_PURPOSE = "numbers of what the reader may read"
P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def reading_as(scope: "Scope") -> Iterator[None]:
    """
    Let this transaction read what the caller may read, and write no access-controlled row.

    Call it inside transaction.atomic(): the settings last until the end of the transaction, or of
    this block where the transaction goes on.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Outside a transaction nobody would be set as the reader.")
    role, reader = current_role(), getattr(_block, "reader", NOBODY)
    _block.role, _block.reader = NO_ROLE, _reader_values(scope)
    try:
        _set_reader(NO_ROLE, _block.reader)
        yield
        if connection.savepoint_ids:  # else the settings end with the transaction
            _set_reader(role, reader)
    finally:
        _block.role, _block.reader = role, reader


@contextmanager
def acting(purpose: str) -> Iterator[None]:
    """
    Read and write every row inside this block, for a named purpose of the system itself.

    Not those that a support service keeps for itself. Opens a transaction unless one is open.
    Raises ValueError for an empty purpose.
    """
    if not purpose:
        raise ValueError("Say for what purpose.")
    with _in_role(acting_role()):
        yield


@contextmanager
def counting() -> Iterator[None]:
    """Read all facts, and write what figures are counted from and nothing else, in this block."""
    with _in_role(FIGURES_ROLE):
        yield


@contextmanager
def _in_role(role: str) -> Iterator[None]:
    before = current_role()
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        if before != role:
            _set_role(role)
        _block.role = role
        try:
            yield
        finally:
            _block.role = before
            if before != role and _can_run_statements():
                _set_role(before)


@contextmanager
def keeping_entries(scope: "Scope") -> Iterator[None]:
    """
    Read and add what a support service keeps for itself, inside this block, as this reader.

    Of nothing else is more read than who may read a support. Opens a transaction unless one is
    open, and gives the role and reader of before back.
    """
    before = current_role(), getattr(_block, "reader", NOBODY)
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        _block.role, _block.reader = ENTRIES_ROLE, _reader_values(scope)
        try:
            _set_reader(ENTRIES_ROLE, _block.reader)
            yield
        finally:
            _block.role, _block.reader = before
            if _can_run_statements():
                _set_reader(*before)


def current_role() -> str:
    """The role of the innermost of the blocks above, else of the process."""
    role: str = getattr(_block, "role", settings.DATABASE_ROWS_FOR)
    return role


def acting_role() -> str:
    """The role in which this process acts: that of tasks in a worker."""
    role: str = getattr(_block, "acts_as", settings.DATABASE_ACTS_AS)
    return role


def _set_reader(role: str, values: list[str]) -> None:
    _run_in_transaction(READER_SQL, [role, *values])


def _set_role(role: str) -> None:
    _run_in_transaction(ROLE_SQL, [role])


def _run_in_transaction(statement: str, values: list[str]) -> None:
    """Run a part of beginning a transaction: like BEGIN, it is no query of a page."""
    with connection.wrap_database_errors:
        connection.connection.execute(statement, values)


def _can_run_statements() -> bool:
    """False after a failed statement: the rollback that follows takes the role back as well."""
    session = connection.connection
    failed = session is None or session.info.transaction_status == TransactionStatus.INERROR
    return not failed and not connection.needs_rollback


def _reader_values(scope: "Scope") -> list[str]:
    accounts = array_text(scope.conflict_account_ids)
    return [
        "" if scope.user_id is None else str(scope.user_id),
        scope.side or "",
        scope.at.isoformat(),
        accounts,
        "" if scope.within is None else array_text(sorted(scope.within)),
        accounts,
        *(array_text(scope.units_with(*held)) for held in READ_SETS.values()),
    ]


def array_text(ids: Iterable[int | UUID]) -> str:
    """Ids as Postgres writes an array: one type of parameter, however long the ids are."""
    return "{" + ",".join(str(each) for each in ids) + "}"


def for_purpose(purpose: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorator: the function runs in acting(purpose)."""

    def decorate(call: Callable[P, R]) -> Callable[P, R]:
        @wraps(call)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with acting(purpose):
                return call(*args, **kwargs)

        return run

    return decorate
