"""The benchmarks' own Postgres and Redis, and one database for each size, loaded once."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from devtools.local_servers import LocalServers
from devtools.reading_limits import lift_reading_limits

STATE = Path(".local/bench")
# Everything in memory and nothing safe from a crash, because our statements are measured. jit off
# and cheap random reads are what docs/operations.md recommends for a service.
SETTINGS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off",
    "shared_buffers=2GB", "random_page_cost=1.1", "max_wal_size=8GB", "maintenance_work_mem=512MB",
    "autovacuum=off",
)  # fmt: skip


@contextmanager
def running_servers() -> Iterator[LocalServers]:
    """Run the servers while the block runs, with their addresses in the environment."""
    servers = LocalServers(STATE, fast=True)
    lift_reading_limits()
    try:
        servers.postgres.start(*SETTINGS)
        servers.postgres.make_roles("rasso", may_create_databases=True)
        for name, role in (("DATABASE_URL", "rasso_app"), ("DATABASE_OWNER_URL", "rasso_owner")):
            os.environ[name] = servers.postgres.url(role, "rasso")
        servers.redis.start()
        os.environ["REDIS_URL"] = servers.redis.url
        yield servers
    finally:
        servers.stop()


def administrator_session(servers: LocalServers, name: str) -> psycopg.Connection:
    """A superuser's session, which may switch triggers off."""
    return psycopg.connect(
        host=str(servers.postgres.room), user="postgres", dbname=name, autocommit=True
    )


def copy_database(name: str, copy: str) -> None:
    """Copy a database and connect Django to the copy."""
    from devtools import database_copies

    use_database(name)
    database_copies.copy(name, copy)
    use_database(copy)


def remove_copy(servers: LocalServers, name: str, copy: str) -> None:
    """Connect Django to the original and remove the copy, ending its sessions."""
    from devtools import database_copies as databases

    use_database(name)
    with administrator_session(servers, "postgres") as session:
        databases.drop(session, copy)


def loaded_database(servers: LocalServers, size: int) -> str:
    """The name of the database with this number of cases, which is built if it is not there."""
    from benchmarks import loader
    from devtools import database_copies as databases

    made_of = databases.fingerprint() + Path(loader.__file__).read_text()
    name = f"rasso_bench_{size}_{hashlib.sha256(made_of.encode()).hexdigest()[:8]}"
    with databases.owner() as session:
        if databases.exists(session, name):
            return name
        for (older,) in session.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
            [f"rasso_bench_{size}_"],
        ).fetchall():
            databases.drop(session, older)
    databases.copy(databases.build_template(), f"{name}_unfinished")
    with administrator_session(servers, f"{name}_unfinished") as session:
        loader.load_cases(session, size)
    with databases.owner() as session:
        databases.run(session, "ALTER DATABASE {} RENAME TO {}", f"{name}_unfinished", name)
    return name


def use_database(name: str) -> None:
    """Connect Django to this database, planning as a process that serves pages does."""
    from django.db import connections

    from rasso.settings.base import PLANNED_ONCE

    connections.close_all()
    facts = connections["default"].settings_dict
    facts["NAME"] = name
    options = facts["OPTIONS"]["options"].removesuffix(PLANNED_ONCE)
    facts["OPTIONS"]["options"] = f"{options}{PLANNED_ONCE}"
