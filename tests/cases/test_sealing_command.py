"""`manage.py seal_texts` as a deployment runs it: by an owner who may take no other role."""

import os
import subprocess
import sys

import pytest

from devtools import database_copies
from devtools.local_servers import FAST_SETTINGS, LocalPostgres
from rasso.settings.environment import ROOT
from tests.support.backup_restore import dump_database, restore_into

WRITES = """
from cases.correspondence.actions import notes
from devtools.case_builder import CaseBuilder, cast
from django.db import transaction
with transaction.atomic():
    builder = CaseBuilder(cast()).allocate()
    builder.do(notes.write_note, "officer", case=builder.case, text="In clear.")
"""


@pytest.fixture
def server(tmp_path):
    """
    A server with the roles of deploy/roles.sql and nothing that tests alone are granted.

    Its database is restored from the tests' template, which its owner built from nothing.
    """
    server = LocalPostgres(tmp_path)
    try:
        server.start(*FAST_SETTINGS)
        server.make_roles("rasso")
        dumped = dump_database(database_copies.build_template())
        restore_into(server.url("rasso_owner", "rasso"), dumped)
        yield server
    finally:
        server.end()


def run_command(server, tmp_path, *command, **more):
    addresses = {
        "DATABASE_URL": server.url("rasso_app", "rasso"),
        "DATABASE_OWNER_URL": server.url("rasso_owner", "rasso"),
        "RASSO_STATE": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=os.environ | addresses | more, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def texts_in_clear(server):
    """How many texts of each table are in clear, {table: number}."""
    found = {}
    with server.connect("rasso") as session:
        for table, column in (("cases_note", "text"), ("cases_event", "note")):
            [found[table]] = session.execute(
                f"SELECT count(*) FROM {table} WHERE {column} <> ''"
                f" AND NOT starts_with({column}, E'\\x02s1.')"
            ).fetchone()
    return found


def test_the_owner_seals_notes_and_the_timeline_and_takes_no_role(server, tmp_path):
    with server.connect() as session:
        [takes] = session.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname <> 'rasso_owner'"
            " AND pg_has_role('rasso_owner', oid, 'MEMBER')"
        ).fetchone()
        assert takes == 0
    run_command(server, tmp_path, "build_database", "-v0")
    run_command(server, tmp_path, "shell", "-v0", "-c", WRITES, SEAL_TEXTS="0")
    before = texts_in_clear(server)
    assert all(before.values()), before
    assert "Sealed" in run_command(server, tmp_path, "seal_texts")
    assert texts_in_clear(server) == {"cases_note": 0, "cases_event": 0}
