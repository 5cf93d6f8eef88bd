"""`make run` restarts programs that end, but not for ever."""

import sys

import pytest

from devtools import run
from devtools.child_processes import CannotStart

MARK = "open({path!r}, 'a').write('started\\n'); "


def marked_program(folder, then):
    """A program that records each start, then runs this code."""
    notes = folder / "notes"
    started = run.OwnProgram(
        "worker", [sys.executable, "-c", MARK.format(path=str(notes)) + then], folder
    )
    started.start(ready=lambda: notes.exists() and notes.read_text())
    return started, notes


def test_a_program_that_ends_is_started_again_and_one_that_cannot_stay_is_a_fault(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(run, "TWICE_IN_A_ROW", 1.0)
    short_lived, notes = marked_program(tmp_path, "import time; time.sleep(0.2)")

    with pytest.raises(CannotStart, match="worker ended unasked"):
        run.keep_programs_running([short_lived])
    assert notes.read_text().count("started") == 2
