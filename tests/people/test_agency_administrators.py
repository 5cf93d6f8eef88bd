"""An administrator of an agency manages that agency, and of another one finds nothing."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.access.permission_tables import Refused
from people.administration.actions import accounts, directories, grants, systems, units
from people.models import AccessProposal, AuditEntry, Human, System, UnitGrant, User
from tests.support.people.approvals import (
    approve_on_page,
    approved,
    propose_on_page,
    second_administrator,
)
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from tests.support.people.pages import last_entry, post_page, response_text
from timeliness.models import Delivery

ROLE, OF_AGENCY = "supervise_cases", "administer_agency"
LISTS = ("people", "systems", "see-directories", "agencies", "see-access-proposals")
# Pages of an account, by the name of their address; the last two take a role's id too.
OF_ACCOUNT = (
    "person", "change-person", "change-address", "deactivate-person", "reactivate-person",
    "reset-second-factor", "link-sign-in", "unlink-sign-ins", "send-set-up-link",
    "sign-person-out",
    "give-capacity", "renew-secret", "set-public-keys", "see-namings",
)  # fmt: skip
OF_AGENCY_ROW = ("agency", "add-unit")
OF_UNIT = ("unit", "change-unit", "merge-unit")
OF_SERVICE = ("add-agency", "see-closed-days", "see-operations")


@pytest.fixture
def force(police):
    """A second unit of the police agency of the tests."""
    return police.agency.units.create(name="Second unit")


@pytest.fixture
def other_force(db):
    return make_unit("POLICE", name="Elsewhere unit")


@pytest.fixture
def local(police):
    return make_user(police, OF_AGENCY, name="Lena Local")


@pytest.fixture
def colleague(force):
    """The agency's other administrator, on another of its units."""
    return make_user(force, OF_AGENCY, name="Lou Local")


@pytest.fixture
def stranger(other_force):
    """An officer of another force with the log's eye on names."""
    return make_user(other_force, "refer_cases", name="Stella Stranger", email="stella@example.net")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient", flat=True))


def system_on(unit, name, **facts):
    """A system of a unit's agency, with its account."""
    account = make_user(unit, name=name, is_system=True, password="!")
    System.objects.create(account=account, secret="0" * 64, **facts)
    return account


# What is seen


def test_lists_show_the_own_agency_and_nothing_of_another(local, officer, stranger, other_force):
    system_on(officer.agency.units.get(), "Own system")
    system_on(other_force, "Foreign system")
    system_on(other_force, "Foreign directory", people_of=other_force.agency)
    second = make_user(make_unit("OVERSIGHT", kind="ADMINISTRATION"), "administer_accounts")
    propose_on_page(
        client_of(second), "give-capacity", stranger.pk, unit=other_force.pk, capacity=ROLE
    )
    client, shown = client_of(local), ""
    for name in LISTS:
        answer = client.get(reverse(name))
        assert answer.status_code == 200, name
        shown += response_text(answer)
    shown += response_text(client.get(reverse("people"), {"words": "stella"}))
    for own in (officer.name, "Own system", officer.agency.name):
        assert own in shown
    for foreign in ("Stella", "Foreign", other_force.agency.name, "Elsewhere", second.name):
        assert foreign not in shown
    read = AuditEntry.objects.filter(user=local, kind=User._meta.label)
    ids = {pk for entry in read for pk in entry.ids}  # a unit may have the number of an account
    assert str(officer.pk) in ids and str(stranger.pk) not in ids


def test_a_page_of_another_agency_is_as_missing_as_one_that_never_was(local, stranger, other_force):
    system = system_on(other_force, "Foreign system")
    client = client_of(local)
    for names, rows in (
        (OF_ACCOUNT, (stranger, system)), (OF_AGENCY_ROW, (other_force.agency,)),
        (OF_UNIT, (other_force,)),
    ):  # fmt: skip
        for name in names:
            missing = client.get(reverse(name, args=[999_999]))
            for row in rows:
                hidden = client.get(reverse(name, args=[row.pk]))
                assert hidden.status_code == missing.status_code == 404, name
                assert hidden.content == missing.content, name
                assert post_page(client, name, row.pk).status_code == 404, name


def test_what_concerns_every_agency_is_closed(local, police):
    client = client_of(local)
    for name in OF_SERVICE:
        assert client.get(reverse(name)).status_code == 403, name
    for name in ("change-agency", "merge-agency"):
        assert client.get(reverse(name, args=[police.agency_id])).status_code == 403, name
    for name in ("set-route", "move-unit"):
        assert client.get(reverse(name, args=[police.pk])).status_code == 403, name
    for name in ("join-accounts", "part-accounts"):
        assert client.get(reverse(name, args=[local.pk])).status_code == 403, name
    assert client.get(reverse("read-audit-log")).status_code == 403


