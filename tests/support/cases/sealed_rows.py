"""Rows of sealed text, written as the ORM refuses to: to see what the database itself refuses."""

from django.db import connection


def update_in_sql(rows, column, value):
    """Set a column of these rows to a value, as the role that acts."""
    keys = list(rows.values_list("pk", flat=True))
    assert keys
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {rows.model._meta.db_table} SET {column} = %s WHERE id = ANY (%s)",
            [value, keys],
        )
