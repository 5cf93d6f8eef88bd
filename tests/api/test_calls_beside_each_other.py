"""Two calls with one token do not wait for each other, and the token is not revoked meanwhile."""

from threading import Thread

import pytest
from django.db import OperationalError, connection

from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Scope
from people.administration.actions import systems
from people.api import bearer_auth, idempotency
from tests.support.api.token_callers import Caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def builder(transactional_db):
    return CaseBuilder(cast())


@pytest.fixture
def caller(builder):
    return Caller(builder.cast.police).for_(builder.cast.officer)


@pytest.fixture
def run_during_call(monkeypatch):
    """A list of functions; one runs, once, while a call holds its token."""
    waiting = []

    def ask_again(request) -> Scope:
        scope = bearer_auth.reauthenticate(request)
        if waiting:
            waiting.pop()()
        return scope

    monkeypatch.setattr(idempotency, "reauthenticate", ask_again)
    return waiting


def add_suspect_by_call(caller, builder, surname):
    sent = {"surname": surname, "custody": "NOT_ARRESTED"}
    return caller.make(f"/api/cases/{builder.case.pk}/suspects/", sent)


def run_on_own_connection(act):
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
    builder, caller, run_during_call
):
    found = []
    run_during_call.append(
        lambda: found.append(
            run_on_own_connection(lambda: add_suspect_by_call(caller, builder, "Second"))
        )
    )
    assert add_suspect_by_call(caller, builder, "First").status_code == 201
    assert [answer.status_code for answer in found] == [201]
    made = Suspect.objects.unscoped("test").filter(surname__in=["First", "Second"])
    assert made.count() == 2


def test_the_token_is_not_revoked_before_the_call_has_acted(builder, caller, run_during_call):
    found = []

    def revoke():
        systems.revoke_token(system=caller.system, token=caller.token)

    run_during_call.append(lambda: found.append(run_on_own_connection(revoke)))
    assert add_suspect_by_call(caller, builder, "First").status_code == 201
    assert isinstance(found[0], OperationalError)
    revoke()
    assert add_suspect_by_call(caller, builder, "Second").status_code == 401
