"""Back up and restore the test database with pg_dump and psql."""

import os
import subprocess
from contextlib import contextmanager

from django.db import connections

from devtools import database_copies
from devtools.server_binaries import find_postgres
from rasso.addresses import database_settings


@contextmanager
def restore_backup(backup):
    """Context manager: Django is connected to a database restored from the backup."""
    connection = connections["default"]
    now = connection.settings_dict["NAME"]
    name = f"{now}_restored"
    with database_copies.owner() as session:
        database_copies.drop(session, name)
        database_copies.run(session, "CREATE DATABASE {}", name)
    restore_into(database_copies.named(os.environ["DATABASE_OWNER_URL"], name), backup)
    try:
        _switch_database(connection, name)
        yield
    finally:
        _switch_database(connection, now)
        database_copies.remove(name)


def restore_into(url, backup):
    """Restore into an empty database, whose owner's URL this is."""
    _run_program("psql", url, "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", input=backup)


def dump_database(name=None, role="rasso_owner"):
    """
    The committed state of a database, as the SQL script that pg_dump writes.

    name: without it, the database of the tests. role: who signs in to read it.
    """
    name = name or connections["default"].settings_dict["NAME"]
    url = database_copies.named(os.environ["DATABASE_OWNER_URL"], name)
    return _run_program("pg_dump", url.replace("://rasso_owner@", f"://{role}@", 1))


def _switch_database(connection, name):
    connection.close()
    connection.settings_dict["NAME"] = name


def _run_program(program, url, *more, **how):
    where = database_settings(url, options={})
    names = {"-h": "HOST", "-p": "PORT", "-U": "USER", "-d": "NAME"}
    asked = {option: where[name] for option, name in names.items()}
    options = [part for pair in asked.items() if pair[1] for part in map(str, pair)]
    env = os.environ | {"PGPASSWORD": where["PASSWORD"] or ""}
    command = [find_postgres() / program, *options, *more]
    done = subprocess.run(command, capture_output=True, env=env, **how)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout
