"""Pytest plugin: real Postgres and Redis for a run, started before settings are imported.

The controller starts them; the workers of a parallel run find them in the environment. If
DATABASE_URL and DATABASE_OWNER_URL are set (the owner may create databases), those are used.
"""

import atexit
import gc
import os
from contextlib import suppress
from threading import Thread

import pytest

from devtools.local_servers import LocalServers
from devtools.reading_limits import lift_reading_limits

# Tests create thousands of objects: rarer garbage collection saves a twelfth of their time.
gc.set_threshold(100_000, 50, 100)


def start_servers():
    """Start the servers that the environment does not name."""
    os.environ.setdefault("RASSO_STATE", ".local/test")
    lift_reading_limits()
    for name in (
        "SECRET_KEY",
        "DRAFT_KEYS",
        "VICTIM_KEYS",
        "VICTIM_INDEX_KEY",
        "CASE_KEYS",
        "AUDIT_SEAL_KEYS",
        "DEBUG",
        "DATABASE_ROLE",
    ):
        os.environ.pop(name, None)
    own_database, own_redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if own_database and not os.environ.get("DATABASE_OWNER_URL"):
        raise pytest.UsageError(
            "Tests run as the application's role on a database made by its owner's: "
            "with DATABASE_URL, set DATABASE_OWNER_URL too."
        )
    servers = LocalServers(os.environ["RASSO_STATE"], fast=True)
    atexit.register(servers.stop)
    os.environ.update(servers.start(postgres=not own_database, redis=not own_redis))
    if not own_database:
        with servers.postgres.connect() as session:  # see tests.support.stored_rows
            session.execute("GRANT SET ON PARAMETER session_replication_role TO rasso_owner")
    from devtools import database_copies  # reads the settings, so imported here

    Thread(target=build_template_ahead, args=[database_copies]).start()


def build_template_ahead(databases):
    """Build the template database while the tests are collected."""
    with suppress(Exception):  # the first test to need it retries, and reports
        databases.build_template()


def use_own_redis(worker):
    """Give a worker of a parallel run a Redis database of its own ("gw1" has number 1)."""
    url = os.environ["REDIS_URL"]
    if url.startswith("redis+socket://"):
        os.environ["REDIS_URL"] = f"{url}?virtual_host={worker.removeprefix('gw')}"


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    use_own_redis(worker)
else:
    start_servers()