def test_no_link_leads_to_what_is_closed(local, officer, police, other_force):
    give_capacity("refer_cases", officer, other_force)
    client = client_of(local)
    shown = response_text(client.get(reverse("person", args=[officer.pk])))
    assert reverse("unit", args=[police.pk]) in shown
    assert reverse("unit", args=[other_force.pk]) not in shown
    assert "Elsewhere unit" in shown  # a role of their own person, which they may take back
    for name in LISTS:
        listed = response_text(client.get(reverse(name)))
        assert reverse("see-closed-days") not in listed and reverse("see-operations") not in listed


def test_a_unit_lists_holders_of_the_own_agency(local, police, officer, stranger):
    give_capacity("refer_cases", stranger, police)
    shown = response_text(client_of(local).get(reverse("unit", args=[police.pk])))
    assert officer.name in shown
    assert "Stella" not in shown
    office = make_unit("OVERSIGHT", kind="ADMINISTRATION")
    service = client_of(make_user(office, "administer_accounts"))
    assert "Stella" in response_text(service.get(reverse("unit", args=[police.pk])))


def test_other_accounts_of_a_person_at_another_agency_are_not_shown(local, officer, stranger):
    human = Human.objects.create()
    User.objects.filter(pk__in=[officer.pk, stranger.pk]).update(human=human)
    assert "Stella" not in response_text(client_of(local).get(reverse("person", args=[officer.pk])))


# What is done


def test_two_administrators_of_an_agency_give_a_role_on_its_units(local, colleague, officer, force):
    answer = propose_on_page(
        client_of(local), "give-capacity", officer.pk, unit=force.pk, capacity=ROLE
    )
    assert answer.status_code == 302
    assert told("access_proposed") == {colleague.pk}
    assert not scope_of(officer).holds(ROLE)
    assert approve_on_page(approver=colleague).status_code == 302
    assert force.pk in scope_of(officer).units_with(ROLE)


def test_an_administrator_of_another_agency_neither_finds_nor_approves_it(
    local, colleague, officer, force, other_force
):
    propose_on_page(client_of(local), "give-capacity", officer.pk, unit=force.pk, capacity=ROLE)
    [proposal] = AccessProposal.objects.all()
    foreign = client_of(make_user(other_force, OF_AGENCY))
    for verb in ("see-access-proposal", "approve-access", "refuse-access"):
        missing = foreign.get(reverse(verb, args=[uuid4()]))
        assert foreign.get(reverse(verb, args=[proposal.pk])).content == missing.content
        assert post_page(foreign, verb, proposal.pk, text="No such thing").status_code == 404
    proposal.refresh_from_db()
    assert proposal.status == "WAITING"


def test_no_unit_of_another_agency_is_offered_or_taken(local, officer, other_force):
    client = client_of(local)
    page = reverse("give-capacity", args=[officer.pk])
    assert "Elsewhere unit" not in response_text(client.get(page))
    propose_on_page(client, "give-capacity", officer.pk, unit=other_force.pk, capacity=ROLE)
    pilot_area = make_unit("LEARNING", kind="PILOT_AREA")
    propose_on_page(
        client, "give-capacity", officer.pk, unit=pilot_area.pk, capacity="sit_on_panels"
    )
    assert not AccessProposal.objects.exists()


