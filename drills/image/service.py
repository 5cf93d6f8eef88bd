"""docker-compose.yml as run by podman-compose, with its own secrets and volumes."""

import json
import re
import secrets
import subprocess
import time
from pathlib import Path
from typing import Any

import yaml

from drills.image.podman import run_program, succeeds
from rasso.settings.environment import ROOT

PROJECT = "rasso-tried"
SERVERS, PROGRAMS = ("postgres", "redis"), ("web", "worker", "beat", "watchdog")
IMAGE = "localhost/rasso"  # as in docker-compose.yml
# Volumes that a backup includes besides the database, and their mount points.
KEPT = {
    "state": "/var/lib/rasso",
    "victim-keys": "/var/lib/rasso-victim-keys",
    "case-keys": "/var/lib/rasso-case-keys",
}
SECRETS = (
    "SECRET_KEY", "DRAFT_KEYS", "VICTIM_KEYS", "VICTIM_INDEX_KEY", "CASE_KEYS", "AUDIT_SEAL_KEYS",
    "SECOND_FACTOR_KEYS", "POSTGRES_PASSWORD", "RASSO_OWNER_PASSWORD", "RASSO_APP_PASSWORD",
    "RASSO_WORKER_PASSWORD", "RASSO_AUDITOR_PASSWORD", "RASSO_BACKUP_PASSWORD",
    "REDIS_PASSWORD",
)  # fmt: skip
COMPOSE = ROOT / "docker-compose.yml"
PATIENCE = 300  # seconds until everything is healthy


class Service:
    """
    The containers of one project, which are started in the order of their conditions.

    The order is kept here: Podman cannot start a service that depends on a container that has
    ended, as `database` has, and runs no health checks without a timer.
    """

    def __init__(self, folder: Path, images: dict[str, str]) -> None:
        self.env, self.file = folder / "env", folder / "compose.yml"
        given = {name: secrets.token_hex(32) for name in SECRETS} | images
        given |= {"ALLOWED_HOSTS": "localhost", "MAIL_HOST": "relay"}
        given |= {"CLAMD": "", "UNSCANNED_FILES": "1"}  # no image of a scanner is built here
        given["CERTIFICATES"] = str(folder / "certificates")
        run_program("sh", ROOT / "deploy" / "certificates.sh", given["CERTIFICATES"])
        given = compose_defaults() | given | {"MAIL_DOMAIN": "rasso.example"}
        self.env.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
        self.env.chmod(0o600)
        self.file.write_text(yaml.safe_dump(without_conditions(COMPOSE.read_text())))

    def compose(self, *words: str) -> str:
        return run_program(
            "podman-compose", "--env-file", self.env, "-p", PROJECT, "-f", self.file, *words,
            cwd=ROOT,
        )  # fmt: skip

    def container(self, name: str) -> str:
        return f"{PROJECT}_{name}_1"

    def inside(self, name: str, *words: str, given: bytes | None = None) -> bytes:
        """Run a command in a container and return its output. Raises SystemExit on failure."""
        command = ["podman", "exec", "-i", self.container(name), *words]
        done = subprocess.run(command, input=given, capture_output=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)[:200]}\n{done.stderr.decode()[-3000:]}")
        return done.stdout

    def up(self) -> None:
        """Start everything. Raises SystemExit if a service fails or is not healthy in time."""
        self.start(*SERVERS)
        self.build_database()
        self.start(*PROGRAMS)

    def start(self, *names: str) -> None:
        self.compose("up", "-d", "--no-build", *names)
        asked = [each for each in names if each != "watchdog"]  # it has no health check
        end = time.monotonic() + PATIENCE
        while ill := [each for each in asked if not self._is_healthy(each)]:
            if time.monotonic() > end:
                raise SystemExit(f"Not healthy: {ill}\n{self._said(ill)}")
            time.sleep(1)

    def build_database(self) -> None:
        """Run the container that builds the database, as at each start."""
        self.compose("up", "-d", "--no-build", "database")
        if run_program("podman", "wait", self.container("database")).strip() != "0":
            raise SystemExit(self._said(["database"]))

    def down(self, *more: str) -> None:
        """Stop and remove everything, the servers last; with "-v" also the volumes."""
        run_program("podman", "stop", "--ignore", *map(self.container, PROGRAMS))
        self.compose("down", *more)

    def _is_healthy(self, name: str) -> bool:
        return succeeds("podman", "healthcheck", "run", self.container(name))

    def _said(self, names: list[str]) -> str:
        last = [
            subprocess.run(
                ["podman", "logs", "--tail", "30", self.container(each)],
                capture_output=True, text=True,
            )
            for each in names
        ]  # fmt: skip
        return "\n".join(each.stdout + each.stderr for each in last)

    # Backup and restore

    def backup(self, folder: Path) -> None:
        """Save the database, the documents and the victims' keys."""
        dumped = self.inside("postgres", "pg_dump", "-U", "rasso_backup", "-Fc", "rasso")
        (folder / "rasso.dump").write_bytes(dumped)
        for volume in KEPT:
            run_program(
                "podman", "volume", "export", f"{PROJECT}_{volume}", "-o", folder / f"{volume}.tar"
            )

    def restore(self, folder: Path) -> None:
        """Restore into fresh volumes in the order of docs/operations.md, then start everything."""
        for volume, at in KEPT.items():
            # A fresh volume gets the owner of the image's folder.
            run_program("podman", "run", "--rm", "-v", f"{PROJECT}_{volume}:{at}", IMAGE, "true")
            run_program(
                "podman", "volume", "import", f"{PROJECT}_{volume}", folder / f"{volume}.tar"
            )
        self.start(*SERVERS)
        dump = (folder / "rasso.dump").read_bytes()
        to = ("-U", "postgres", "-d", "rasso")
        self.inside("postgres", "pg_restore", *to, "--exit-on-error", given=dump)
        self.inside("postgres", "vacuumdb", *to, "-q", "--analyze-only")
        self.build_database()
        self.start("web")
        self.inside("web", "python", "manage.py", "after_restore")
        self.start(*PROGRAMS)


def without_conditions(text: str) -> dict[str, Any]:
    """docker-compose.yml without depends_on, and with paths that work from another folder."""
    found: dict[str, Any] = yaml.safe_load(text.replace("./deploy/", f"{ROOT}/deploy/"))
    for service in found["services"].values():
        service.pop("depends_on", None)
        if "build" in service:
            service["build"]["context"] = str(ROOT)
    return found


def compose_defaults() -> dict[str, str]:
    """
    The defaults in docker-compose.yml.

    Debian's Podman-compose 1.3 does not expand a name that refers to itself (A: ${A:-1}).
    """
    return dict(re.findall(r"\$\{(\w+):-([^}]*)\}", COMPOSE.read_text()))


def image_sizes() -> dict[str, str]:
    """{image: size} of the images built here."""
    found = json.loads(run_program("podman", "images", "--format", "json"))
    return {
        name: f"{each['Size'] / 1e6:.0f} MB"
        for each in found
        for name in each.get("Names") or ()
        if "rasso" in name
    }
