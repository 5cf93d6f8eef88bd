"""What an administrator of an agency hears of accounts elsewhere, and every act's own refusal."""

import pytest
from django.utils import timezone

from cases.case_access.actions import named_roles
from people.access.permission_tables import Refused
from people.administration.actions import (
    accounts,
    directories,
    linked_sign_ins,
    merge_units,
    second_factors,
    sessions,
    systems,
)
from people.models import DirectoryPerson, LinkedSignIn, System
from tests.support.people.approvals import approved
from tests.support.people.cast import give_capacity, make_case, make_unit, make_user, scope_of

pytestmark = pytest.mark.django_db
ISSUER = "https://id.example.org"


@pytest.fixture
def local(police):
    return make_user(police, "administer_agency")


@pytest.fixture
def other_force(db):
    return make_unit("POLICE", name="Elsewhere unit")


@pytest.fixture
def stranger(other_force):
    return make_user(other_force, "refer_cases")


def facts_of(act, by):
    return {"by": scope_of(by), "at": timezone.now(), "approval": approved(act)}


def why_not_linked(by, person, subject):
    facts = facts_of("link_sign_in", by) | {"issuer": ISSUER, "subject": subject}
    with pytest.raises(Refused) as refused:
        linked_sign_ins.link_sign_in(person=person, version=1, **facts)
    return str(refused.value)


def test_a_sign_in_that_opens_an_account_elsewhere_is_refused_in_neutral_words(
    local, officer, stranger, administrator, police
):
    colleague = make_user(police, "refer_cases")
    for user, subject in ((stranger, "elsewhere"), (colleague, "here")):
        LinkedSignIn.objects.create(
            user=user, issuer=ISSUER, subject=subject, linked_at=timezone.now()
        )
    said = why_not_linked(local, officer, "elsewhere")
    assert "This sign-in cannot be used." in said and "another account" not in said
    assert "linked to another account" in why_not_linked(local, officer, "here")
    assert "linked to another account" in why_not_linked(administrator, officer, "elsewhere")


ACTS = {
    "change_address": lambda people, **facts: accounts.change_address(
        person=people["stranger"], version=1, email="new@example.org", **facts
    ),
    "reactivate_person": lambda people, **facts: accounts.reactivate_person(
        person=people["stranger"], version=1, **facts
    ),
    "reset_second_factor": lambda people, **facts: second_factors.reset_second_factor(
        person=people["stranger"], version=1, **facts
    ),
    "link_sign_in": lambda people, **facts: linked_sign_ins.link_sign_in(
        person=people["stranger"], version=1, issuer=ISSUER, subject="s", **facts
    ),
    "renew_secret": lambda people, **facts: systems.renew_secret(
        person=people["system"], version=1, **facts
    ),
    "set_public_keys": lambda people, **facts: systems.set_public_keys(
        person=people["system"], version=1, keys={"keys": []}, **facts
    ),
    "merge_unit": lambda people, **facts: merge_units.merge_unit(
        unit=people["unit"], into=people["into"], version=1, **facts
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_by_two_refuses_another_agency_by_itself(act, local, stranger, other_force):
    """Beside those that tests/people/test_agency_administrators.py tries."""
    system = make_user(other_force, is_system=True, password="!")
    System.objects.create(account=system, secret="0" * 64)
    into = other_force.agency.units.create(name="Into", kind=other_force.kind)
    people = {"stranger": stranger, "system": system, "unit": other_force, "into": into}
    with pytest.raises(Refused) as refused:
        ACTS[act](people, **facts_of(act, local))
    words = ("Only administrators manage", "This concerns another agency")
    assert str(refused.value).startswith(words)


def test_taking_linked_sign_ins_off_refuses_another_agency_by_itself(local, stranger):
    facts = {"by": scope_of(local), "at": timezone.now(), "version": 1}
    with pytest.raises(Refused, match="Only administrators manage"):
        linked_sign_ins.unlink_sign_ins(person=stranger, reason="They have left.", **facts)


def test_signing_somebody_out_refuses_another_agency_by_itself(local, stranger):
    facts = {"by": scope_of(local), "at": timezone.now(), "version": 1}
    with pytest.raises(Refused, match="Only administrators manage"):
        sessions.sign_person_out(person=stranger, **facts)


def test_the_end_of_a_naming_refuses_another_agency_by_itself(local, stranger, other_force):
    naming = give_capacity("officer_in_case", stranger, make_case(other_force, by=stranger))
    facts = {"by": scope_of(local), "at": timezone.now(), "reason": "They have left."}
    with pytest.raises(Refused, match="Only administrators manage"):
        named_roles.end_naming(grant=naming, **facts)


def test_what_a_directory_wants_is_put_aside_by_its_own_agency(local, stranger, other_force):
    account = make_user(other_force, is_system=True, password="!")
    directory = System.objects.create(
        account=account, secret="0" * 64, people_of=other_force.agency
    )
    now = timezone.now()
    person = DirectoryPerson.objects.create(
        user=stranger, directory=directory, names={}, email="new@example.net", is_active=True,
        wants_since=now,
    )  # fmt: skip
    with pytest.raises(Refused, match="This concerns another agency"):
        directories.put_directory_person_aside(person=person, by=scope_of(local), at=now)
