"""The thirty-six faults of mutants/ still break what is there; `make mutants` asks who notices."""

import subprocess

import pytest

from mutants.__main__ import mutants
from rasso.settings.where import ROOT


def test_there_are_thirty_six_with_a_number_each():
    assert [each.number for each in mutants()] == [f"{n:02}" for n in range(1, 37)]


@pytest.mark.parametrize("mutant", mutants(), ids=lambda each: each.path.stem)
def test_each_can_still_be_made_and_names_tests_that_exist(mutant):
    done = subprocess.run(["git", "apply", "--check", mutant.path], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert mutant.promise.endswith(".")
    assert mutant.tests and all((ROOT / each.partition("::")[0]).exists() for each in mutant.tests)
