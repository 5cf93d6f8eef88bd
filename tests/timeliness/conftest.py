from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from devtools.smtp_relay import MailRoom
from people.access import grants, scopes
from people.identity.sides import Side
from people.models import Agency, Unit, User
from tests.support.timeliness.audience import add_audience
from tests.support.timeliness.moments import london

CASE = uuid4()


@pytest.fixture
def audience(db):
    with add_audience(connection.settings_dict["NAME"]) as audience:
        yield audience


@pytest.fixture
def make_unit(audience):
    """A unit with an officer, who gets two reminders, and a supervisor, who gets all three."""

    def make(name, area=""):
        agency = Agency.objects.create(name=name, side=Side.CPS)
        unit = Unit.objects.create(agency=agency, name=f"{name} unit", area=area)
        officer, supervisor = (
            User.objects.create(email=f"{role}@{name.lower()}.example", name=role, agency=agency)
            for role in ("officer", "supervisor")
        )
        audience.hears(officer, unit, stages=("before_due", "after_due"))
        audience.hears(supervisor, unit)
        return SimpleNamespace(unit=unit, officer=officer, supervisor=supervisor)

    return make


@pytest.fixture
def cps(make_unit):
    return make_unit("CPS")


@pytest.fixture
def administrator(cps):
    """The scope of an administrator, who also maintains the calendar."""
    at, person = london("2026-01-01 10:00"), cps.supervisor
    agency = Agency.objects.create(name="Oversight", side=Side.OVERSIGHT)
    unit = Unit.objects.create(agency=agency, name="Accounts", kind=Unit.Kind.ADMINISTRATION)
    someone = User.objects.create(email="accounts@oversight.example", name="A", agency=agency)
    grants.grant_capacity("administer_accounts", to=someone, on=unit, by=person, at=at)
    return scopes.scope_of(someone, at=at)


@pytest.fixture(scope="session")
def mailroom():
    room = MailRoom()
    yield room
    room.close()
