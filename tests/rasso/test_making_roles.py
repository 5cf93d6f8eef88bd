"""deploy/roles.sql and roles.sh, run on servers of their own (ADR 110)."""

import base64
import hashlib
import hmac
import os
import shutil
import subprocess

import psycopg
import pytest

from devtools.local_servers import LocalPostgres
from rasso.settings.environment import ROOT

from .test_tls import DEBIAN

ROLES_SQL = ROOT / "deploy" / "roles.sql"
PASSWORDS = {
    "rasso_owner": "quiet owner", "rasso_app": "quiet app's", "rasso_worker": "quiet worker",
    "rasso_auditor": "quiet auditor", "rasso_backup": "quiet backup",
}  # fmt: skip
MAY_TAKE = """
SELECT member::regrole::text, array_agg(roleid::regrole::text ORDER BY roleid::regrole::text)
FROM pg_auth_members WHERE member::regrole::text IN ('rasso_app', 'rasso_worker') GROUP BY 1
"""
INHERITS = """
SELECT roleid::regrole::text, inherit_option, set_option FROM pg_auth_members
WHERE member IN ('rasso_app'::regrole, 'rasso_worker'::regrole)
"""


@pytest.fixture
def postgres(tmp_path):
    """A server that has no role of ours yet."""
    server = LocalPostgres(tmp_path)
    server.start()
    yield server
    server.end()
    if not server.folder.is_relative_to(tmp_path):
        shutil.rmtree(server.folder.parent, ignore_errors=True)


def test_running_the_roles_again_mends_a_membership_that_is_inherited(postgres):
    with postgres.connect() as session:
        if session.info.server_version < 160000:
            pytest.skip("before Postgres 16 the role alone says what it inherits")
        session.execute("CREATE ROLE rasso_app LOGIN; CREATE ROLE rasso_acts")
        session.execute("GRANT rasso_acts TO rasso_app WITH INHERIT TRUE, SET FALSE")
        session.execute(ROLES_SQL.read_bytes())
        found = session.execute(INHERITS).fetchall()
        assert len(found) == 5 and all(each[1:] == (False, True) for each in found)


@pytest.mark.skipif(not DEBIAN, reason="no older Postgres on this machine")
def test_an_older_server_takes_the_roles(monkeypatch, request):
    monkeypatch.setenv("PG_BIN", str(DEBIAN[0]))
    with request.getfixturevalue("postgres").connect() as session:
        session.execute(ROLES_SQL.read_bytes())
        session.execute(ROLES_SQL.read_bytes())
        assert dict(session.execute(MAY_TAKE).fetchall()) == {
            "rasso_app": ["rasso_acts", "rasso_entries", "rasso_figures"],
            "rasso_worker": ["rasso_figures", "rasso_works"],
        }


@pytest.mark.skipif(not shutil.which("psql"), reason="no psql on this machine")
def test_passwords_are_set_and_stand_on_no_command_line(postgres, tmp_path):
    told = tmp_path / "arguments"
    stand_in = tmp_path / "bin" / "psql"
    stand_in.parent.mkdir()
    stand_in.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >{told}\n'
        f'sed "s|/etc/rasso/roles.sql|{ROLES_SQL}|" | {shutil.which("psql")} "$@"\n'
    )
    stand_in.chmod(0o755)
    env = {f"{role.upper()}_PASSWORD": password for role, password in PASSWORDS.items()}
    env |= {"PATH": f"{stand_in.parent}:{os.environ['PATH']}", "POSTGRES_USER": "postgres"}
    env |= {"PGHOST": str(postgres.room), "PGPORT": "5432"}
    command = ["sh", ROOT / "deploy" / "roles.sh"]
    less = {name: value for name, value in env.items() if name != "RASSO_BACKUP_PASSWORD"}
    assert subprocess.run(command, env=less, capture_output=True).returncode != 0
    assert not told.exists()
    subprocess.run(command, env=env, check=True, capture_output=True)
    assert "ON_ERROR_STOP=1" in told.read_text() and "quiet" not in told.read_text()
    with postgres.connect() as session:
        for role, password in PASSWORDS.items():
            assert is_password(password, of=role, session=session)
        assert session.execute("SELECT FROM pg_database WHERE datname = 'rasso'").rowcount == 1


def is_password(password: str, *, of: str, session: psycopg.Connection) -> bool:
    """Whether a role's stored key is of this password. Source: RFC 5802, section 3."""
    query = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
    [stored] = session.execute(query, [of]).fetchone()
    _name, rounds, keys = stored.split("$")
    times, salt = rounds.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(times))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return base64.b64decode(keys.split(":")[0]) == hashlib.sha256(client_key).digest()
