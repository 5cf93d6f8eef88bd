"""What each database role may do with each table, tried on connections of its own (ADR 110)."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg.errors import InsufficientPrivilege

# By hand: which tables are set apart, and what each role may do with them and with all others.
# S select, I insert, U update, D delete.
SET_APART = {
    "entries": {"victims_serviceentry", "victims_servicelog"},
    "migrations": {"django_migrations"},
}
MAY = {
    "rasso_app": {"entries": "", "migrations": "S", "others": "SIUD"},
    "rasso_acts": {"entries": "", "migrations": "S", "others": "SIUD"},
    "rasso_entries": {"entries": "SI", "migrations": "", "others": ""},
}
READS_BESIDES = {"rasso_entries": {"cases_conflict", "victims_support", "victims_supportgrant"}}
# EXPLAIN asks for the privilege as the statement would, and does nothing.
STATEMENTS = {
    "S": "EXPLAIN SELECT count(*) FROM {table}",
    "I": "EXPLAIN INSERT INTO {table} DEFAULT VALUES",
    "U": "EXPLAIN UPDATE {table} SET {column} = DEFAULT WHERE false",
    "D": "EXPLAIN DELETE FROM {table} WHERE false",
}
COLUMNS = """
SELECT relname, min(attname) FILTER (WHERE attgenerated = '')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace GROUP BY relname ORDER BY relname
"""
# What the triggers of append-only tables refuse to every role; the privilege is taken away too.
REFUSED_TO_ALL = """
SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgname IN ('only_grows', 'never_removed')
"""


@pytest.fixture
def sign_in(db):
    """A function that opens a connection of a role, to this test's database."""
    opened = []

    def open_connection(role):
        told = settings.DATABASES["default"]
        session = psycopg.connect(
            host=told["HOST"], port=told["PORT"] or None, dbname=connection.settings_dict["NAME"],
            user="rasso_app", options=f"-c role={'none' if role == 'rasso_app' else role}",
        )  # fmt: skip
        opened.append(session)
        return session

    yield open_connection
    for session in opened:
        session.close()


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def is_allowed(session, statement):
    try:
        with session.transaction():
            session.execute(statement)
    except InsufficientPrivilege:
        return False
    return True


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_what_is_written_here_and_nothing_else(sign_in, role):
    session, closed = sign_in(role), rows(REFUSED_TO_ALL)
    tables = rows(COLUMNS)
    found, expected = {}, {}
    for table, column in tables:
        group = next((name for name, named in SET_APART.items() if table in named), "others")
        letters = MAY[role][group] + ("S" if table in READS_BESIDES.get(role, ()) else "")
        if (table, "only_grows") in closed:
            letters = letters.replace("U", "").replace("D", "")
        if (table, "never_removed") in closed:
            letters = letters.replace("D", "")
        expected[table] = letters
        found[table] = "".join(
            letter for letter, statement in STATEMENTS.items()
            if is_allowed(session, statement.format(table=table, column=f'"{column}"'))
        )  # fmt: skip
    assert found == expected and len(tables) > 200
    assert set().union(*SET_APART.values()) <= found.keys()


def test_nobody_else_has_been_given_anything(db):
    given = rows("""
        SELECT DISTINCT coalesce(nullif(acl.grantee, 0)::regrole::text, 'everybody')
        FROM pg_class, aclexplode(relacl) AS acl
        WHERE relnamespace = 'public'::regnamespace AND acl.grantee <> relowner
    """)
    assert {role for (role,) in given} == MAY.keys()
