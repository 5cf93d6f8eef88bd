"""
A cursor whose statements Postgres parses and plans once a connection (docs/decisions/0092).

What serves pages plans them for any value of their parameters (plan_cache_mode in
rasso/settings/base.py), since the first five runs would be planned each time otherwise.
"""

from typing import Any, NamedTuple

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg._preparing import PrepareManager

from people.access.row_security import current_role

MAX_PREPARED = 300  # of one connection; the one that was not used for longest goes first
# The result of a prepared statement has changed its type, or the session lost its statements.
GONE = (psycopg.errors.FeatureNotSupported, psycopg.errors.InvalidSqlStatementName)


def prepared_cursor(*, is_numbered: bool = False) -> CursorWrapper:
    """
    A cursor that prepares each statement on its first run. For texts of which there are few.

    Parameters go to Postgres apart from the text, so their types must be plain from it. A plan
    under row-level security holds for one role, so that each role has a text of its own.
    is_numbered: the text has Postgres's own $1, $2 … as placeholders, and is not parsed here.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    session: Any = connection.connection
    if not isinstance(session._prepared, _KeptOverRollbacks):
        session._prepared = _KeptOverRollbacks()
    with connection.wrap_database_errors:
        kind: Any = _NumberedPreparedCursor if is_numbered else _PreparedCursor
        cursor = kind(session)  # wrapped below as Django wraps its own
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cursor)


class _KeptOverRollbacks(PrepareManager):
    """
    What a connection has prepared: it outlasts rollbacks, as it does in Postgres.

    psycopg forgets all of it with a rollback, since a statement may stand on a table that the
    transaction made. No process that serves pages may make one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.prepare_threshold = None  # of other cursors, whose texts hold values
        self.prepared_max = MAX_PREPARED

    def clear(self) -> bool:
        return False

    def forget(self) -> None:
        """Forget all, here and in Postgres."""
        super().clear()


class _Logged(NamedTuple):
    """What Django logs of a statement where it logs them: the text, without the values."""

    query: bytes


def _execute_prepared(cursor: Any, execute: Any, query: Any, params: Any, how: Any) -> Any:
    """Run a statement by a cursor's own execute(), prepared."""
    text = f"{query} /* as {current_role()} */"
    prepared = cursor.connection._prepared
    prepared.prepare_threshold = 0
    try:
        return execute(text, params, prepare=True, **how)
    except GONE:
        prepared.forget()
        if not cursor.connection.autocommit or connection.in_atomic_block:
            raise  # the transaction is lost; the next one prepares anew
        return execute(text, params, prepare=False, **how)
    finally:
        prepared.prepare_threshold = None
        cursor._query = _Logged(text.encode())


class _PreparedCursor(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        return _execute_prepared(self, super().execute, query, params, how)


class _NumberedPreparedCursor(psycopg.RawCursor[Any]):
    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        return _execute_prepared(self, super().execute, query, params, how)
