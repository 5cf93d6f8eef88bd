"""How many statements and rows an act writes; it is undone."""

from django.db import connection, transaction

WRITTEN = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"""
OF_THE_TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")


def run_and_undo(act):
    """Do it, and undo it."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def count_written_rows(act):
    """({table: rows inserted, changed or removed}, how many statements it took)."""
    statements = []

    def heard(execute, sql, params, many, context):
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
