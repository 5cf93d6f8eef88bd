"""What administrators of an agency are told, and what ends their role."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.administration.actions import accounts, grants, linked_accounts, merge_agencies
from people.models import AccessProposal, Agency, Side, UnitGrant
from tests.support.people.approvals import WHY, approve_on_page, approved, propose_on_page
from tests.support.people.cast import make_unit, make_user, scope_of
from tests.support.people.directory import Directory
from tests.support.people.pages import response_text
from timeliness.models import Delivery

ROLE, OF_AGENCY = "supervise_cases", "administer_agency"


@pytest.fixture
def local(police):
    return make_user(police, OF_AGENCY, name="Lena Local")


@pytest.fixture
def colleague(police):
    return make_user(police, OF_AGENCY, name="Lou Local")


@pytest.fixture
def foreign(db):
    """An administrator of another force."""
    return make_user(make_unit(Side.POLICE), OF_AGENCY)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient", flat=True))


def address_of_notice(user, title):
    """Where the notice of this title leads its reader."""
    page = response_text(client_of(user).get(reverse("see-notices")))
    assert title in page
    row = page[page.index(title) :]
    return row.split('href="', 1)[1].split('"', 1)[0]


def test_a_joiner_is_told_to_the_agency_and_the_service_and_to_no_other(
    police, local, foreign, administrator
):
    Directory(police, administrator).join("jo@force.example")
    assert told("directory_waits") == {local.pk, administrator.pk}
    address = address_of_notice(local, "People from a directory are waiting")
    assert address == reverse("see-directories")
    assert "jo@force.example" not in response_text(client_of(foreign).get(address))
    assert "Jo Newcomer" in response_text(client_of(local).get(address))


def test_each_agency_hears_of_its_own_first_joiner(police, local, foreign, administrator):
    Directory(police, administrator).join()
    Directory(foreign.agency.units.get(), administrator).join()
    assert told("directory_waits") == {local.pk, foreign.pk, administrator.pk}


def test_a_notice_of_a_proposal_leads_to_the_approvals(local, colleague, officer, police):
    propose_on_page(client_of(local), "give-capacity", officer.pk, unit=police.pk, capacity=ROLE)
    address = address_of_notice(colleague, "A change of access is waiting for approval")
    assert officer.name in response_text(client_of(colleague).get(address))


def test_an_emergency_is_told_to_the_agency_its_leaders_and_the_service(
    local, colleague, officer, police, administrator
):
    leader = make_user(police, ROLE)
    day = timezone.localdate() + timedelta(days=1)
    last = {"ends_on-day": day.day, "ends_on-month": day.month, "ends_on-year": day.year}
    answer = propose_on_page(
        client_of(local), "give-capacity", officer.pk, unit=police.pk, capacity=ROLE,
        is_emergency="on", **last,
    )  # fmt: skip
    assert answer.status_code == 302 and scope_of(officer).holds(ROLE)
    assert told("access_in_emergency") == {colleague.pk, leader.pk, administrator.pk}
    address = address_of_notice(colleague, "Access was given in an emergency")
    assert client_of(colleague).get(address).status_code == 200
    assert approve_on_page("undo-emergency", approver=colleague, text=WHY).status_code == 302
    assert not scope_of(officer).holds(ROLE)
    assert AccessProposal.objects.get().status == "UNDONE"


def test_the_history_of_an_account_tells_of_none_elsewhere(local, officer, foreign, administrator):
    by = scope_of(administrator)
    linked_accounts.join_accounts(
        person=officer, by=by, at=by.at, approval=approved("join_accounts"), email=foreign.email
    )
    joined = "Recorded as an account of the same person"
    page = reverse("person", args=[officer.pk])
    assert joined in response_text(client_of(administrator).get(page))
    assert joined not in response_text(client_of(local).get(page))


def merge_agencies_of(local, foreign, administrator):
    """Merge the agency of one administrator into that of another."""
    by = scope_of(administrator)
    agency, into = (Agency.objects.get(pk=each.agency_id) for each in (local, foreign))
    agency.units.filter(name="RASSO").update(name="Another name")
    merge_agencies.merge_agency(
        agency=agency, into=into, version=1, by=by, at=by.at, approval=approved("merge_agency")
    )


def test_a_merger_ends_the_role_of_whoever_administered_the_merged_agency(
    local, foreign, officer, administrator
):
    merge_agencies_of(local, foreign, administrator)
    assert not scope_of(local).holds(OF_AGENCY)
    assert scope_of(foreign).holds(OF_AGENCY)
    assert UnitGrant.history.filter(user=local.pk, history_type="-").exists()
    assert scope_of(officer).holds("refer_cases")
    shown = response_text(client_of(foreign).get(reverse("people")))
    assert officer.name in shown


def test_leaders_hear_that_administrators_of_another_agency_manage_their_unit(
    police, local, foreign, administrator
):
    closed = police.agency.units.create(name="Closed", is_open=False)
    leader = make_user(police, ROLE)
    make_user(closed, ROLE)
    make_user(foreign.agency.units.get(), ROLE)
    merge_agencies_of(local, foreign, administrator)
    assert told("access_given") == {leader.pk}


def test_a_merger_into_an_agency_that_nobody_administers_tells_no_leader(
    police, local, foreign, administrator
):
    make_user(police, ROLE)
    foreign.unitgrants.all().delete()
    merge_agencies_of(local, foreign, administrator)
    assert told("access_given") == set()


def take_role_back(colleague, facts):
    grant = UnitGrant.objects.get(user=colleague)
    grants.take_capacity_back(grant=grant, reason="They have left.", **facts)


def deactivate_account(colleague, facts):
    accounts.deactivate_person(person=colleague, version=1, reason="They have left.", **facts)


@pytest.mark.parametrize("end", [take_role_back, deactivate_account])
def test_the_service_and_the_leaders_hear_when_one_administrator_ends_the_other(
    police, local, colleague, foreign, administrator, end
):
    """Else the next proposal could be lent to a leader, and nobody would have noticed."""
    other = police.agency.units.create(name="Other")
    leaders = {make_user(unit, ROLE).pk for unit in (police, other)}
    make_user(foreign.agency.units.get(), ROLE)
    by = scope_of(local)
    end(colleague, {"by": by, "at": by.at})
    assert told("administrator_ended") == {*leaders, administrator.pk}


def test_the_end_of_another_account_is_told_to_nobody(local, officer, police, administrator):
    make_user(police, ROLE)
    by = scope_of(local)
    deactivate_account(officer, {"by": by, "at": by.at})
    assert told("administrator_ended") == set()
