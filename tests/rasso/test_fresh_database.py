"""`make fresh` removes the local database and its state, unless it is in use."""

import pytest

from devtools import fresh_database
from devtools.child_processes import CannotStart
from devtools.local_servers import LocalPostgres, lock_state_folder


@pytest.fixture
def state(tmp_path, monkeypatch):
    state = tmp_path / "run"
    (state / "documents").mkdir(parents=True)
    (LocalPostgres(state).folder / "data").mkdir(parents=True)
    monkeypatch.setenv("RASSO_STATE", str(state))
    return state


def test_the_data_folder_is_removed(state, capsys):
    fresh_database.main()
    assert not state.exists() and not LocalPostgres(state).folder.exists()
    assert "make run" in capsys.readouterr().out


def test_a_data_folder_in_use_is_not_removed(state):
    with lock_state_folder(state), pytest.raises(CannotStart, match="is in use"):
        fresh_database.main()
    assert (state / "documents").exists() and (LocalPostgres(state).folder / "data").exists()
