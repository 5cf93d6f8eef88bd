"""The agencies' co-signers of the audit log, as processes that a drill stops and kills."""

import re
import signal
import subprocess
import sys
from pathlib import Path

from devtools.smtp_relay import free_port
from devtools.worker_processes import kill_group, wait_for
from drills.drill_run import DrillRun
from drills.expected_state import Session, single_number

SIGNED = "SELECT coalesce(max(size), 0) FROM people_cosignature WHERE name = %(name)s"
NEWEST = "SELECT coalesce(max(size), 0) FROM people_signedhead"
WAITING = "SELECT count(*) FROM people_unsealedentry"
OFTEN = {"SEAL_EVERY_SECONDS": "1", "COSIGN_EVERY_SECONDS": "1"}
KEY = re.compile(r"^\S+\+[0-9a-f]{8}\+\S+$", re.MULTILINE)


class DrillCoSigner:
    """tools/cosigner.py under a name. folder: its key and what it remembers."""

    def __init__(self, scene: DrillRun, agency: str, log_key: str) -> None:
        self.scene, self.name, self.port = scene, f"{agency}.example/cosigner", free_port()
        self.folder, self.log_key = scene.ground.folder / agency, log_key
        self.start()

    def start(self) -> None:
        """Start it, and wait until it has printed its public key."""
        arguments = (str(self.folder), self.name, self.log_key, f"--port={self.port}")
        before = len(self.scene.crew.started)
        self.process = self.scene.crew.start("tools.cosigner", *arguments)
        said = self.scene.ground.folder / f"tools.cosigner-{before}.log"
        self.key = wait_for(lambda: KEY.search(said.read_text()), 30, f"{self.name} to start")[0]

    def kill(self) -> None:
        kill_group(self.process)

    def hang(self) -> None:
        """Stop it where it is: the kernel takes requests for it, and nobody answers."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def known(self) -> int:
        """The size of the last head that it remembers."""
        return int(self._remembered().read_text().split()[0])

    def forget(self) -> None:
        """Remove what it remembers, as its operators decide to."""
        self._remembered().unlink()

    def _remembered(self) -> Path:
        [found] = self.folder.glob("head-*")
        return found

    def signed(self) -> int:
        """The largest size that it has signed, by the service."""
        with self.scene.ground.administrator() as session:
            return single_number(session, SIGNED, name=self.name)


def both_agencies(scene: DrillRun) -> tuple[DrillCoSigner, DrillCoSigner]:
    """Start the co-signers of police and CPS, and name them to the service."""
    scene.crew.env |= OFTEN
    log_key = run_command(scene, "audit_keys")[1].strip()
    found = DrillCoSigner(scene, "police", log_key), DrillCoSigner(scene, "cps", log_key)
    addresses = (f"http://127.0.0.1:{each.port} {each.key}" for each in found)
    scene.crew.env |= {"AUDIT_COSIGNERS": " ".join(addresses)}
    return found


def newest_head(scene: DrillRun) -> int:
    """The number of entries under the newest head."""
    with scene.ground.administrator() as session:
        return single_number(session, NEWEST)


def is_sealed(session: Session) -> bool:
    """Whether no entry waits to be sealed."""
    return not single_number(session, WAITING)


def run_command(scene: DrillRun, name: str) -> tuple[int, str]:
    """The exit code and the output of a command of the service."""
    command = [sys.executable, "manage.py", name]
    done = subprocess.run(command, env=scene.crew.env, stdout=subprocess.PIPE, text=True)
    return done.returncode, done.stdout
