"""Test databases: the owner's role migrates a template once, and each run uses a copy of it."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from rasso.addresses import database_settings
from rasso.settings.environment import ROOT

APPS = ("people", "timeliness", "cases", "victims", "pilots", "rasso")
# Advisory lock: one worker of a parallel run builds the template, the others wait.
BUILDING = 8_215_001
REST = ("HOST", "PORT", "USER", "PASSWORD")
# Migrations make and drop every model several hundred times: with the usual, frequent garbage
# collection they take a quarter more time (and a third of the memory).
BUILD = """
import gc, runpy
gc.set_threshold(100_000, 50, 100)
runpy.run_path("manage.py", run_name="__main__")
"""


@contextmanager
def owner(name: str = "postgres") -> Iterator[psycopg.Connection]:
    """A session of the owner's role on this database."""
    settings = database_settings(os.environ["DATABASE_OWNER_URL"], options={})
    host, port, user, password = (settings[key] or None for key in REST)
    with psycopg.connect(
        host=host, port=port, user=user, password=password, dbname=name, autocommit=True
    ) as session:
        yield session


def build_template() -> str:
    """
    Build the template unless it exists, and return its name.

    The name contains the fingerprint, so a changed migration makes another template.
    """
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


def forget_older(session: psycopg.Connection, newest: str) -> None:
    """Drop the templates of earlier migrations."""
    found = session.execute("SELECT datname FROM pg_database WHERE datname LIKE 'rasso_template_%'")
    for (name,) in found.fetchall():
        if name != newest:
            drop(session, name)


def fingerprint() -> str:
    """A short hash of every file that decides what is in the template."""
    files = [ROOT / "rasso/management/commands/build_database.py"]
    files += sorted((ROOT / "rasso" / "database").glob("*.py"))
    files += [ROOT / "rasso/database/roles.toml"]
    files += [ROOT / "people/identity/capacities.py", ROOT / "people/identity/database_roles.py"]
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


def migrate(name: str, checkout: Path = ROOT) -> None:
    """Run build_database, as a deployment does, from this checkout or another release's."""
    addresses = {
        key: named(os.environ[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    done = subprocess.run(
        [sys.executable, "-c", BUILD, "build_database", "-v0"],
        cwd=checkout,
        env=os.environ | addresses,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise RuntimeError(f"The test database could not be built:\n{done.stderr[-4000:]}")


def named(url: str, name: str) -> str:
    """The same address with another database's name."""
    address, _, query = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def copy(template: str, name: str) -> None:
    """Copy the template to a database of this name, which is dropped first."""
    with owner() as session:
        drop(session, name)
        run(session, "CREATE DATABASE {} TEMPLATE {}", name, template)


def remove(name: str) -> None:
    with owner() as session:
        drop(session, name)


def drop(session: psycopg.Connection, name: str) -> None:
    """Drop the database, and end sessions that a server thread or a killed process left."""
    run(session, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def run(session: psycopg.Connection, statement: LiteralString, *names: str) -> None:
    session.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def exists(session: psycopg.Connection, name: str) -> bool:
    return bool(session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())
