"""What most tests of the API begin with, each about a road of its own module."""

import pytest

from tests.api.callers import Caller


@pytest.fixture
def officer(road):
    """The police unit's system, with the officer in the case in front of it."""
    return Caller(road.cast.police).for_(road.cast.officer)
