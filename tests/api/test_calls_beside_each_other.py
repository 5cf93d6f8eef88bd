"""Two calls with one token do not wait for each other, and the token is not revoked meanwhile."""

from threading import Thread

import pytest
from django.db import OperationalError, connection

from cases.models import Suspect
from devtools.case_builder import Road, cast
from people.access.scopes import Scope
from people.administration.actions import systems
from people.api import bearer_auth, idempotency
from tests.support.api.token_callers import Caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def road(transactional_db):
    return Road(cast())


@pytest.fixture
def caller(road):
    return Caller(road.cast.police).for_(road.cast.officer)


@pytest.fixture
def while_it_acts(monkeypatch):
    """A list of functions; one runs, once, while a call holds its token."""
    waiting = []

    def ask_again(request) -> Scope:
        scope = bearer_auth.reauthenticate(request)
        if waiting:
            waiting.pop()()
        return scope

    monkeypatch.setattr(idempotency, "reauthenticate", ask_again)
    return waiting


def add(caller, road, surname):
    sent = {"surname": surname, "custody": "NOT_ARRESTED"}
    return caller.make(f"/api/cases/{road.case.pk}/suspects/", sent)


def elsewhere(act):
    """Run `act` on its own connection with a short lock timeout. Returns its result or error."""
    found = []

    def run():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            found.append(act())
        except OperationalError as error:
            found.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_a_second_call_under_the_same_token_does_not_wait_for_the_first(
    road, caller, while_it_acts
):
    found = []
    while_it_acts.append(lambda: found.append(elsewhere(lambda: add(caller, road, "Second"))))
    assert add(caller, road, "First").status_code == 201
    assert [answer.status_code for answer in found] == [201]
    made = Suspect.objects.unscoped("test").filter(surname__in=["First", "Second"])
    assert made.count() == 2


def test_the_token_is_not_revoked_before_the_call_has_acted(road, caller, while_it_acts):
    found = []

    def revoke():
        systems.revoke_token(system=caller.system, token=caller.token)

    while_it_acts.append(lambda: found.append(elsewhere(revoke)))
    assert add(caller, road, "First").status_code == 201
    assert isinstance(found[0], OperationalError)
    revoke()
    assert add(caller, road, "Second").status_code == 401
