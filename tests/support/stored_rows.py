"""The rows and files that a part of a test wrote, to be written again in another test."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from devtools import database_copies

# The functions stand in a schema of their own, in test databases only. They run as the owner, and
# neither triggers nor foreign keys look at what they write: the step that wrote it was looked at.
FUNCTIONS = """
CREATE SCHEMA for_tests;
GRANT USAGE ON SCHEMA for_tests TO PUBLIC;

CREATE TABLE for_tests.marker (is_set boolean);

CREATE FUNCTION for_tests.mark() RETURNS bigint
LANGUAGE sql SECURITY DEFINER AS $$
    INSERT INTO for_tests.marker VALUES (true) RETURNING xmin::text::bigint;
$$;

CREATE FUNCTION for_tests.rows_since(names text[], keys text[], since bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    n integer;
    found jsonb;
    answer jsonb := '[]';
BEGIN
    FOR n IN 1 .. cardinality(names) LOOP
        EXECUTE format(
            'SELECT jsonb_agg(to_jsonb(t)) FROM %I t WHERE xmin::text::bigint >= $1', names[n]
        ) INTO found USING since;
        IF found IS NOT NULL THEN
            answer := answer || jsonb_build_object(
                'name', names[n], 'key', keys[n], 'found', found);
        END IF;
    END LOOP;
    RETURN answer;
END $$;

CREATE FUNCTION for_tests.write_rows(written jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET session_replication_role = replica AS $$
DECLARE
    name text;
    key text;
    found jsonb;
BEGIN
    FOR name, key, found IN SELECT * FROM
        jsonb_to_recordset(written) AS t (name text, key text, found jsonb)
    LOOP
        IF key IS NOT NULL THEN
            EXECUTE format(
                'DELETE FROM %1$I WHERE %2$I IN (
                    SELECT %2$I FROM jsonb_populate_recordset(NULL::%1$I, $1))', name, key
            ) USING found;
        END IF;
        EXECUTE format(
            'INSERT INTO %1$I SELECT * FROM jsonb_populate_recordset(NULL::%1$I, $1)', name
        ) USING found;
    END LOOP;
END $$;

CREATE FUNCTION for_tests.run_past_triggers(statement text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET session_replication_role = replica AS $$
BEGIN
    EXECUTE statement;
END $$;
"""
CHANGED = """
SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
WHERE schemaname = 'public' AND n_tup_ins + n_tup_upd + n_tup_del > 0
"""
PRIMARY_KEYS = """
SELECT conrelid::regclass::text, attname FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'p' AND connamespace = 'public'::regnamespace AND cardinality(conkey) = 1
"""
SEQUENCES = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public'"


def prepare(name, floor):
    """
    Add the functions to a test database; its sequences go on after every recorded number.

    Raises psycopg's InsufficientPrivilege where the owner may not go without triggers.
    """
    with database_copies.owner(name) as session:
        session.execute(FUNCTIONS)
        if floor:
            for (sequence,) in session.execute(SEQUENCES).fetchall():
                session.execute(f"SELECT setval('{sequence}', {floor})")


@dataclass
class Rows:
    """Rows of some tables, as JSON."""

    text: str

    def write(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT for_tests.write_rows(%s)", [self.text])


@dataclass
class Files:
    """Files below the folders of documents and of victims' keys."""

    content: dict[Path, bytes]

    def write(self):
        for path, content in self.content.items():
            if not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


class Moment:
    """What is stored at the beginning of a subtransaction, to tell what is written in it."""

    keys = None  # {table: its primary key}, read once

    def __init__(self):
        self.changed, self.paths = self.changes(), self.all_paths()
        with connection.cursor() as cursor:
            cursor.execute("SELECT for_tests.mark()")
            self.transaction = cursor.fetchone()[0]

    @staticmethod
    def changes():
        with connection.cursor() as cursor:
            cursor.execute(CHANGED)
            return {name: counts for name, *counts in cursor.fetchall()}

    @staticmethod
    def all_paths():
        roots = (settings.DOCUMENT_ROOT, settings.VICTIM_KEY_ROOT, settings.CASE_KEY_ROOT)
        return {path for root in roots for path in Path(root).rglob("*") if path.is_file()}

    def rows_since(self):
        """The rows inserted and changed since; None where rows were deleted."""
        now = self.changes()
        changed = {name: counts for name, counts in now.items() if self.changed.get(name) != counts}
        updated = set()
        for name, (_inserted, is_updated, is_deleted) in changed.items():
            _before, updates, deletes = self.changed.get(name, (0, 0, 0))
            if is_deleted != deletes:
                return None
            if is_updated != updates:
                updated.add(name)
        return Rows(self.read(list(changed), updated))

    def read(self, names, updated):
        keys = self.primary_keys()
        chosen = [keys[name] if name in updated else None for name in names]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT for_tests.rows_since(%s::text[], %s::text[], %s)",
                [names, chosen, self.transaction],
            )
            return cursor.fetchone()[0]

    @classmethod
    def primary_keys(cls):
        if cls.keys is None:
            with connection.cursor() as cursor:
                cursor.execute(PRIMARY_KEYS)
                cls.keys = dict(cursor.fetchall())
        return cls.keys

    def files_since(self):
        return Files({path: path.read_bytes() for path in self.all_paths() - self.paths})
