"""A backup that its own role takes brings back rows and every lock on them."""

import os
import re

import psycopg
import pytest
from django.db import connections

from devtools import database_copies
from devtools.case_builder import CaseBuilder, cast
from tests.support.backup_restore import dump_database, restore_backup
from tests.support.victims.support_service import add_service, refer_and_accept

# What keeps people and processes from rows, and rows from changes. {what: statement}
LOCKS = {
    "policies": """SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check
        FROM pg_policies WHERE schemaname = 'public'""",
    "tables under row-level security": """SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relrowsecurity""",
    "owners and privileges of tables": """SELECT relname, pg_get_userbyid(relowner), given.privilege
        FROM pg_class, unnest(coalesce(relacl, '{}')::text[]) AS given (privilege)
        WHERE relnamespace = 'public'::regnamespace""",
    "privileges on columns": """SELECT attrelid::regclass::text, attname, attacl::text
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attacl IS NOT NULL""",
    "privileges on the schema": """SELECT nspname, given.privilege
        FROM pg_namespace, unnest(nspacl::text[]) AS given (privilege) WHERE nspname = 'public'""",
    "triggers": """SELECT tgrelid::regclass::text, pg_get_triggerdef(oid), tgenabled
        FROM pg_trigger WHERE NOT tgisinternal""",
    "functions": """SELECT oid::regprocedure::text, pg_get_functiondef(oid), proacl::text
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "views": "SELECT viewname, viewowner, definition FROM pg_views WHERE schemaname = 'public'",
}
TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1
"""


def without_casts(row):
    """A row without casts and brackets, which Postgres writes anew when it reads a dump."""
    return tuple(
        re.sub(r"::[a-z ]+(\[\])?|[()\s]", "", each) if isinstance(each, str) else each
        for each in row
    )


def found_in_database():
    """({what: its rows}, {table: number of rows}) as the owner reads them."""
    with database_copies.owner(connections["default"].settings_dict["NAME"]) as session:
        locks = {
            what: set(map(without_casts, session.execute(asked).fetchall()))
            for what, asked in LOCKS.items()
        }
        tables = [name for (name,) in session.execute(TABLES).fetchall()]
        counts = {
            table: session.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in tables
        }
    return locks, counts


@pytest.mark.django_db(transaction=True)
def test_what_the_backup_role_dumps_is_restored_with_every_lock():
    """The role reads past row-level security, or the dump would be empty without an error."""
    builder = add_service(CaseBuilder(cast(), suspects=2).allocate().plan({}, {}))
    refer_and_accept(builder)
    locks, counts = found_in_database()
    assert all(locks.values())
    for table in ("cases_case", "victims_victimrecord", "victims_support", "people_auditentry"):
        assert counts[table], table
    with restore_backup(dump_database(role="rasso_backup")):
        restored, rows = found_in_database()
        assert rows == counts
        for what, expected in locks.items():
            assert restored[what] == expected, what
        name = connections["default"].settings_dict["NAME"]
        with psycopg.connect(database_copies.named(os.environ["DATABASE_URL"], name)) as session:
            # As the application, for whom nobody reads.
            assert session.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
