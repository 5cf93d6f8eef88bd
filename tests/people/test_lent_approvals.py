"""Which leaders approve in the place of an agency's administrator, and when the service does."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from people.access import grants
from people.models import AccessProposal, AuditEntry, Human, Side, UnitGrant, User
from tests.support.people.approvals import WHY, approve_on_page, propose_on_page
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
ROLE, OF_AGENCY = "supervise_cases", "administer_agency"


@pytest.fixture
def force(police):
    """A second unit of the police agency of the tests."""
    return police.agency.units.create(name="Second unit", kind=police.kind)


@pytest.fixture
def local(police):
    """The one administrator of the agency."""
    return make_user(police, OF_AGENCY, name="Lena Local")


@pytest.fixture
def leader(police):
    return make_user(police, ROLE, name="Lee Leader")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def propose(by, page, person, **answers):
    answer = propose_on_page(client_of(by), page, person.pk, **answers)
    assert answer.status_code == 302, answer.content.decode()
    return AccessProposal.objects.latest("proposed_at")


def propose_role(by, person, unit, capacity="inspect_cases", **answers):
    return propose(by, "give-capacity", person, unit=unit.pk, capacity=capacity, **answers)


def in_an_emergency(by, person, unit):
    day = timezone.localdate() + timedelta(days=1)
    last = {"ends_on-day": day.day, "ends_on-month": day.month, "ends_on-year": day.year}
    return propose_role(by, person, unit, ROLE, is_emergency="on", **last)


def told():
    rows = Delivery.objects.filter(notice="access_proposed")
    return set(rows.values_list("recipient", flat=True))


def answer_of(approver):
    return approve_on_page(approver=approver).status_code


# Nobody chooses who approves what they propose


@pytest.mark.parametrize("status", ["TO_REVIEW", "CONFIRMED"])
def test_a_leader_by_an_emergency_approves_nothing(local, officer, administrator, police, status):
    in_an_emergency(local, officer, police)
    assert scope_of(officer).holds(ROLE)
    if status == "CONFIRMED":
        assert approve_on_page("confirm-emergency", administrator, text=WHY).status_code == 302
    person = make_user(police, "refer_cases")
    role = propose_role(local, person, police)
    assert told() == {administrator.pk}
    client = client_of(officer)
    assert client.get(f"/administration/approvals/{role.pk}/").status_code == 404


def test_a_leader_by_an_emergency_of_another_administrator_approves_nothing(
    local, officer, administrator, police
):
    other = make_user(police, OF_AGENCY)
    in_an_emergency(other, officer, police)
    UnitGrant.objects.filter(user=other).delete()
    AccessProposal.objects.filter(status="TO_REVIEW").update(
        status="CONFIRMED", settled_by=administrator, settled_at=timezone.now()
    )
    propose_role(local, make_user(police, "refer_cases"), police)
    assert told() == {administrator.pk}
    assert answer_of(officer) == 404


def test_two_leaders_by_emergencies_confirm_neither(local, police):
    people = [make_user(police, "refer_cases") for _ in range(2)]
    for person in people:
        in_an_emergency(local, person, police)
    for proposal in AccessProposal.objects.all():
        for person in people:
            address = f"/administration/approvals/{proposal.pk}/"
            assert client_of(person).get(address).status_code == 404


@pytest.mark.parametrize("is_other_account", [False, True])
def test_a_leader_whom_the_proposer_gave_the_role_approves_nothing(
    local, officer, administrator, police, is_other_account
):
    giver, chosen = local, make_user(police)
    if is_other_account:
        giver = make_user(police)
        pair = [giver.pk, local.pk]
        User.objects.filter(pk__in=pair).update(human=Human.objects.create())
    grants.grant_capacity(ROLE, to=chosen, on=police, by=giver, at=timezone.now())
    propose_role(local, officer, police)
    assert told() == {administrator.pk}
    assert answer_of(chosen) == 404
    assert answer_of(administrator) == 302


def test_a_leader_whom_another_gave_the_role_approves(
    local, leader, officer, administrator, police
):
    propose_role(local, officer, police)
    assert told() == {leader.pk, administrator.pk}
    assert answer_of(leader) == 302
    assert scope_of(officer).holds("inspect_cases")


# What concerns an administrator is for the service


def test_no_leader_lets_an_administrator_of_the_agency_be_made(
    local, leader, officer, administrator, police
):
    propose_role(local, officer, police, OF_AGENCY)
    assert told() == {administrator.pk}
    assert answer_of(leader) == 404
    assert answer_of(administrator) == 302
    assert scope_of(officer).holds(OF_AGENCY)


def test_no_leader_approves_a_way_into_the_account_of_the_other_administrator(
    local, leader, administrator, police
):
    other = make_user(police, OF_AGENCY)
    propose(local, "change-address", other, email="new@example.org")
    assert told() == {administrator.pk}
    assert answer_of(leader) == 404
    assert answer_of(administrator) == 302
    assert User.objects.get(pk=other.pk).email == "new@example.org"


# Who leads what is opened


def test_a_merger_asks_a_leader_of_the_unit_that_others_read_then(
    local, leader, administrator, police, force
):
    of_into = make_user(force, ROLE)
    propose(local, "merge-unit", police, into=force.pk)
    assert told() == {leader.pk, administrator.pk}
    assert answer_of(of_into) == 404
    assert answer_of(leader) == 302
    police.refresh_from_db()
    assert police.merged_into == force


def test_a_leader_of_both_units_does_not_open_the_one_to_themselves(
    local, leader, administrator, police, force
):
    give_capacity("inspect_cases", leader, force)
    propose(local, "merge-unit", police, into=force.pk)
    assert told() == {administrator.pk}
    assert answer_of(leader) == 404


def test_a_way_into_an_account_asks_who_leads_all_its_units(
    local, leader, officer, administrator, police, force
):
    give_capacity("refer_cases", officer, force)
    of_both = make_user(police, ROLE)
    give_capacity(ROLE, of_both, force)
    propose(local, "change-address", officer, email="new@example.org")
    assert told() == {of_both.pk, administrator.pk}
    assert answer_of(leader) == 404
    assert answer_of(of_both) == 302


@pytest.mark.parametrize("side", [Side.POLICE, Side.LEARNING])
def test_an_account_with_a_role_at_another_agency_is_for_the_service(
    local, leader, officer, administrator, side
):
    elsewhere = make_unit(side)
    leads = "convene_panels" if side == Side.LEARNING else ROLE
    foreign = make_user(elsewhere, leads)
    give_capacity("sit_on_panels" if side == Side.LEARNING else "refer_cases", officer, elsewhere)
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    propose(local, "reset-second-factor", officer)
    assert told() == {administrator.pk}
    assert {answer_of(foreign), answer_of(leader)} <= {403, 404}
    assert answer_of(administrator) == 302


# Whoever reviews an emergency ends it


def test_a_leader_ends_a_role_whose_proposer_lost_theirs(local, leader, officer, police):
    in_an_emergency(local, officer, police)
    UnitGrant.objects.filter(user=local).delete()
    assert approve_on_page("undo-emergency", approver=leader, text=WHY).status_code == 302
    assert not scope_of(officer).holds(ROLE)
    entry = AuditEntry.objects.filter(verb="take_capacity_back").get()
    assert entry.user == leader
