"""
What each database role may do with each table: roles.toml, compared with the database and granted.

An append-only table keeps less than its group's: rasso/database/append_only.py says what is taken
away from everybody but the owner.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from rasso.addresses import database_settings
from rasso.database.append_only import closed_tables

FILE = Path(__file__).with_name("roles.toml")
OTHER_TABLES = "work"  # the group of a table that no group names
TABLES = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')
    AND relnamespace = current_schema()::regnamespace
"""
VIEWS = """
SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')
    AND relnamespace = current_schema()::regnamespace
"""
# Of the roles of the file alone: what others were given is for their administrator to know.
GRANTED = """
SELECT DISTINCT grantee::text, table_name::text, privilege_type::text
FROM information_schema.role_table_grants
WHERE table_schema = current_schema() AND grantee = ANY (%(roles)s)
UNION ALL
SELECT acl.grantee::regrole::text, relname, format('%%s (%%I)', acl.privilege_type, attname)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid, aclexplode(attacl) AS acl
WHERE relnamespace = current_schema()::regnamespace AND acl.grantee <> 0
    AND acl.grantee::regrole::text = ANY (%(roles)s)
"""
KNOWN = "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)"
Privilege = tuple[str, str, str]  # role, table, what it may do with it
LETTERS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
LOCK = "UPDATE (id)"


class RolesMissing(Exception):
    """The database server has not all the roles."""


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def groups() -> dict[str, list[str]]:
    """{group: its tables}; that of all other tables is empty."""
    named: dict[str, list[str]] = _file()["groups"]
    return named


def read_besides(role: str) -> list[str]:
    """The tables that a role reads besides those of its groups."""
    tables: list[str] = _file()["reads_besides"].get(role, [])
    return tables


def pages_role() -> str:
    """The role that a process which serves pages signs in with."""
    name: str = database_settings(settings.DATABASE_URL, options={})["USER"]
    return name


def role_names() -> list[str]:
    """The roles of the file, as the database knows them."""
    return [_name_of(role) for role in _file()["roles"]]


def _name_of(role: str) -> str:
    return pages_role() if role == "pages" else role


def wanted_privileges() -> set[Privilege]:
    """What the roles are to have of the tables and views in this database."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(VIEWS)
        views = [name for (name,) in cursor.fetchall()]
    closed = {table.name: table.privileges for table in closed_tables()}
    return {
        (role, table, privilege)
        for role, table, privilege in _of_tables(tables, views)
        if privilege not in closed.get(table, ())
    }


def _of_tables(tables: list[str], views: list[str]) -> Iterator[Privilege]:
    group_of = {table: group for group, named in groups().items() for table in named}
    for role, rights in _file()["roles"].items():
        name = _name_of(role)
        for table in tables:
            for letter in rights.get(group_of.get(table, OTHER_TABLES), ""):
                yield name, table, LETTERS[letter]
        for view in views if OTHER_TABLES in rights else ():
            yield name, view, "SELECT"
        for table in read_besides(role):
            yield name, table, "SELECT"
        for table in _file()["locks"].get(role, ()):
            yield name, table, LOCK


def granted_privileges() -> set[Privilege]:
    """What the roles have."""
    with connection.cursor() as cursor:
        cursor.execute(GRANTED, {"roles": role_names()})
        return set(cursor.fetchall())


def install_privileges() -> int:
    """
    Grant what the roles are to have, and take away what the owner gave them besides.

    Of tables, views and their columns alone; not of sequences or memberships, nor what PUBLIC has
    or another role granted.

    Run as the owner's role, after the tables and views are made. Returns how many were changed. A
    concurrent second call finds nothing to do.
    """
    with transaction.atomic():
        advisory_locks.take_exclusive_lock(AdvisoryLock.DATABASE_OBJECTS)
        return _make_as_wanted()


def _make_as_wanted() -> int:
    wanted, granted = wanted_privileges(), granted_privileges()
    changes = [("REVOKE {} ON {} FROM {}", each) for each in sorted(granted - wanted)]
    changes += [("GRANT {} ON {} TO {}", each) for each in sorted(wanted - granted)]
    with connection.cursor() as cursor:
        for text, (role, table, privilege) in changes:
            names = sql.Identifier(table), sql.Identifier(role)
            cursor.execute(sql.SQL(text.format(privilege, "{}", "{}")).format(*names).as_string())
    return len(changes)


def check_roles_exist() -> None:
    """Raise RolesMissing where the server has not all the roles of the file."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [role_names()])
        known = {name for (name,) in cursor.fetchall()}
    if missing := sorted(set(role_names()) - known):
        raise RolesMissing(
            f"The database server has no role {', '.join(missing)}. As its administrator, run"
            " deploy/roles.sql (docs/operations.md), then this command again."
        )