def test_each_act_refuses_another_agency_by_itself(local, stranger, officer, other_force):
    """Whatever a page lets through, the act does not."""
    by = scope_of(local)
    facts = {"by": by, "at": by.at}
    foreign = other_force.agency
    acts = [
        lambda: accounts.add_person(name="N", email="n@example.org", agency=foreign, **facts),
        lambda: accounts.change_person(person=stranger, version=1, name="N", **facts),
        lambda: accounts.deactivate_person(person=stranger, version=1, reason="R", **facts),
        lambda: accounts.send_set_up_link(person=stranger, **facts),
        lambda: units.add_unit(agency=foreign, name="N", kind="RASSO", **facts),
        lambda: units.change_unit(unit=other_force, version=1, name="N", kind="RASSO", **facts),
        lambda: systems.add_system(
            name="N", agency=foreign, approval=approved("add_system"), **facts
        ),
        lambda: directories.add_directory(
            name="N", agency=foreign, approval=approved("add_directory"), **facts
        ),
        lambda: grants.give_capacity(
            person=officer, unit=other_force, capacity=ROLE, approval=approved("give_capacity"),
            **facts,
        ),
        lambda: grants.give_capacity(
            person=stranger, unit=other_force, capacity=ROLE, approval=approved("give_capacity"),
            **facts,
        ),
        lambda: grants.take_capacity_back(
            grant=UnitGrant.objects.get(user=stranger), reason="R", **facts
        ),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_an_account_is_added_to_the_own_agency_alone(local, police, other_force):
    client = client_of(local)
    answers = {"name": "New One", "email": "new@example.org"}
    post_page(client, "add-person", agency=other_force.agency_id, **answers)
    assert not User.objects.filter(email="new@example.org").exists()
    post_page(client, "add-person", agency=police.agency_id, **answers)
    assert User.objects.get(email="new@example.org").agency == police.agency
    assert last_entry("add_person").capacities == [OF_AGENCY]


def test_a_taken_address_says_nothing_of_an_account_elsewhere(local, officer, stranger, police):
    client = client_of(local)
    answers = {"name": "New One", "agency": police.agency_id}
    elsewhere = response_text(post_page(client, "add-person", email=stranger.email, **answers))
    assert "This address cannot be used" in elsewhere and "Find it under" not in elsewhere
    here = response_text(post_page(client, "add-person", email=officer.email, **answers))
    assert "Find it under People" in here


def test_a_role_that_is_held_elsewhere_can_be_taken_back(local, officer, other_force):
    grant = give_capacity("supervise_cases", officer, other_force)
    answer = post_page(client_of(local), "take-capacity-back", officer.pk, grant.pk)
    assert answer.status_code == 302
    assert not scope_of(officer).holds("supervise_cases")


# Becoming one


def test_the_service_appoints_and_every_unit_of_the_agency_hears(
    admin, officer, police, force, other_force
):
    leaders = [make_user(unit, ROLE) for unit in (police, force)]
    make_user(other_force, ROLE)
    propose_on_page(admin, "give-capacity", officer.pk, unit=police.pk, capacity=OF_AGENCY)
    assert approve_on_page(approver=second_administrator()).status_code == 302
    assert scope_of(officer).holds(OF_AGENCY)
    assert told("access_given") == {leader.pk for leader in leaders}
    for leader, unit in zip(leaders, (police, force), strict=True):
        page = client_of(leader).get(reverse("see-unit-access", args=[unit.reference]))
        assert "Administrator of the agency" in response_text(page)


def test_nobody_is_appointed_for_an_agency_that_is_not_theirs(admin, officer, other_force):
    answer = propose_on_page(
        admin, "give-capacity", officer.pk, unit=other_force.pk, capacity=OF_AGENCY
    )
    assert "manages their own agency alone" in response_text(answer)
    assert not AccessProposal.objects.exists()


def test_nobody_is_appointed_in_an_emergency(admin, officer, police):
    today = timezone.localdate()
    answer = propose_on_page(
        admin, "give-capacity", officer.pk, unit=police.pk, capacity=OF_AGENCY, is_emergency="on",
        **{"ends_on-day": today.day, "ends_on-month": today.month, "ends_on-year": today.year},
    )  # fmt: skip
    assert "manages accounts is not given in an emergency" in response_text(answer)


# Where there is one


def test_one_administrator_borrows_a_leader_of_the_unit_and_the_service_hears(
    local, officer, force, administrator
):
    leader = make_user(force, ROLE)
    propose_on_page(
        client_of(local), "give-capacity", officer.pk, unit=force.pk, capacity="inspect_cases"
    )
    assert told("access_proposed") == {leader.pk, administrator.pk}
    assert approve_on_page(approver=leader).status_code == 302
    assert scope_of(officer).holds("inspect_cases")


def test_no_leader_approves_where_the_agency_has_two(local, colleague, officer, force):
    leader = make_user(force, ROLE)
    propose_on_page(
        client_of(local), "give-capacity", officer.pk, unit=force.pk, capacity="inspect_cases"
    )
    assert approve_on_page(approver=leader).status_code == 404


def test_administrators_of_the_service_manage_every_agency(local, officer, force, administrator):
    propose_on_page(client_of(local), "give-capacity", officer.pk, unit=force.pk, capacity=ROLE)
    assert approve_on_page(approver=administrator).status_code == 302
    assert scope_of(officer).holds(ROLE)


def test_an_agency_hears_and_approves_what_the_service_proposes_for_it(
    admin, local, officer, force
):
    propose_on_page(admin, "give-capacity", officer.pk, unit=force.pk, capacity=ROLE)
    assert told("access_proposed") == {local.pk}
    assert approve_on_page(approver=local).status_code == 302


def test_whoever_lost_the_office_carries_nothing_out(local, colleague, officer, force):
    propose_on_page(client_of(local), "give-capacity", officer.pk, unit=force.pk, capacity=ROLE)
    UnitGrant.objects.filter(user=local).delete()
    answer = approve_on_page(approver=colleague)
    assert answer.status_code == 409
    assert "no longer manages accounts" in response_text(answer)


def test_the_list_names_each_body_that_one_person_alone_administers(
    admin, local, police, other_force
):
    """Two accounts of one person are one; where nobody administers it, the service does."""
    alone, of_service = "One person alone administers this agency.", "administers the service."
    second = make_user(police, OF_AGENCY)

    def said():
        shown = response_text(admin.get(reverse("agencies")))
        return shown.count(alone), shown.count(of_service)

    assert said() == (0, 1)
    human = Human.objects.create()
    User.objects.filter(pk__in=[local.pk, second.pk]).update(human=human)
    assert said() == (1, 1)
    make_user(police, OF_AGENCY)
    second_administrator()
    assert said() == (0, 0)
    make_user(other_force, OF_AGENCY)
    assert said() == (1, 0)
    closed = make_user(other_force, OF_AGENCY, is_active=False)
    assert said() == (1, 0)
    User.objects.filter(pk=closed.pk).update(is_active=True)
    assert said() == (0, 0)
