"""Columns that triggers name are altered, and the triggers are as before."""

import re

from django.core.management import call_command
from django.db import connection

from tests.rasso.test_database_objects import as_owner

__all__ = ["as_owner"]

TRIGGERS = """
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), obj_description(oid, 'pg_trigger')
FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""
COLUMNS = """
SELECT attrelid::regclass::text, array_agg(attname ORDER BY attname) FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
WHERE attnum > 0 AND NOT attisdropped GROUP BY 1
"""
KIND = """
SELECT format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'cases_transfer'::regclass AND attname = 'reason'
"""


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def triggers():
    """Every trigger with its mark. Postgres prints brackets and casts by the type of a column."""
    return [
        (table, name, re.sub(r"[()]|::text", "", made), mark)
        for table, name, made, mark in rows(TRIGGERS)
    ]


def test_the_triggers_of_a_table_stay_with_their_marks_when_its_columns_change(as_owner):
    before, columns = triggers(), dict(rows(COLUMNS))
    call_command("migrate", "cases", "0014_code_ethnic_groups_of_suspects", verbosity=0)
    assert rows(KIND) == [("character varying(500)",)]
    alike = {table for table, names in rows(COLUMNS) if columns[table] == names}
    kept = [each for each in before if each[0] in alike]  # of no table or column made since
    assert len(kept) > 200
    assert [each for each in triggers() if each[0] in alike] == kept
    call_command("migrate", "cases", verbosity=0)
    assert rows(KIND) == [("text",)]
    assert [each for each in triggers() if each[0] in alike] == kept
