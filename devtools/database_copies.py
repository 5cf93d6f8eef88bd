"""Test databases: migrated once by the owner's role, copied for each run, used as ours."""

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg
from psycopg import sql

from rasso.addresses import database_settings
from rasso.settings.environment import ROOT

APPS = ("people", "timeliness", "cases", "victims", "pilots", "rasso")
BUILDING = 8_215_001  # an advisory lock: one worker of a parallel run builds, the others wait
REST = ("HOST", "PORT", "USER", "PASSWORD")


@contextmanager
def owner(name="postgres"):
    """A session of the owner's role on the named database."""
    settings = database_settings(os.environ["DATABASE_OWNER_URL"], options={})
    host, port, user, password = (settings[key] or None for key in REST)
    with psycopg.connect(
        host=host, port=port, user=user, password=password, dbname=name, autocommit=True
    ) as session:
        yield session


def build_template():
    """The name of a migrated database; made anew when a migration or what it loads changes."""
    name = f"rasso_template_{fingerprint()}"
    with owner() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        if not exists(session, name):
            unfinished = f"{name}_unfinished"
            drop(session, unfinished)
            run(session, "CREATE DATABASE {}", unfinished)
            migrate(unfinished)
            run(session, "ALTER DATABASE {} RENAME TO {}", unfinished, name)
            forget_older(session, name)
    return name


def forget_older(session, newest):
    """Drop what earlier versions of the migrations made; nobody copies from them any more."""
    found = session.execute("SELECT datname FROM pg_database WHERE datname LIKE 'rasso_template_%'")
    for (name,) in found.fetchall():
        if name != newest:
            drop(session, name)


def fingerprint():
    """A short hash of every file that decides what the migrated database holds."""
    files = [ROOT / "rasso/management/commands/build_database.py"]
    files += sorted((ROOT / "rasso" / "database").glob("*.py"))
    files += [ROOT / "people/identity/capacities.py"]
    files += sorted((ROOT / "people/migration_support").glob("*.py"))
    for app in APPS:
        for folder in ("migrations", "sql", "data", "models"):
            files += sorted(p for p in (ROOT / app / folder).rglob("*") if p.is_file())
        files += sorted((ROOT / app).glob("*.toml"))
    seen = hashlib.sha256()
    for path in files:
        if "__pycache__" not in path.parts:
            seen.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def migrate(name, checkout=ROOT):
    """Run the command that deployments run, of this release or of one that lies elsewhere."""
    addresses = {
        key: named(os.environ[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "build_database", "-v0"],
        cwd=checkout,
        env=os.environ | addresses,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise RuntimeError(f"The test database could not be built:\n{done.stderr[-4000:]}")


def named(url, name):
    """The same address with another database's name."""
    address, _, query = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def copy(template, name):
    """A fresh copy of the template, in place of whatever had that name."""
    with owner() as session:
        drop(session, name)
        run(session, "CREATE DATABASE {} TEMPLATE {}", name, template)


def remove(name):
    with owner() as session:
        drop(session, name)


def drop(session, name):
    """End the sessions that a server's thread or a killed process left, then the database."""
    run(session, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def run(session, statement, *names):
    session.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def exists(session, name):
    return bool(session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())
