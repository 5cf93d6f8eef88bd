"""Linking a sign-in at a provider, unlinking it, confirming there who it is, and signing out."""

import time

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from pytest_django.asserts import assertRedirects

from devtools.case_builder import person
from devtools.signed_in import without_second_factor
from people.models import AuditEntry, LinkedSignIn, Session
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.openid.fixtures import PASSWORD, link, linked, officer, process, providers
from tests.support.openid.running import address_back, through_provider
from tests.support.people.cast import make_unit, make_user
from tests.support.people.pages import ImmediateThread
from tests.support.security_key import add_security_key

FIXTURES = (providers, linked, officer, process)
START, LINK = "/account/by/police/", "/account/by/police/link/"
UNLINK, CONFIRM = "/account/by/police/unlink/", "/account/confirm/"
AT_PROVIDER = "/account/by/police/confirm/"
SECURITY, ADD = "/account/security/", "/administration/people/add/"


@pytest.fixture(autouse=True)
def mail_in_this_thread(monkeypatch):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)


@pytest.fixture
def confirmed(officer, client):
    """A client of an officer who has just confirmed who they are."""
    client.force_login(officer)
    client.post(CONFIRM, {"password": PASSWORD})
    return client


def linked_to(user):
    return [*LinkedSignIn.objects.filter(user=user).values_list("issuer", "subject")]


# Linking


def test_a_person_links_their_sign_in_and_it_opens_their_account(confirmed, officer, providers):
    text = confirmed.get(SECURITY).content.decode()
    assert "Sign-in at Wessex Police" in text and LINK in text
    form = confirmed.get(LINK)
    assert f"form-action 'self' {providers.base}" in form.headers["Content-Security-Policy"]
    assertRedirects(confirmed.get(address_back(confirmed.post(LINK).url)), SECURITY)
    assert linked_to(officer) == [(f"{providers.base}/police", "person-1")]
    assert [letter.subject for letter in mail.outbox] == [
        "A sign-in has been linked to your account"
    ]
    assert AuditEntry.objects.filter(verb="sign_in_linked", user=officer).count() == 1
    browser = Client()
    providers.tell(claims={"amr": ["mfa"]})
    through_provider(browser, START)
    assert browser.session[SESSION_KEY] == str(officer.pk)
    assert "Unlink" in browser.get(SECURITY).content.decode()


def test_linking_asks_who_it_is_here_and_anew_at_the_provider(officer, client, providers):
    client.force_login(officer)
    for send in (client.get, client.post):
        assert send(LINK).url.startswith(CONFIRM)
    client.post(CONFIRM, {"password": PASSWORD})
    providers.tell(auth_time=time.time() - 600, is_stubborn=True)
    away = client.post(LINK).url
    assert "prompt=login" in away and "max_age=0" in away
    assert client.get(address_back(away)).status_code == 400
    assert linked_to(officer) == []


def test_an_answer_to_a_link_counts_only_for_whoever_asked(confirmed, officer):
    back = address_back(confirmed.post(LINK).url)
    other = make_user(make_unit("POLICE"), "refer_cases")
    session = confirmed.session
    kept = session["socialaccount_states"]
    confirmed.force_login(other)
    session = confirmed.session
    session["socialaccount_states"] = kept
    session.save()
    assert confirmed.get(back).status_code == 400
    assert not LinkedSignIn.objects.exists()


def test_a_session_without_a_second_factor_links_nothing(confirmed, officer):
    back = address_back(confirmed.post(LINK).url)
    without_second_factor(confirmed)
    assert confirmed.get(back).status_code == 400
    assertRedirects(confirmed.get(LINK), "/account/security/set-up/")
    assert linked_to(officer) == []


def test_a_sign_in_of_another_account_is_not_taken(confirmed, officer, providers):
    other = make_user(make_unit("POLICE"), "refer_cases")
    link(other, providers)
    page = confirmed.get(address_back(confirmed.post(LINK).url), follow=True)
    assert "That sign-in is linked to another account here." in page.content.decode()
    assert linked_to(officer) == [] and len(linked_to(other)) == 1


def test_an_account_has_one_sign_in_at_a_provider_and_linking_twice_is_once(
    confirmed, officer, providers
):
    for _ in range(2):
        confirmed.get(address_back(confirmed.post(LINK).url))
    assert len(linked_to(officer)) == 1
    providers.tell(person="person-2")
    page = confirmed.get(address_back(confirmed.post(LINK).url), follow=True)
    assert "has a linked sign-in there already" in page.content.decode()
    assert linked_to(officer) == [(f"{providers.base}/police", "person-1")]


# Unlinking


