"""A co-signer as the process that an agency runs, on a port of this machine."""

import signal
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from devtools.child_processes import die_with_launcher
from devtools.smtp_relay import free_port
from people.sealing.keys import verifier_keys
from rasso.settings.environment import ROOT


class CoSignerProcess:
    """folder: its state. address, key: what AUDIT_COSIGNERS has of it."""

    def __init__(self, folder, name="police.example/cosigner"):
        self.folder, self.name, self.port = folder, name, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        logs = [key.text for key in verifier_keys()]
        self.process = subprocess.Popen(
            [
                sys.executable, ROOT / "tools/cosigner.py", self.folder, self.name, *logs,
                f"--port={self.port}",
            ],
            cwd=self.folder.parent, env={}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, preexec_fn=die_with_launcher(signal.SIGTERM),
        )  # fmt: skip
        self.key = self.process.stdout.readline().strip()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def post(self, body):
        """The status and text of its answer to a request."""
        request = Request(f"{self.address}/add-checkpoint", data=body.encode(), method="POST")
        try:
            with urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
