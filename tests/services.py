"""A pytest plugin: real Postgres and Redis for the length of a run, before settings are read.

The controller starts them; the workers of a parallel run find them in the environment. With
DATABASE_URL and DATABASE_OWNER_URL given (the owner may create databases), those are used.
"""

import atexit
import os

import pytest

from rasso.embedded import Servers


def start():
    """Start what the environment does not already name."""
    os.environ.setdefault("RASSO_STATE", ".local/test")
    for name in ("SECRET_KEY", "DEBUG", "DATABASE_ROLE"):
        os.environ.pop(name, None)
    own_database, own_redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if own_database and not os.environ.get("DATABASE_OWNER_URL"):
        raise pytest.UsageError(
            "Tests run as the application's role on a database made by its owner's: "
            "with DATABASE_URL, set DATABASE_OWNER_URL too."
        )
    servers = Servers(os.environ["RASSO_STATE"], fast=True)
    atexit.register(servers.stop)
    os.environ.update(servers.start(postgres=not own_database, redis=not own_redis))


if not os.environ.get("PYTEST_XDIST_WORKER"):
    start()
