"""A real ClamAV daemon, if installed, that knows only the signature of the EICAR test file.

Nothing is installed or downloaded. It runs with the service's own configuration
(deploy/clamd.conf) and smaller limits, so that tests reach them soon.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from rasso.settings.environment import ROOT

PROGRAM = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
# The test file, in two parts, so that no scanner takes this module for it. Source: eicar.org.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Eicar-Test"
LIMITS = {"StreamMaxLength": "1M", "MaxFileSize": "4M", "MaxScanSize": "4M"}
OURS = ("User", "TCPSocket", "LocalSocket", "DatabaseDirectory", "LogTime", *LIMITS)
STARTS_WITHIN = 30


class Daemon:
    """One daemon on its own socket; it can be killed and restarted."""

    def __init__(self, place):
        self.place, self.address, self.process = Path(place), f"{place}/clamd.sock", None
        (self.place / "eicar.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
        given = (ROOT / "deploy" / "clamd.conf").read_text().splitlines()
        kept = [line for line in given if not line.startswith(("#", *OURS))]
        own = {"LocalSocket": self.address, "DatabaseDirectory": place} | LIMITS
        lines = kept + [f"{name} {value}" for name, value in own.items()]
        (self.place / "clamd.conf").write_text("\n".join(lines) + "\n")

    def start(self):
        """Start the daemon; returns once it answers."""
        told = (self.place / "clamd.log").open("ab")
        self.process = subprocess.Popen(
            [PROGRAM, f"--config-file={self.place / 'clamd.conf'}"], stdout=told, stderr=told
        )
        told.close()
        end = time.monotonic() + STARTS_WITHIN
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError((self.place / "clamd.log").read_text())
            time.sleep(0.05)

    def answers(self):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(self.address)
            line.sendall(b"zPING\0")
            return line.recv(16) == b"PONG\0"
        return False

    def kill(self):
        """Kill the process without warning, as the kernel does when memory is short."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running_clamav():
    """Context manager: a daemon that answers."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as place:  # a socket's path must be short
        daemon = Daemon(place)
        try:
            daemon.start()
            yield daemon
        finally:
            if daemon.process:
                daemon.kill()
