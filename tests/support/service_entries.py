"""What a support service keeps for itself, for tests: their own role may not read it (ADR 110)."""

import json

from django.db import connection

ENTRIES, LOG = "victims_serviceentry", "victims_servicelog"


def service_rows(table=ENTRIES):
    """Every row of one of the two tables, as a dictionary of columns; read as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT for_tests.rows_since(%s, '{NULL}'::text[], 0)", [[table]])
        found = json.loads(cursor.fetchone()[0])
    return found[0]["found"] if found else []


def write_service_row(row):
    """Write a row as the owner, as a fixture of a test; row: an unsaved one of the two models."""
    columns = {field.column: getattr(row, field.attname) for field in row._meta.concrete_fields}
    written = [{"name": row._meta.db_table, "key": None, "found": [columns]}]
    with connection.cursor() as cursor:
        cursor.execute("SELECT for_tests.write_rows(%s)", [json.dumps(written, default=str)])
