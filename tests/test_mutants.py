"""
The sixty faults of mutants/ still apply to the code; `make mutants` runs the tests on them.
"""

import ast
import subprocess

import pytest

from mutants.__main__ import mutants
from rasso.settings.environment import ROOT


def collected_test_ids(path):
    """The ids of the tests in a file."""
    assert path.rpartition("/")[2].startswith("test_")
    module = ast.parse((ROOT / path).read_text())
    classes = [each for each in module.body if isinstance(each, ast.ClassDef)]
    bodies = {path: module.body} | {
        f"{path}::{each.name}": each.body for each in classes if each.name.startswith("Test")
    }
    return {
        f"{where}::{each.name}"
        for where, body in bodies.items()
        for each in body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test")
    }


def test_there_are_sixty_with_a_number_each():
    assert [each.number for each in mutants()] == [f"{n:02}" for n in range(1, 61)]


@pytest.mark.parametrize("mutant", mutants(), ids=lambda each: each.path.stem)
def test_each_can_still_be_made(mutant):
    done = subprocess.run(["git", "apply", "--check", mutant.path], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert mutant.promise.endswith(".")


@pytest.mark.parametrize("mutant", mutants(), ids=lambda each: each.path.stem)
def test_the_test_that_noticed_it_is_still_where_it_is_looked_for(mutant):
    found = [collected_test_ids(path) for path in mutant.tests]
    assert all(found)
    assert mutant.noticed_by in set().union(*found)
