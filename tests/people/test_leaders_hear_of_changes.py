"""Those who lead a unit hear at once of each act that lets someone in there, whatever it is."""

import pytest
from allauth.mfa.models import Authenticator

from devtools.case_builder import MONDAY
from people.administration.actions import (
    accounts,
    linked_accounts,
    linked_sign_ins,
    merge_units,
    second_factors,
    systems,
    units,
)
from people.administration.widening import widening_acts
from people.models import Human, Route, System, User
from tests.support.people.approvals import approved
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from timeliness.models import Delivery
from timeliness.notices import NOTICE_TITLES, notice_mail

pytestmark = pytest.mark.django_db
# What tests/people/test_leaders.py and test_agency_administrators_hear.py show.
TOLD_ELSEWHERE = {
    "give_capacity", "reactivate_person", "merge_unit", "merge_agency",
    "add_pilot_area", "change_pilot_area",  # tests/pilots/test_pilots.py
    "set_areas",  # tests/people/test_areas_of_forces.py
    "move_unit",  # tests/people/test_moved_units.py
}  # fmt: skip
OPENS_NO_UNIT = {"add_system", "add_directory"}


@pytest.fixture
def leader(police):
    return make_user(police, "supervise_cases", name="Lee Leader")


@pytest.fixture
def other_leader(db):
    """A leader of a unit that the person has nothing to do with."""
    return make_user(make_unit("POLICE"), "supervise_cases")


@pytest.fixture
def system(police):
    account = make_user(police, "exchange_cases", is_system=True, password="!")
    System.objects.create(account=account, secret="0" * 64)
    return account


def two_of_one(officer, police):
    """Another account of the officer, with a role on the same unit."""
    return make_user(police, "refer_cases", email="second@example.org")


def changed_address(officer, **facts):
    accounts.change_address(person=officer, version=1, email="other@example.org", **facts)


def reset_factor(officer, **facts):
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    second_factors.reset_second_factor(person=officer, version=1, **facts)


def linked(officer, **facts):
    linked_sign_ins.link_sign_in(
        person=officer, version=1, issuer="https://id.example.org", subject="s1", **facts
    )


def joined(officer, **facts):
    linked_accounts.join_accounts(person=officer, email="second@example.org", **facts)


def parted(officer, **facts):
    User.objects.filter(email__in=[officer.email, "second@example.org"]).update(
        human=Human.objects.create()
    )
    officer.refresh_from_db()
    linked_accounts.part_accounts(person=officer, version=officer.version, **facts)


ACTS = {
    "change_address": (changed_address, "way_in_changed"),
    "reset_second_factor": (reset_factor, "way_in_changed"),
    "link_sign_in": (linked, "way_in_changed"),
    "join_accounts": (joined, "accounts_joined"),
    "part_accounts": (parted, "accounts_parted"),
}
OF_SYSTEMS = {
    "renew_secret": lambda account, **facts: systems.renew_secret(
        person=account, version=1, **facts
    ),
    "set_public_keys": lambda account, **facts: systems.set_public_keys(
        person=account, version=1, keys={"keys": []}, **facts
    ),
}


def told(notice):
    rows = Delivery.objects.filter(notice=notice)
    for row in rows:
        assert all("Person" not in text for text in notice_mail(row))  # no name leaves by mail
    return sorted(rows.values_list("recipient", flat=True))


def facts_of(act, administrator):
    return {"by": scope_of(administrator), "at": scope_of(administrator).at} | {
        "approval": approved(act)
    }


@pytest.mark.parametrize("act", ACTS)
def test_another_way_in_is_told_to_the_leaders_of_the_units_it_opens(
    act, administrator, officer, police, leader, other_leader
):
    other = two_of_one(officer, police)
    do, notice = ACTS[act]
    do(officer, **facts_of(act, administrator))
    assert told(notice) == [leader.pk]
    assert notice in NOTICE_TITLES and other.pk != leader.pk


@pytest.mark.parametrize("act", OF_SYSTEMS)
def test_another_proof_of_a_system_is_told_to_the_leaders_of_its_units(
    act, administrator, system, leader, other_leader
):
    OF_SYSTEMS[act](system, **facts_of(act, administrator))
    assert told("system_way_in_changed") == [leader.pk]


