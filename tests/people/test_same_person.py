"""Accounts of one person: linked by an administrator, and counted as one."""

import pytest
from django.urls import reverse

from people.models import Human, User
from tests.support.people.approvals import post_by_two
from tests.support.people.cast import make_user, scope_of
from tests.support.people.pages import last_entry, response_text


@pytest.fixture
def second_prosecutor(cps):
    return make_user(cps, "prosecute_cases")


def join_two_accounts(admin, first, second):
    return post_by_two(admin, "join-accounts", first.pk, email=second.email.upper())


def separate_accounts(admin, one):
    version = User.objects.get(pk=one.pk).version
    return post_by_two(admin, "part-accounts", one.pk, version=version)


def account_ids(user):
    return scope_of(user).accounts


def test_a_person_is_one_account_until_an_administrator_says_otherwise(officer, prosecutor):
    assert account_ids(officer) == {officer.pk}
    assert Human.objects.count() == 0


def test_two_accounts_are_recorded_as_of_one_person(admin, officer, prosecutor):
    assert join_two_accounts(admin, officer, prosecutor).status_code == 302
    assert account_ids(officer) == account_ids(prosecutor) == {officer.pk, prosecutor.pk}
    assert last_entry("join_accounts").ids == [str(prosecutor.pk)]
    for one, other in ((officer, prosecutor), (prosecutor, officer)):
        page = admin.get(reverse("person", args=[one.pk]))
        assert "Other accounts of the same person" in response_text(
            page
        ) and other.name in response_text(page)
        assert "Recorded as an account of the same person" in response_text(page)


def test_a_third_account_joins_whichever_of_the_two_it_is_recorded_with(
    admin, officer, prosecutor, second_prosecutor, cps
):
    fourth = make_user(cps)
    join_two_accounts(admin, officer, prosecutor)
    join_two_accounts(admin, second_prosecutor, fourth)
    join_two_accounts(admin, second_prosecutor, officer)
    everyone = {officer.pk, prosecutor.pk, second_prosecutor.pk, fourth.pk}
    assert account_ids(officer) == account_ids(fourth) == everyone


def test_an_account_that_was_joined_by_mistake_is_parted_again(
    admin, officer, prosecutor, second_prosecutor
):
    join_two_accounts(admin, officer, prosecutor)
    join_two_accounts(admin, officer, second_prosecutor)
    separate_accounts(admin, officer)
    assert account_ids(officer) == {officer.pk}
    assert account_ids(prosecutor) == {prosecutor.pk, second_prosecutor.pk}


def test_a_deactivated_account_still_counts(admin, officer, prosecutor):
    join_two_accounts(admin, officer, prosecutor)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert account_ids(prosecutor) == {officer.pk, prosecutor.pk}


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("nobody@example.org", "There is no account with this email address."),
        ("", "Enter the email address of the other account"),
    ],
)
def test_an_unknown_address_is_explained_and_kept(admin, officer, email, told):
    answer = post_by_two(admin, "join-accounts", officer.pk, email=email)
    assert told in response_text(answer)
    assert f'value="{email}"' in response_text(answer) or not email
    assert Human.objects.count() == 0


def test_an_account_is_not_joined_to_itself_or_twice(admin, officer, prosecutor):
    answer = join_two_accounts(admin, officer, officer)
    assert (answer.status_code, "another account than this one" in response_text(answer)) == (
        409,
        True,
    )
    join_two_accounts(admin, officer, prosecutor)
    answer = join_two_accounts(admin, prosecutor, officer)
    assert (answer.status_code, "of one person already" in response_text(answer)) == (409, True)


def test_an_administrator_says_nothing_about_their_own_account(admin, administrator, officer):
    assert admin.get(reverse("join-accounts", args=[administrator.pk])).status_code == 403
    answer = join_two_accounts(admin, officer, administrator)
    assert (answer.status_code, "your own account" in response_text(answer)) == (409, True)
    assert Human.objects.count() == 0


def test_an_account_that_stands_alone_is_not_parted(admin, officer):
    assert admin.get(reverse("part-accounts", args=[officer.pk])).status_code == 403


def test_only_administrators_join_accounts(client, officer, prosecutor):
    client.force_login(officer)
    assert client.get(reverse("join-accounts", args=[prosecutor.pk])).status_code == 403
