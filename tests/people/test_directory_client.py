"""
A SCIM client and a tester of SCIM services that are not ours, over HTTP to a real server.

They take seconds to import, so only the process that runs these tests does.
"""

from uuid import uuid4

import httpx2
import pytest

from people.models import Side, Unit, User
from tests.support.people.cast import make_unit, make_user
from tests.support.people.directory import Directory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def police():
    return make_unit(Side.POLICE)


@pytest.fixture
def client(live_server, police):
    from scim2_client.engines.httpx2 import SyncSCIMClient

    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    directory = Directory(police, make_user(office, "administer_accounts"))
    headers = {"Authorization": f"Bearer {directory.secret}"}
    with httpx2.Client(base_url=f"{live_server.url}/scim/v2", headers=headers) as http:
        yield SyncSCIMClient(http)


@pytest.fixture
def addresses(monkeypatch):
    """The tester fills every text with a UUID; no schema can say that userName is an address."""
    from scim2_tester import filling
    from scim2_tester.checkers import patch_add, patch_replace

    fill = filling.generate_random_value

    def value(context, path, **more):
        is_address = str(path).lower().endswith("username")
        return f"{uuid4()}@force.example" if is_address else fill(context, path=path, **more)

    for module in (filling, patch_add, patch_replace):
        monkeypatch.setattr(module, "generate_random_value", value)


def test_the_tester_finds_nothing_that_the_rfcs_forbid(client, addresses):
    from scim2_tester import Status, check_server

    results = check_server(client)

    wrong = [each for each in results if each.status not in (Status.SUCCESS, Status.SKIPPED)]
    assert [(each.title, each.reason) for each in wrong] == []
    assert sum(each.status == Status.SUCCESS for each in results) > 30


def test_a_client_finds_out_what_there_is_and_does_a_person_s_years(client, police):
    from scim2_models import PatchOp, SearchRequest

    client.discover()
    kind = client.get_resource_model("User")
    person = client.create(kind(user_name="jo@force.example", display_name="Jo", active=True))
    account = User.objects.get(reference=person.id)
    assert (account.email, account.agency) == ("jo@force.example", police.agency)

    asked = SearchRequest(filter='userName eq "JO@force.example"')
    found = client.query(kind, query_parameters=asked)
    assert [each.id for each in found.resources] == [person.id]
    leaves = PatchOp[kind](operations=[{"op": "replace", "path": "active", "value": False}])
    assert client.modify(kind, person.id, leaves).active is False
    assert not User.objects.get(pk=account.pk).is_active
    client.delete(kind, person.id)
    assert client.query(kind).total_results == 0
    assert User.objects.filter(pk=account.pk).exists()