def test_where_referrals_go_is_told_on_both_sides(administrator, police, cps, leader, other_leader):
    manager = make_user(cps, "allocate_cases")
    act = "set_route"
    units.set_route(
        unit=police, version=0, is_urgent=False, cps_unit=cps, **facts_of(act, administrator)
    )
    assert told("route_set") == sorted([leader.pk, manager.pk])


@pytest.mark.parametrize("side", ["POLICE", "CPS"])
def test_where_referrals_go_by_a_merger_is_told_on_both_sides(
    administrator, police, cps, leader, other_leader, side
):
    """Whichever side merges, also where a route is dropped for another."""
    manager = make_user(cps, "allocate_cases")
    unit = police if side == "POLICE" else cps
    into = unit.agency.units.create(name="Other", kind=unit.kind)
    Route.objects.create(police_unit=police, cps_unit=cps)
    if side == "POLICE":
        Route.objects.create(police_unit=into, cps_unit=make_unit("CPS"))
    facts = facts_of("merge_unit", administrator)
    merge_units.merge_unit(unit=unit, into=into, version=1, **facts)
    assert told("route_set") == sorted([leader.pk, manager.pk])


def local_administrator(police):
    """An administrator of the police agency, and a leader of another unit of it."""
    local = make_user(police, "administer_agency")
    other = police.agency.units.create(name="Other", kind=police.kind)
    return local, make_user(other, "supervise_cases")


@pytest.mark.parametrize("act", ["change_address", "reset_second_factor", "link_sign_in"])
def test_another_way_into_an_account_that_administers_is_told_in_every_unit(
    act, administrator, police, leader, other_leader
):
    local, second = local_administrator(police)
    do, notice = ACTS[act]
    do(local, **facts_of(act, administrator))
    assert told(notice) == sorted([leader.pk, second.pk])


def test_an_account_that_administers_is_reactivated_and_every_unit_hears(
    administrator, police, leader, other_leader
):
    local, second = local_administrator(police)
    User.objects.filter(pk=local.pk).update(is_active=False)
    facts = facts_of("reactivate_person", administrator)
    accounts.reactivate_person(person=local, version=1, **facts)
    assert told("access_given") == sorted([leader.pk, second.pk])


def test_another_way_into_an_account_of_oversight_is_told_to_all_of_oversight(
    administrator, office, leader
):
    reader = make_user(make_unit("OVERSIGHT", kind="ADMINISTRATION"), "read_audit_log")
    account = make_user(office, "administer_accounts")
    changed_address(account, **facts_of("change_address", administrator))
    assert told("way_in_changed") == sorted([administrator.pk, reader.pk])


def test_a_leader_who_is_the_person_hears_by_mail_alone(administrator, police, leader):
    changed_address(leader, **facts_of("change_address", administrator))
    assert told("way_in_changed") == []


def test_a_role_that_has_ended_tells_no_leader(administrator, officer, leader):
    officer.unitgrants.update(expires_at=MONDAY)
    changed_address(officer, **facts_of("change_address", administrator))
    assert told("way_in_changed") == []


def test_each_leader_of_each_unit_hears(administrator, officer, leader):
    other = make_unit("POLICE")
    second = make_user(other, "inspect_cases")
    give_capacity("refer_cases", officer, other)
    changed_address(officer, **facts_of("change_address", administrator))
    assert told("way_in_changed") == sorted([leader.pk, second.pk])


def test_every_act_that_widens_access_is_told_or_opens_no_unit():
    covered = {*ACTS, *OF_SYSTEMS, "set_route", *TOLD_ELSEWHERE}
    assert covered | OPENS_NO_UNIT == set(widening_acts())
    assert not covered & OPENS_NO_UNIT


def test_leaders_hear_that_charges_of_their_unit_have_no_second_reader_any_more(
    administrator, cps, other_leader
):
    leader = make_user(cps, "allocate_cases")
    facts = {"by": scope_of(administrator), "at": scope_of(administrator).at}
    facts |= {"unit": cps, "name": cps.name, "kind": cps.kind, "area": cps.area}
    units.change_unit(version=cps.version, charges_are_read_twice=True, **facts)
    assert told("second_reader_ended") == []
    cps.refresh_from_db()
    why = {"changed_because": "The manager asked for it."}
    units.change_unit(version=cps.version, charges_are_read_twice=False, **facts | why)
    assert told("second_reader_ended") == [leader.pk]
    assert "second_reader_ended" in NOTICE_TITLES
