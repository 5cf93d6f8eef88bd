"""Count the statements and rows of a write, which is rolled back."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

WRITTEN = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"""
OF_THE_TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")


def run_and_undo(act: Callable[[], object]) -> None:
    """Run it and roll it back."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def count_written_rows(act: Callable[[], object]) -> tuple[dict[str, int], int]:
    """({table: rows inserted, updated or deleted}, number of statements)."""
    statements: list[str] = []

    def heard(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        before = dict(cursor)
        with connection.execute_wrapper(heard):
            act()
        cursor.execute(WRITTEN)
        after = dict(cursor)
        transaction.set_rollback(True)
    counted = [sql for sql in statements if not sql.startswith(OF_THE_TRANSACTION)]
    return {name: n - before.get(name, 0) for name, n in sorted(after.items())}, len(counted)
