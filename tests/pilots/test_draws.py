"""Anybody can repeat a panel's draw without our code."""

import json
import subprocess
import sys

import pytest

from pilots import draws
from rasso.settings.environment import ROOT
from tests.support.code_scanner import modules
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels

pytestmark = pytest.mark.django_db
SCRIPT = ROOT / "tests/support/pilots/independent_draw.py"


@module_fixture
def scene():
    return panels.build_panel_scene(decisions=3)


def draw_by_script(panel):
    """The script's draw from the stored data, in an interpreter without our packages."""
    row = panels.draw_of(panel)
    told = {"seed": row.seed, "size": row.size}
    told["frame"] = {each.reference: each.stratum for each in panels.frame_entries(panel)}
    command = [sys.executable, "-I", "-S", str(SCRIPT)]
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("method", ["RANDOM", "STRATIFIED"])
def test_a_draw_is_repeated_from_its_seed_by_a_script_that_imports_nothing_of_ours(scene, method):
    panel = panels.draw_panel_cases(scene, method=method)
    assert draw_by_script(panel) == sorted(panels.draw_of(panel).result)
    assert panels.draw_of(panel).result == [
        each.entry.reference for each in panels.panel_cases(panel)
    ]


def test_the_script_imports_nothing_of_ours():
    lines = [line for line in SCRIPT.read_text().splitlines() if "import" in line]
    assert lines == ["import hashlib", "import json", "import sys"]
    assert SCRIPT.name not in {path.rpartition("/")[2] for path in modules()}


def test_another_seed_draws_others():
    frame = dict.fromkeys(map(str, range(100)), "ALL")
    first, second = (draws.draw_cases(frame, seed=seed, size=10).references for seed in "ab")
    assert first != second
    assert first == draws.draw_cases(frame, seed="a", size=10).references


def test_each_stratum_gives_its_share_and_the_largest_remainder_one_more():
    assert draws.allocate_by_largest_remainder({"A": 50, "B": 30, "C": 20}, 7) == {
        "A": 4,
        "B": 2,
        "C": 1,
    }
    assert draws.allocate_by_largest_remainder({"A": 1, "B": 1}, 1) == {"A": 1, "B": 0}
    for size in range(1, 41):
        shares = draws.allocate_by_largest_remainder({"A": 23, "B": 11, "C": 6}, size)
        assert sum(shares.values()) == size
        assert all(shares[name] <= count for name, count in (("A", 23), ("B", 11), ("C", 6)))


def test_more_than_the_frame_has_cannot_be_drawn():
    with pytest.raises(draws.FrameTooSmall):
        draws.draw_cases({"a": "ALL"}, seed="s", size=2)
