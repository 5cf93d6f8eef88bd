"""Actions of the administration check their rules, whoever calls them."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from people.access.permission_tables import Refused
from people.administration.actions import (
    accounts,
    agencies,
    grants,
    linked_sign_ins,
    second_factors,
    sessions,
    units,
)
from people.models import Side, UnitGrant
from tests.support.people.approvals import approved
from tests.support.people.cast import make_unit, make_user, scope_of


@pytest.fixture
def administrator_scope(office):
    return scope_of(make_user(office, "administer_accounts"))


def current_time():
    return timezone.now()


def give_capacity_to(administrator_scope, person, unit, capacity="supervise_cases", **more):
    return grants.give_capacity(
        approval=approved("give_capacity"),
        person=person,
        by=administrator_scope,
        at=current_time(),
        unit=unit,
        capacity=capacity,
        **more,
    )


@pytest.mark.parametrize(
    ("side", "facts", "capacity", "reason"),
    [
        (Side.CPS, {}, "prosecute_cases", "the person’s own side"),
        (Side.POLICE, {"is_open": False}, "supervise_cases", "This unit is closed"),
        (Side.POLICE, {}, "prosecute_cases", "people of this unit can have"),
        (Side.POLICE, {}, "administer_accounts", "people of this unit can have"),
    ],
)
def test_a_capacity_that_would_be_worth_nothing_is_refused(
    administrator_scope, officer, side, facts, capacity, reason
):
    with pytest.raises(Refused, match=reason):
        give_capacity_to(administrator_scope, officer, make_unit(side, **facts), capacity)


def test_accounts_and_the_log_are_held_on_the_administration_and_nowhere_else(
    administrator_scope, office
):
    colleague, elsewhere = make_user(office), make_unit(Side.OVERSIGHT)
    with pytest.raises(Refused, match="people of this unit can have"):
        give_capacity_to(administrator_scope, colleague, elsewhere, "read_audit_log")
    give_capacity_to(administrator_scope, colleague, office, "read_audit_log")

    assert scope_of(colleague).holds("read_audit_log")


def test_an_end_that_has_passed_is_refused(administrator_scope, officer, police):
    with pytest.raises(Refused, match="today or later"):
        give_capacity_to(
            administrator_scope, officer, police, expires_at=current_time() - timedelta(seconds=1)
        )


def test_a_new_address_ends_the_old_one_for_good(administrator_scope, officer):
    EmailAddress.objects.create(user=officer, email=officer.email, primary=True, verified=True)
    accounts.change_address(
        approval=approved("change_address"),
        person=officer,
        by=administrator_scope,
        at=current_time(),
        version=1,
        email="New@example.org",
    )

    officer.refresh_from_db()
    assert officer.email == "new@example.org"
    assert not EmailAddress.objects.exists()


def test_an_officer_can_administer_nothing(officer, police, cps):
    who, at = scope_of(officer), current_time()
    change = {"by": who, "at": at, "version": 1}
    person, held = make_user(police), UnitGrant.objects.get(user=officer)
    unit = {"name": "U", "kind": "RASSO"}
    calls = [
        lambda: agencies.add_agency(by=who, at=at, name="New", side="CPS"),
        lambda: agencies.change_agency(agency=police.agency, name="New", **change),
        lambda: units.add_unit(by=who, at=at, agency=police.agency, **unit),
        lambda: units.change_unit(unit=police, **unit, **change),
        lambda: units.set_route(
            approval=approved("set_route"),
            unit=police,
            by=who,
            at=at,
            version=0,
            is_urgent=False,
            cps_unit=cps,
        ),
        lambda: accounts.add_person(
            by=who, at=at, name="N", email="n@example.org", agency=police.agency
        ),
        lambda: accounts.change_person(person=person, name="N", **change),
        lambda: accounts.change_address(
            approval=approved("change_address"), person=person, email="n@example.org", **change
        ),
        lambda: accounts.deactivate_person(person=person, reason="Why.", **change),
        lambda: accounts.reactivate_person(
            approval=approved("reactivate_person"), person=person, **change
        ),
        lambda: second_factors.reset_second_factor(
            approval=approved("reset_second_factor"), person=person, **change
        ),
        lambda: linked_sign_ins.link_sign_in(
            approval=approved("link_sign_in"),
            person=person,
            issuer="https://i.example",
            subject="1",
            **change,
        ),
        lambda: linked_sign_ins.unlink_sign_ins(person=person, reason="Why.", **change),
        lambda: sessions.sign_person_out(person=person, **change),
        lambda: accounts.send_set_up_link(person=person, by=who, at=at),
        lambda: give_capacity_to(who, person, police),
        lambda: grants.take_capacity_back(grant=held, by=who, at=at, reason="Why."),
    ]
    for call in calls:
        with pytest.raises(Refused, match="Only administrators"):
            call()
