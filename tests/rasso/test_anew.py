"""`make anew` removes the local database and what goes with it, and nothing that is in use."""

import pytest

from rasso import anew
from rasso.embedded import Postgres, hold
from rasso.processes import CannotStart


@pytest.fixture
def state(tmp_path, monkeypatch):
    state = tmp_path / "run"
    (state / "documents").mkdir(parents=True)
    (Postgres(state).folder / "data").mkdir(parents=True)
    monkeypatch.setenv("RASSO_STATE", str(state))
    return state


def test_nothing_is_left(state, capsys):
    anew.main()
    assert not state.exists() and not Postgres(state).folder.exists()
    assert "make run" in capsys.readouterr().out


def test_what_is_in_use_is_let_be(state):
    with hold(state), pytest.raises(CannotStart, match="is in use"):
        anew.main()
    assert (state / "documents").exists() and (Postgres(state).folder / "data").exists()
