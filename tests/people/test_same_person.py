"""Accounts of one person: linked by an administrator, and counted as one."""

import pytest
from django.urls import reverse

from people.models import Human, User
from tests.support.people.cast import make_user, scope_of
from tests.support.people.pages import last_entry, send, text


@pytest.fixture
def prosecutor2(cps):
    return make_user(cps, "prosecute_cases")


def join(admin, first, second):
    return send(admin, "join-accounts", first.pk, email=second.email.upper())


def part(admin, one):
    version = User.objects.get(pk=one.pk).version
    return send(admin, "part-accounts", one.pk, version=version)


def accounts(user):
    return scope_of(user).accounts


def test_everybody_is_one_account_until_somebody_says_otherwise(officer, prosecutor):
    assert accounts(officer) == {officer.pk}
    assert Human.objects.count() == 0


def test_two_accounts_are_recorded_as_of_one_person(admin, officer, prosecutor):
    assert join(admin, officer, prosecutor).url == reverse("person", args=[officer.pk])
    assert accounts(officer) == accounts(prosecutor) == {officer.pk, prosecutor.pk}
    assert last_entry().verb == "join_accounts"
    for one, other in ((officer, prosecutor), (prosecutor, officer)):
        page = admin.get(reverse("person", args=[one.pk]))
        assert "Other accounts of the same person" in text(page) and other.name in text(page)
        assert "Recorded as an account of the same person" in text(page)


def test_a_third_account_joins_whichever_of_the_two_it_is_recorded_with(
    admin, officer, prosecutor, prosecutor2, cps
):
    fourth = make_user(cps)
    join(admin, officer, prosecutor)
    join(admin, prosecutor2, fourth)
    join(admin, prosecutor2, officer)
    everyone = {officer.pk, prosecutor.pk, prosecutor2.pk, fourth.pk}
    assert accounts(officer) == accounts(fourth) == everyone


def test_an_account_that_was_joined_by_mistake_is_parted_again(
    admin, officer, prosecutor, prosecutor2
):
    join(admin, officer, prosecutor)
    join(admin, officer, prosecutor2)
    part(admin, officer)
    assert accounts(officer) == {officer.pk}
    assert accounts(prosecutor) == {prosecutor.pk, prosecutor2.pk}


def test_a_deactivated_account_still_counts(admin, officer, prosecutor):
    join(admin, officer, prosecutor)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert accounts(prosecutor) == {officer.pk, prosecutor.pk}


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("nobody@example.org", "There is no account with this email address."),
        ("", "Enter the email address of the other account"),
    ],
)
def test_an_address_that_nobody_has_is_said_and_kept(admin, officer, email, told):
    answer = send(admin, "join-accounts", officer.pk, email=email)
    assert told in text(answer)
    assert f'value="{email}"' in text(answer) or not email
    assert Human.objects.count() == 0


def test_an_account_is_not_joined_to_itself_or_twice(admin, officer, prosecutor):
    answer = join(admin, officer, officer)
    assert (answer.status_code, "another account than this one" in text(answer)) == (409, True)
    join(admin, officer, prosecutor)
    answer = join(admin, prosecutor, officer)
    assert (answer.status_code, "of one person already" in text(answer)) == (409, True)


def test_an_administrator_says_nothing_about_their_own_account(admin, administrator, officer):
    assert admin.get(reverse("join-accounts", args=[administrator.pk])).status_code == 403
    answer = join(admin, officer, administrator)
    assert (answer.status_code, "your own account" in text(answer)) == (409, True)
    assert Human.objects.count() == 0


def test_an_account_that_stands_alone_is_not_parted(admin, officer):
    assert admin.get(reverse("part-accounts", args=[officer.pk])).status_code == 403


def test_only_administrators_join_accounts(client, officer, prosecutor):
    client.force_login(officer)
    assert client.get(reverse("join-accounts", args=[prosecutor.pk])).status_code == 403
