"""`make dev`: saved changes take effect, and a failed start waits for the next save."""

import sys
from itertools import count

import pytest

from devtools import reload, run


class StoppedByDeveloper(Exception):
    """The developer has pressed Ctrl-C."""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder that stands in for the checkout, with a program that records its starts."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "states.py").write_text("open('notes', 'a').write('started\\n')")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(reload, "WATCHED", ("cases",))
    monkeypatch.setattr(reload, "PATIENCE_MS", 100)
    return tmp_path


def start_program(folder):
    """The worker, which runs the saved program and stays until it is ended."""
    words = f"import os, time; os.chdir({str(folder)!r}); exec(open('cases/states.py').read()); "
    made = run.OwnProgram("worker", [sys.executable, "-c", words + "time.sleep(60)"], folder)
    made.ready = lambda: (folder / "notes").exists()
    made.start(made.ready)
    return made


def save_each(folder, monkeypatch, *texts):
    """Save each text in turn, between two looks of the watcher, then press Ctrl-C."""
    looks, texts = count(), iter(texts)

    def look():
        if next(looks) % 10 == 3:
            text = next(texts, None)
            if text is None:
                raise StoppedByDeveloper
            (folder / "notes").unlink(missing_ok=True)
            (folder / "cases" / "states.py").write_text(text)

    monkeypatch.setattr(run, "exit_if_signalled", look)


def test_a_saved_file_starts_the_programs_again(checkout, monkeypatch, capsys):
    worker = start_program(checkout)
    before = worker.process.pid
    save_each(checkout, monkeypatch, "open('notes', 'a').write('again')")
    with pytest.raises(StoppedByDeveloper):
        reload.restart_on_save([worker])
    assert worker.process.pid != before
    assert (checkout / "notes").read_text() == "again"
    assert "Saved: cases/states.py\nStarted again." in capsys.readouterr().out
    worker.end()


def test_a_program_that_cannot_start_says_why_and_starts_with_the_next_save(
    checkout, monkeypatch, capsys
):
    worker = start_program(checkout)
    save_each(checkout, monkeypatch, "a fault", "open('notes', 'a').write('mended')")
    with pytest.raises(StoppedByDeveloper):
        reload.restart_on_save([worker])
    said = capsys.readouterr().out
    assert "SyntaxError" in said and "Save again once this is put right." in said
    assert (checkout / "notes").read_text() == "mended"
    worker.end()


def test_a_saved_migration_is_applied_and_other_files_start_nothing(checkout, monkeypatch):
    applied, started = [], []
    monkeypatch.setattr(run, "prepare_database", lambda: applied.append(True))
    worker = start_program(checkout)
    monkeypatch.setattr(worker, "start", lambda ready: started.append(ready))
    folder = checkout / "cases" / "migrations"
    ours = reload._watched_files(
        [folder / "0001_first.py", folder / "__pycache__" / "x.py", folder / "x.md"]
    )
    assert ours == ["cases/migrations/0001_first.py"]
    assert [reload._is_for_database(name) for name in [*ours, "cases/sql/a.sql", "cases/a.py"]] == [
        True, True, False,
    ]  # fmt: skip
    reload._restart_programs([worker], for_database=True)
    assert applied == [True] and len(started) == 1
    reload._restart_programs([worker], for_database=False)
    assert applied == [True] and len(started) == 2
