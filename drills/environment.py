"""The drills' own Postgres and relay, and the database that each drill starts with."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from psycopg import Connection

from drills.sealed_files import key_of_case

if TYPE_CHECKING:
    from devtools.local_servers import LocalServers
    from drills.cast import DrillOffice
    from drills.mail_relay import DrillRelay

STATE = Path(".local/drill").resolve()
STAGE_DATABASE, PLAYED_DATABASE = "rasso_drill_stage", "rasso_drill"
NOT_OURS = ("SECRET_KEY", "DATABASE_ROLE", "CLAMD", "NOTIFY_API_KEY", "MAIL_PROVIDER", "DEBUG")
# As in a service, so that committed data is on disk whatever is killed.
SETTINGS = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "jit=off")


class DrillEnvironment:
    """
    Where drills run.

    postgres: the server, which a drill may kill. relay: the fake SMTP relay. folder: the current
    drill's documents and logs.
    """

    folder: Path  # once a drill begins

    def __init__(self, servers: "LocalServers", relay: "DrillRelay") -> None:
        self.postgres, self.relay = servers.postgres, relay

    def start_postgres(self) -> None:
        self.postgres.start(*SETTINGS)

    def address_of(self, name: str, role: str = "rasso_app") -> str:
        return self.postgres.url(role, name)

    def administrator(self, name: str = PLAYED_DATABASE) -> Connection:
        """A superuser's session, which works whatever the service's role may do."""
        return self.postgres.connect(name)

    def set(self, kill: str) -> None:
        """Prepare a drill: copy the stage database and empty the folder."""
        from devtools import database_copies

        if not self.postgres.answers():  # the previous drill failed
            self.start_postgres()
        self.folder = STATE / "played" / kill
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        database_copies.copy(STAGE_DATABASE, PLAYED_DATABASE)
        use_database(PLAYED_DATABASE)
        self.relay.forget()

    def environment(self) -> dict[str, str]:
        """
        Environment variables that lead the drill's processes to its database, relay and folder.
        """
        return {
            "DJANGO_SETTINGS_MODULE": "drills.settings",
            "DATABASE_URL": self.address_of(PLAYED_DATABASE),
            "DATABASE_OWNER_URL": self.address_of(PLAYED_DATABASE, "rasso_owner"),
            "DOCUMENT_ROOT": str(self.folder / "documents"),
            **self.relay.addresses(),
        }

    @staticmethod
    def case_key(case: UUID) -> bytes:
        """The key of a case, from the folder of the drill's processes. Raises DoesNotOpen."""
        return key_of_case(STATE / "case-keys", case, [(STATE / "case-key").read_text()])


@contextmanager
def running_environment() -> Iterator[DrillEnvironment]:
    """Run the servers while the block runs, with their addresses in the environment."""
    from devtools.local_servers import LocalServers
    from devtools.reading_limits import lift_reading_limits
    from drills.mail_relay import DrillRelay

    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ["RASSO_STATE"] = str(STATE)
    lift_reading_limits()
    servers, relay = LocalServers(STATE), DrillRelay()
    ground = DrillEnvironment(servers, relay)
    try:
        ground.start_postgres()
        ground.postgres.make_roles("rasso", may_create_databases=True)
        for name, role in (("DATABASE_URL", "rasso_app"), ("DATABASE_OWNER_URL", "rasso_owner")):
            os.environ[name] = ground.address_of("rasso", role)
        yield ground
    finally:
        relay.close()
        servers.stop()


def build_stage() -> "DrillOffice":
    """Build the database that every drill starts with. Returns its people and threads."""
    from devtools import (
        database_copies as databases,  # it reads the settings, and so the environment from above
    )
    from drills import cast

    databases.copy(databases.build_template(), STAGE_DATABASE)
    use_database(STAGE_DATABASE)
    found = cast.build_cast()
    use_database(PLAYED_DATABASE)
    return found


def use_database(name: str) -> None:
    """Connect Django in this process to this database."""
    from django.db import connections

    connections.close_all()
    connections["default"].settings_dict["NAME"] = name
