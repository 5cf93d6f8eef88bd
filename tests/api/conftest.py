"""What most tests of the API begin with, each about a road of its own module."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from rasso.settings.environment import ROOT
from tests.support.api.token_callers import Caller

PROGRAM = ROOT / "docs" / "examples" / "answer_actions.py"


@pytest.fixture(scope="session")
def example():
    """The client in docs/examples, as a module."""
    spec = spec_from_file_location("answer_actions", PROGRAM)
    module = sys.modules[spec.name] = module_from_spec(spec)  # where its dataclass looks
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def officer(road):
    """The police unit's system, with the officer in the case in front of it."""
    return Caller(road.cast.police).for_(road.cast.officer)
