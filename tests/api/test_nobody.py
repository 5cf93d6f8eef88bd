"""A system is not a person: no list of people offers it, and no field for a person accepts it."""

import pytest
from django.db.utils import IntegrityError

from cases.allocation.actions import allocations, officers
from cases.case_access.actions import conflicts
from cases.correspondence.actions import message_threads
from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from people.access import scopes
from people.access.permission_tables import Refused
from people.administration.actions import accounts as persons
from people.administration.actions import grants
from people.administration.actions.systems import add_system
from people.models import User
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.people.cast import make_unit

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


@pytest.fixture
def accounts(builder):
    """The accounts of a system of each side, for the units that have the case."""
    return [Caller(unit).system.account for unit in (builder.cast.police, builder.cast.cps)]


CHOOSERS = [
    ("officer", "open-thread"),
    ("supervisor", "record-conflict"),
    ("supervisor", "name-officer"),
    ("manager", "reallocate-case"),
    ("manager", "cover-case"),
    ("prosecutor", "record-consultation"),
]


@pytest.mark.parametrize(("who", "name"), CHOOSERS)
def test_no_page_offers_one_among_people(builder, accounts, who, name):
    person(builder.cast.police, "refer_cases")
    page = client_for(getattr(builder.cast, who)).get(page_url(name, builder.case))

    assert page.status_code == 200
    offered = {
        str(key)
        for field in page.context["form"].fields.values()
        for key, _label in getattr(field, "choices", ())
    }
    people = {str(pk) for pk in User.objects.filter(is_system=False).values_list("pk", flat=True)}
    assert offered & people
    assert not offered & {str(account.pk) for account in accounts}


def test_no_act_takes_one_for_a_person(builder, accounts):
    police, cps = accounts
    for act, who, about in (
        (message_threads.open_thread, "officer", {"text": "Look.", "mention": police}),
        (conflicts.record_conflict, "supervisor", {
            "person": police, "kind": "WITNESS",
            "reason": "It took the call. Both sides know the reason."}),
        (officers.name_officer, "supervisor", {"to": police}),
        (allocations.reallocate_case, "manager", {"to": cps,
        "reason": "He is away. Both sides know the reason."}),
    ):  # fmt: skip
        with pytest.raises(Refused):
            builder.do(act, who, case=builder.case, **about)


def test_the_database_keeps_it_without_a_password(accounts):
    account = accounts[0]
    account.set_password("a long enough pass phrase")
    with pytest.raises(IntegrityError):
        account.save()


@pytest.mark.parametrize("capacity", ["refer_cases", "manage_pilot_area"])
def test_a_system_is_given_nothing_that_people_hold(builder, accounts, capacity):
    by = scope(person(make_administration_unit(), "administer_accounts"))
    facts = {"person": accounts[0], "by": by, "at": MONDAY, "unit": builder.cast.police}
    with pytest.raises(Refused):
        grants.give_capacity(approval=approved("give_capacity"), capacity=capacity, **facts)
    grants.give_capacity(approval=approved("give_capacity"), capacity="see_figures", **facts)

    held = scopes.scope_of(accounts[0], at=MONDAY).all_capacities
    assert held == {"exchange_cases", "see_figures"}


def test_a_system_is_given_no_address(accounts):
    by = scope(person(make_administration_unit(), "administer_accounts"))
    facts = {"person": accounts[0], "by": by, "at": MONDAY, "version": 1}
    with pytest.raises(Refused, match="which does not sign in"):
        persons.change_address(
            approval=approved("change_address"), email="officer@example.org", **facts
        )

    assert persons.change_person(name="Another name", **facts).name == "Another name"


def test_no_person_is_given_what_systems_hold(builder):
    by = scope(person(make_administration_unit(), "administer_accounts"))
    with pytest.raises(Refused, match="Only a system can have this role"):
        grants.give_capacity(
            approval=approved("give_capacity"),
            person=builder.cast.officer, by=by, at=MONDAY, unit=builder.cast.police,
            capacity="exchange_cases",
        )  # fmt: skip


def test_an_agency_whose_units_none_can_act_for_has_none(db):
    by = scope(person(make_administration_unit(), "administer_accounts"))
    service = make_unit("SUPPORT").agency
    with pytest.raises(Refused, match="an agency of the police or of the CPS"):
        add_system(
            approval=approved("add_system"), by=by, at=MONDAY, name="Case notes", agency=service
        )
