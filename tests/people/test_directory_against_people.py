"""What an agency's directory says, where people have done something else meanwhile."""

from urllib.parse import quote

import pytest
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from people.models import AccessProposal, System, User
from people.signing_in.allauth_adapters import AccountAdapter
from tests.support.people.approvals import post_by_two, propose_on_page, secret_by_two
from tests.support.people.cast import give_capacity
from tests.support.people.directory import Directory, account_of
from tests.support.people.pages import post_page, response_text

NAME = {"op": "replace", "path": "displayName"}
ADDRESS = {"op": "replace", "path": "userName"}
DEPARTMENT = {
    "op": "add",
    "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
}
END = {"op": "replace", "path": "active", "value": False}


@pytest.fixture
def directory(police, administrator):
    return Directory(police, administrator)


def as_now(person):
    return User.objects.get(pk=person.pk)


# Nothing that comes with it keeps a leaver


def test_a_leaver_ends_though_the_address_they_were_to_have_is_somebody_elses(directory, officer):
    directory.patch(officer, ADDRESS | {"value": "new@force.example"})
    directory.join("new@force.example")
    assert directory.end(officer).status_code == 200
    assert not as_now(officer).is_active and as_now(officer).email == officer.email


@pytest.mark.parametrize(
    "also",
    [
        NAME | {"value": "x" * 201},
        NAME | {"value": "No\u00a0break"},
        ADDRESS | {"value": "no address"},
        ADDRESS | {"value": "taken@force.example"},
        {"op": "replace", "path": "externalId", "value": "of another"},
    ],
    ids=["long", "space", "no-address", "taken", "id"],
)
def test_a_leaver_ends_whatever_comes_with_it(directory, officer, also):
    directory.join("taken@force.example", externalId="of another")
    assert directory.patch(officer, also, END).status_code == 200
    assert not as_now(officer).is_active


# What two people agreed stays


def test_somebody_whom_two_people_opened_again_is_not_ended_by_a_new_name(
    directory, officer, admin
):
    directory.end(officer)
    post_by_two(admin, "reactivate-person", officer.pk, version=as_now(officer).version)
    assert as_now(officer).is_active
    for said in (NAME | {"value": "Olive Other"}, DEPARTMENT | {"value": "Burglary"}):
        assert directory.patch(officer, said).status_code == 200
    assert as_now(officer).is_active
    directory.end(officer)
    assert not as_now(officer).is_active


def test_an_address_that_two_people_changed_is_not_changed_back(directory, admin):
    person = account_of(directory.join("old@force.example"))
    post_by_two(
        admin, "change-address", person.pk, version=person.version, email="new@force.example"
    )
    assert as_now(person).email == "new@force.example"
    directory.patch(person, DEPARTMENT | {"value": "Burglary"})
    assert as_now(person).email == "new@force.example"
    directory.patch(person, ADDRESS | {"value": "third@force.example"})
    assert as_now(person).email == "new@force.example"


def test_an_address_stays_while_a_role_for_it_waits_for_approval(directory, admin, police):
    person = account_of(directory.join("jo@force.example"))
    propose_on_page(
        admin, "give-capacity", person.pk, version=person.version, unit=police.pk,
        capacity="refer_cases", lasts="yes",
    )  # fmt: skip
    assert AccessProposal.objects.filter(person=person, status="WAITING").exists()
    directory.patch(person, ADDRESS | {"value": "elsewhere@force.example"})
    assert as_now(person).email == "jo@force.example"


def test_nobody_is_listed_as_wanted_back_whom_the_directory_has_said_nothing_of(
    directory, admin, police
):
    person = account_of(directory.join())
    give_capacity("refer_cases", person, police)
    post_page(admin, "deactivate-person", person.pk, version=as_now(person).version)
    assert not as_now(person).is_active
    page = response_text(admin.get(reverse("see-directories")))
    assert "Works there again" not in page
    directory.patch(person, {"op": "replace", "path": "active", "value": True})
    assert "Works there again" in response_text(admin.get(reverse("see-directories")))
    assert not as_now(person).is_active


# A password that is changed at that moment


def test_a_password_that_is_changed_meanwhile_opens_no_account_that_was_ended(directory, officer):
    as_read_before = as_now(officer)
    directory.end(officer)
    request = RequestFactory().post("/")
    request.session = Client().session
    with request_context(request), pytest.raises(ImmediateHttpResponse) as answer:
        AccountAdapter(request).set_password(as_read_before, "another long pass phrase")
    assert answer.value.response.url == reverse("account_inactive")
    now = as_now(officer)
    assert not now.is_active and not now.check_password("another long pass phrase")


def test_a_changed_password_writes_nothing_else_of_the_account(officer):
    as_read_before = as_now(officer)
    User.objects.filter(pk=officer.pk).update(email="agreed@force.example", version=9)
    request = RequestFactory().post("/")
    request.session = Client().session
    with request_context(request):
        AccountAdapter(request).set_password(as_read_before, "another long pass phrase")
    now = as_now(officer)
    assert (now.email, now.version) == ("agreed@force.example", 9)
    assert now.check_password("another long pass phrase")


# Requests and secrets


@pytest.mark.parametrize(
    "asked",
    [
        "filter=" + quote('userName eq "\\ud800"'),
        "startIndex=100000000000000000000",
        "startIndex=9223372036854775807&count=1",
    ],
    ids=["surrogate", "beyond", "last"],
)
def test_what_no_row_can_be_is_answered_with_no_row(directory, officer, asked):
    answer = directory.get(f"Users?{asked}")
    assert answer.status_code == 200 and answer.json()["Resources"] == []


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "Vera Vane", "value": "x"},
        {"op": "Vera Vane", "path": "displayName", "value": "x"},
        {"op": "replace", "path": "active", "value": "Vera Vane"},
        {"op": "replace", "path": "name", "value": {"Vera Vane": "x"}},
        {"op": "replace", "path": 'emails[type eq "Vera Vane"].value', "value": "x"},
    ],
)
def test_nothing_of_what_was_sent_is_repeated_where_it_is_refused(directory, officer, operation):
    answer = directory.patch(officer, operation)
    assert "Vera" not in answer.content.decode()
    if answer.status_code == 400:
        assert answer.json()["detail"].endswith(".")


def test_a_second_new_secret_leaves_the_one_in_use(directory, admin):
    account = directory.system.account
    for _ in range(2):  # the first page was lost
        secret_by_two(admin, "renew-secret", account.pk, version=as_now(account).version)
    assert directory.get("Users").status_code == 200


def test_a_directory_that_was_deactivated_comes_back_with_no_secret_of_before(
    directory, admin, police, administrator
):
    account = directory.system.account
    post_page(admin, "deactivate-person", account.pk, version=account.version)
    post_by_two(admin, "reactivate-person", account.pk, version=as_now(account).version)
    assert as_now(account).is_active
    assert directory.get("Users").status_code == 401
    post_page(admin, "deactivate-person", account.pk, version=as_now(account).version)
    Directory(police, administrator, name="Another")
    answer = post_by_two(admin, "reactivate-person", account.pk, version=as_now(account).version)
    assert "has a directory already" in response_text(answer)
    assert System.objects.filter(people_of=police.agency, account__is_active=True).count() == 1


def test_unused_accounts_may_still_be_moved_by_their_directory(directory):
    person = account_of(directory.join("jo@force.example"))
    directory.patch(person, ADDRESS | {"value": "jo.new@force.example"})
    assert as_now(person).email == "jo.new@force.example"