def test_an_unlinked_sign_in_opens_nothing_and_what_it_opened_ends(confirmed, linked):
    add_security_key(linked)
    there = Client()
    through_provider(there, START)
    assert there.get("/").status_code == 200
    assert "Do you want to unlink" in confirmed.get(UNLINK).content.decode()
    assertRedirects(confirmed.post(UNLINK), SECURITY)
    assert linked_to(linked) == [] and SESSION_KEY not in there.session
    assert mail.outbox[-1].subject == "A sign-in has been unlinked from your account"
    assert through_provider(there, START).status_code == 403
    assert Session.objects.filter(user=linked).count() == 1


def test_the_only_way_into_an_account_is_not_unlinked(confirmed, linked):
    linked.set_unusable_password()
    linked.save()
    browser = Client()
    through_provider(browser, START)
    page = browser.post(UNLINK, follow=True)
    assert "This is the only way into this account" in page.content.decode()
    assert len(linked_to(linked)) == 1


def test_the_only_second_step_is_not_unlinked(confirmed, linked):
    page = confirmed.post(UNLINK, follow=True)
    assert "Set one up here first, then unlink." in page.content.decode()
    assert len(linked_to(linked)) == 1


# Confirming who it is


@pytest.fixture
def administrator(providers, client):
    """(client, user) of an administrator without a password, who signed in there a while ago."""
    user = person(make_administration_unit(), "administer_accounts")
    user.set_unusable_password()
    user.save()
    link(user, providers)
    providers.tell(claims={"amr": ["mfa"]}, auth_time=time.time() - 800)
    through_provider(client, START)
    return client, user


def test_who_has_no_password_confirms_at_the_provider(administrator):
    client, _user = administrator
    asked = client.get(client.get(ADD).url)
    assert asked.url == f"{AT_PROVIDER}?next=%2Fadministration%2Fpeople%2Fadd%2F"
    assertRedirects(through_provider(client, asked.url), ADD)


def test_security_also_asks_who_has_no_password_here(administrator):
    client, _user = administrator
    assert client.get("/account/security/app/").url.startswith(AT_PROVIDER)


@pytest.mark.parametrize("told", [{"person": "person-2"}, {"is_stubborn": True}])
def test_another_person_or_an_old_sign_in_confirms_nothing(administrator, providers, told):
    client, _user = administrator
    providers.tell(**told)
    assert through_provider(client, f"{AT_PROVIDER}?next={ADD}").status_code == 400
    assert client.get(ADD).status_code == 302


def test_who_has_a_password_may_confirm_by_either(officer, providers, client):
    link(officer, providers)
    client.force_login(officer)
    text = client.get(f"{CONFIRM}?next=/notices/").content.decode()
    assert "Sign in again at Wessex Police instead" in text and AT_PROVIDER in text


def test_confirming_leads_to_no_other_site(linked, client):
    client.force_login(linked)
    back = through_provider(client, f"{AT_PROVIDER}?next=https://elsewhere.example/")
    assert back.url == "/"


# Signing out


def test_signing_out_here_signs_out_at_the_provider(linked, client, providers):
    through_provider(client, START)
    page = client.get("/account/sign-out/")
    assert f"form-action 'self' {providers.base}" in page.headers["Content-Security-Policy"]
    away = client.post("/account/sign-out/")
    assert address_back(away.url) == "/account/sign-in/?"
    [told] = providers.tell()["signed_out"]
    assert told["client_id"] == "rasso" and told["id_token_hint"].count(".") == 2
    assert SESSION_KEY not in client.session


def test_who_signed_in_by_a_password_signs_out_here_alone(linked, client, providers):
    client.force_login(linked)
    page = client.get("/account/sign-out/")
    assert providers.base not in page.headers["Content-Security-Policy"]
    assertRedirects(client.post("/account/sign-out/"), "/account/sign-in/")
    assert providers.tell()["signed_out"] == []


def confirm_there(client, providers):
    through_provider(client, f"{AT_PROVIDER}?next=/")


def link_there(client, providers):
    client.post(CONFIRM, {"password": PASSWORD})
    client.get(address_back(client.post(LINK).url))


@pytest.mark.parametrize("show", [confirm_there, link_there])
def test_who_showed_there_who_they_are_signs_out_there_too(linked, client, providers, show):
    client.force_login(linked)
    show(client, providers)
    page = client.get("/account/sign-out/?next=/notices/")
    assert providers.base in page.headers["Content-Security-Policy"]
    away = client.post("/account/sign-out/?next=/notices/", {"next": "/notices/"}).url
    assert address_back(away) == "/account/sign-in/?"
    assert len(providers.tell()["signed_out"]) == 1


def test_the_browser_signs_out_at_each_provider_in_turn(linked, client, providers):
    link(linked, providers, "cps")
    through_provider(client, START)
    through_provider(client, "/account/by/cps/confirm/?next=/")
    first = client.post("/account/sign-out/").url
    second = client.get(address_back(first)).url
    assert f"{providers.base}/police/" in first and f"{providers.base}/cps/" in second
    assert client.get(address_back(second)).status_code == 200
