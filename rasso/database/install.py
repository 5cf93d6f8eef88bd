"""
Install the functions, views and triggers of the SQL files in the database, and the policies.

Touches only what differs, because replacing a trigger waits for the writers of its table. Each
installed object carries a comment with its file and the fingerprints of its text and of Postgres's
own version of it. So objects that no file has any more are dropped, manual changes are undone, and
objects of others are left alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from rasso.database.append_only import ClosedTable, closed_tables
from rasso.database.files import (
    DatabaseObject,
    database_objects_in_file,
    fingerprint,
    ordered_by_use,
    sql_files,
)
from rasso.database.policies import policies
from rasso.database.sealed_columns import sealed_columns_function

# Every object in the schema, except those of extensions.
INSTALLED_SQL = """
SELECT 'function', proname::text, '', oid::regprocedure::text,
    obj_description(oid, 'pg_proc'), pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
UNION ALL
SELECT 'view', relname, '', oid::regclass::text,
    obj_description(oid, 'pg_class'), pg_get_viewdef(oid)
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'v'
UNION ALL
SELECT 'trigger', tgname, relname, format('%I ON %I', tgname, relname),
    obj_description(pg_trigger.oid, 'pg_trigger'), pg_get_triggerdef(pg_trigger.oid)
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
UNION ALL
SELECT 'policy', known.policyname, known.tablename, format('%I ON %I', policyname, tablename),
    obj_description(pg_policy.oid, 'pg_policy'),
    format('%s %s %s %s %s %s', permissive, roles, cmd, qual, with_check, relrowsecurity)
FROM pg_policies known
JOIN pg_class ON relname = tablename AND relnamespace = current_schema()::regnamespace
JOIN pg_policy ON polrelid = pg_class.oid AND polname = policyname
WHERE known.schemaname = current_schema()
"""
MARK = "{file} {fingerprint} {definition}"
MARKED = re.compile(r"\w+/(?:sql|database)/\w+\.(?:sql|toml) [0-9a-f]{16} [0-9a-f]{16}")
GRANTED = """
SELECT DISTINCT format('REVOKE %%s ON %%I FROM %%I', privilege_type, table_name, grantee)
FROM information_schema.role_table_grants
WHERE table_schema = current_schema() AND grantee <> current_user
    AND (table_name, privilege_type) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
"""


@dataclass(frozen=True)
class InstalledObject:
    """
    One object in the database. label: its name in a statement. mark: the comment on it.
    """

    kind: str
    label: str
    mark: str
    definition: str

    @property
    def is_ours(self) -> bool:
        """Whether install_database_objects() made it."""
        return MARKED.fullmatch(self.mark) is not None

    def marked_for(self, wanted: DatabaseObject) -> str:
        """The comment that marks it as the current text of the file."""
        made = fingerprint(self.definition)
        return MARK.format(file=wanted.file, fingerprint=wanted.fingerprint, definition=made)


Key = tuple[str, str, str]


class SignatureConflict(Exception):
    """The database has a function of this name with another signature."""


def wanted_objects() -> list[DatabaseObject]:
    """The objects of the SQL files, each after those that it uses."""
    written = [each for path in sql_files() for each in database_objects_in_file(path)]
    closing = [trigger for table in closed_tables() for trigger in table.triggers]
    told = [sealed_columns_function()]
    return list(ordered_by_use([*written, *closing, *policies(), *told]))


def installed_objects() -> dict[Key, InstalledObject]:
    """The objects in the database, whoever made them. Raises SignatureConflict."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED_SQL)
        rows = cursor.fetchall()
    found: dict[Key, InstalledObject] = {}
    for kind, name, table, label, mark, definition in rows:
        if (kind, name, table) in found:
            raise SignatureConflict(f"{label}: give the new function another name")
        found[kind, name, table] = InstalledObject(kind, label, mark or "", definition)
    return found


def install_database_objects() -> list[Key]:
    """
    Install, replace or drop what differs from the files, in one transaction. Returns the keys.

    Run as the owner's role, after the migrations. A concurrent second call finds nothing to do.
    """
    with transaction.atomic():
        advisory_locks.take_exclusive_lock(AdvisoryLock.DATABASE_OBJECTS)
        found, asked = installed_objects(), wanted_objects()
        differing = [each for each in asked if not _is_as_written(each, found.get(each.key))]
        gone = [key for key in found.keys() - {each.key for each in asked} if found[key].is_ours]
        _drop_object(found[key] for key in sorted(gone, key=_last_made_first))
        _create_object(differing)
        _close_tables(closed_tables())
    return [*gone, *(each.key for each in differing)]


def _is_as_written(written: DatabaseObject, found: InstalledObject | None) -> bool:
    return found is not None and found.mark == found.marked_for(written)


def _last_made_first(key: Key) -> tuple[int, Key]:
    """Sort key for dropping: what is on a table first, a view before the functions it reads."""
    return ("policy", "trigger", "view", "function").index(key[0]), key


def _drop_object(gone: Iterable[InstalledObject]) -> None:
    _run(f"DROP {each.kind} {each.label};" for each in gone)


def _create_object(objects: list[DatabaseObject]) -> None:
    _run(each.text for each in objects)
    made = installed_objects() if objects else {}
    marks = ((made[each.key], made[each.key].marked_for(each)) for each in objects)
    _run(f"COMMENT ON {each.kind} {each.label} IS '{mark}';" for each, mark in marks)


def _close_tables(tables: list[ClosedTable]) -> None:
    """Revoke the privileges on append-only tables from every role but the owner's."""
    pairs = [(table.name, privilege) for table in tables for privilege in table.privileges]
    with connection.cursor() as cursor:
        cursor.execute(GRANTED, [list(column) for column in zip(*pairs, strict=True)])
        revoked = [f"{statement};" for (statement,) in cursor.fetchall()]
    _run(revoked)


def _run(statements: Iterable[str]) -> None:
    if text := "\n".join(statements):
        with connection.cursor() as cursor:
            cursor.execute(text)
