"""Only administrators see the pages of the administration."""

import pytest
from django.urls import reverse
from django.utils import timezone

from people.administration.actions import systems
from people.models import Side, UnitGrant
from tests.support.people.approvals import approved
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from tests.support.people.directory import Directory, account_of
from tests.support.people.pages import response_text

PAGES = [
    ("people", []),
    ("add-person", []),
    ("person", ["person"]),
    ("change-person", ["person"]),
    ("change-address", ["person"]),
    ("reset-second-factor", ["person"]),
    ("deactivate-person", ["person"]),
    ("send-set-up-link", ["person"]),
    ("give-capacity", ["person"]),
    ("take-capacity-back", ["person", "grant"]),
    ("see-namings", ["person"]),
    ("end-naming", ["person", "naming"]),
    ("systems", []),
    ("add-system", []),
    ("renew-secret", ["system"]),
    ("agencies", []),
    ("set-public-keys", ["system"]),
    ("see-directories", []),
    ("add-directory", []),
    ("put-directory-person-aside", ["joiner"]),
    ("add-agency", []),
    ("agency", ["agency"]),
    ("change-agency", ["agency"]),
    ("merge-agency", ["agency"]),
    ("add-unit", ["agency"]),
    ("unit", ["unit"]),
    ("change-unit", ["unit"]),
    ("merge-unit", ["unit"]),
    ("move-unit", ["unit"]),
    ("set-route", ["unit"]),
    ("set-urgent-route", ["unit"]),
]


@pytest.fixture
def rows_by_need(officer, police, fresh_case, administrator):
    grant = UnitGrant.objects.get(user=officer)
    naming = give_capacity("officer_in_case", officer, fresh_case)
    facts = {"person": officer, "grant": grant, "naming": naming}
    by, now = scope_of(administrator), timezone.now()
    system = systems.add_system(
        approval=approved("add_system"), by=by, at=now, name="Records", agency=police.agency
    )
    joiner = account_of(Directory(police, administrator).join())
    facts |= {"joiner": joiner, "system": system.account}
    return facts | {"agency": police.agency, "unit": police}


@pytest.mark.parametrize(("name", "needs"), PAGES)
def test_every_page_is_the_administrator_s_alone(
    name, needs, rows_by_need, admin, administrator, client
):
    address = reverse(name, args=[rows_by_need[need].pk for need in needs])
    assert admin.get(address).status_code == 200

    for other in (rows_by_need["person"], make_user(make_unit(Side.OVERSIGHT), "read_audit_log")):
        client.force_login(other)
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code == 403
            assert "Only administrators" in response_text(answer)


@pytest.mark.parametrize(("name", "needs"), [page for page in PAGES if page[1]])
def test_missing_rows_and_rows_of_others_look_the_same(name, needs, officer, client):
    client.force_login(officer)

    assert client.get(reverse(name, args=[10**9 for _ in needs])).status_code == 403


def test_an_administrator_opens_no_case(admin, administrator, fresh_case):
    assert scope_of(administrator).units == []
