import pytest

from people.access.grants import grant_capacity
from people.models import Agency, Side, Unit, User
from tests.support.pages.form_site import PASSWORD


@pytest.fixture
def officer(db):
    force = Agency.objects.filter(side=Side.POLICE).first()
    unit = Unit.objects.create(agency=force, name="RASSO unit")
    user = User(email="priya.nair@example.org", name="Priya Nair", agency=force)
    user.set_password(PASSWORD)
    user.save()
    grant_capacity("refer_cases", to=user, on=unit, by=user, at=unit.history.latest().history_date)
    return user


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client
