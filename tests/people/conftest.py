import pytest

from people.models import Side, Unit
from tests.support.people.cast import make_case, make_unit, make_user


@pytest.fixture
def police(db):
    return make_unit(Side.POLICE)


@pytest.fixture
def cps(db):
    return make_unit(Side.CPS)


@pytest.fixture
def fresh_case(police, cps):
    return make_case(police, cps)


@pytest.fixture
def suspect(fresh_case):
    return fresh_case.suspects.unscoped("a test").get()


@pytest.fixture
def officer(police):
    return make_user(police, "refer_cases")


@pytest.fixture
def prosecutor(cps):
    return make_user(cps, "prosecute_cases")


@pytest.fixture
def office(db):
    return make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)


@pytest.fixture
def administrator(office):
    return make_user(office, "administer_accounts")


@pytest.fixture
def admin(administrator, client):
    client.force_login(administrator)
    return client
