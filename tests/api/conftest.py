"""Fixtures that most tests of the API use. Each module defines its own `builder`."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from rasso.settings.environment import ROOT
from tests.support.api.token_callers import Caller

PROGRAM = ROOT / "docs" / "examples" / "answer_actions.py"


@pytest.fixture(scope="session")
def example():
    """Import the client in docs/examples as a module."""
    spec = spec_from_file_location("answer_actions", PROGRAM)
    # Its dataclass looks the module up here.
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def officer(builder):
    """A client of the police unit's system that acts for the officer."""
    return Caller(builder.cast.police).for_(builder.cast.officer)
