"""A signal that comes while a child is started finds the child known, so that it is ended."""

import os
import signal
import subprocess
import sys

import pytest

from devtools import run
from devtools.child_processes import ChildProcess

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


class AskedToEndAtOnce(subprocess.Popen):
    """A child whose parent is asked to end before it knows of the child."""

    started: list[int] = []

    def __init__(self, *of, **how):
        super().__init__(*of, **how)
        self.started.append(self.pid)
        os.kill(os.getpid(), signal.SIGTERM)
        sum(range(1000))  # Python handles a signal between two of its instructions


@pytest.fixture
def asked_to_end(monkeypatch):
    """A launcher that exits at SIGTERM, as `make run` does, and gets one with its next child."""
    before = {number: signal.getsignal(number) for number in run.ENDING_SIGNALS}
    signal.signal(signal.SIGTERM, run.exit_on_signal)
    AskedToEndAtOnce.started = []
    monkeypatch.setattr(subprocess, "Popen", AskedToEndAtOnce)
    yield AskedToEndAtOnce.started
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_server_is_known_before_its_launcher_exits(asked_to_end, tmp_path):
    child = ChildProcess()
    child.log = tmp_path / "log"
    with pytest.raises(SystemExit):
        child.launch(SLEEPS, ready=lambda: True)
    assert [child.started_process.pid] == asked_to_end
    child.end()
    assert child.has_ended()


def test_a_command_is_ended_before_its_launcher_exits(asked_to_end, monkeypatch, tmp_path):
    (tmp_path / "manage.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    with pytest.raises(SystemExit):
        run.run_manage_command("any")
    with pytest.raises(ProcessLookupError):
        os.kill(asked_to_end[0], 0)
