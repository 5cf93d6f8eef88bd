import pytest

from tests.cast import force_unit, person


@pytest.fixture
def officer(db):
    return person(force_unit(), "refer_cases", name="Priya Nair")


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client
