"""Signing in at an agency's identity provider: a real one, in a process of its own."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django.asserts import assertRedirects

from devtools.authenticator_app import shown_code
from people.models import AuditEntry, LinkedSignIn, User
from tests.support.openid.fixtures import PASSWORD, link, linked, officer, process, providers
from tests.support.openid.running import address_back, through_provider

START, BACK = "/account/by/police/", "/account/by/police/back/"
SIGN_IN, SET_UP, CODE = "/account/sign-in/", "/account/security/set-up/", "/account/security/code/"
FIXTURES = (providers, linked, officer, process)
FAILED = "We could not confirm who you are"


pytestmark = pytest.mark.usefixtures("providers")


def is_signed_in(client):
    return SESSION_KEY in client.session


def query_of(answer):
    return parse_qs(urlsplit(answer.url).query)


# Who comes in


def test_a_linked_sign_in_opens_its_account_by_one_link(linked, client):
    page = client.get(f"{SIGN_IN}?next=/notices/")
    assert "Sign in at Wessex Police" in page.content.decode()
    assert f'href="{START}?next=%2Fnotices%2F"' in page.content.decode()
    back = through_provider(client, f"{START}?next=/notices/")
    assertRedirects(back, "/notices/", fetch_redirect_response=False)
    assert client.session[SESSION_KEY] == str(linked.pk)
    assert client.get("/").status_code == 200
    assert AuditEntry.objects.filter(verb="sign_in", user=linked).count() == 1


def test_the_provider_is_asked_for_no_more_than_who_it_is(linked, client, providers):
    asked = {name: each[0] for name, each in query_of(client.get(START)).items()}
    assert asked["scope"] == "openid" and asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256" and len(asked["nonce"]) >= 32
    assert asked["acr_values"] == "two-step"
    through_provider(client, f"{START}?scope=email&auth_params=nonce%3Dx&process=link")
    [sent] = providers.tell()["sent"]
    assert sent["scope"] == "openid" and sent["nonce"] != "x"


def test_an_unknown_sign_in_learns_nothing_and_opens_nothing(officer, client, providers):
    providers.tell(claims={"email": officer.email, "email_verified": True, "amr": ["mfa"]})
    before = User.objects.count()
    page = through_provider(client, START)
    text = page.content.decode()
    assert page.status_code == 403 and "Your sign-in is not linked to an account" in text
    assert officer.email not in text and officer.name not in text
    providers.tell(claims={"email": "nobody@example.org", "amr": ["mfa"]})
    other = through_provider(Client(), START)
    assert len(other.content) == pytest.approx(len(page.content), abs=40)
    assert not is_signed_in(client) and User.objects.count() == before


@pytest.mark.parametrize(("name", "subject"), [("cps", "person-1"), ("police", "person-2")])
def test_issuer_and_subject_count_together(officer, client, providers, name, subject):
    link(officer, providers, name, subject)
    providers.tell(claims={"amr": ["mfa"]})
    assert through_provider(client, START).status_code == 403


def test_claims_give_no_role(linked, client, providers):
    providers.tell(
        claims={"amr": ["mfa"], "roles": ["administer_accounts"], "groups": ["administrators"]}
    )
    through_provider(client, START)
    assert client.get("/administration/").status_code == 403


def test_a_closed_account_stays_closed(linked, client):
    User.objects.update(is_active=False)
    assertRedirects(through_provider(client, START), "/account/closed/")
    assert not is_signed_in(client)
    [told] = AuditEntry.objects.filter(user=linked)
    assert told.verb == "sign_in_failed" and told.refused == "The account was closed meanwhile"


# Second factors


@pytest.mark.parametrize(
    ("claims", "is_enough"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "two-step"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "one-step"}, False),
        ({}, False),
    ],
)
def test_a_factor_shown_there_counts_by_the_values_that_are_set(
    linked, providers, claims, is_enough
):
    browser = Client()
    providers.tell(claims=claims)
    through_provider(browser, START)
    page = browser.get("/")
    assert page.status_code == (200 if is_enough else 302)
    assert is_enough or page.url == SET_UP


def test_a_provider_of_which_no_value_is_set_proves_no_factor(officer, client, providers):
    link(officer, providers, "cps")
    providers.tell("cps", claims={"amr": ["mfa"], "acr": "two-step"})
    through_provider(client, "/account/by/cps/")
    assertRedirects(client.get("/"), SET_UP)


def test_without_a_factor_there_the_one_here_is_asked_for(linked, client, providers):
    secret = generate_totp_secret()
    TOTP.activate(linked, secret)
    providers.tell(claims={"amr": ["pwd"]})
    assertRedirects(through_provider(client, START), CODE)
    assert not is_signed_in(client)
    client.post(CODE, {"code": shown_code(secret)})
    assert client.get("/").status_code == 200
    kept = str(dict(client.session.items()))
    assert "priya" not in kept.lower() and linked.password not in kept


def test_with_a_factor_there_the_one_here_is_not_asked_for(linked, client):
    TOTP.activate(linked, generate_totp_secret())
    through_provider(client, START)
    assert client.get("/").status_code == 200


def test_a_password_after_it_brings_no_factor_along(linked, client):
    TOTP.activate(linked, generate_totp_secret())
    session = client.session
    session["provider_proof"] = {"second_factor": True, "signed_in_at": time.time()}
    session.save()
    client.post(SIGN_IN, {"login": linked.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_a_sign_in_that_is_unlinked_at_the_code_is_not_completed(linked, client, providers):
    secret = generate_totp_secret()
    TOTP.activate(linked, secret)
    providers.tell(claims={})
    through_provider(client, START)
    LinkedSignIn.objects.all().delete()
    client.post(CODE, {"code": shown_code(secret)})
    assert not is_signed_in(client)


# Answers that prove nothing


@pytest.mark.parametrize(
    "fault",
    [
        "signature", "unsigned", "secret as key", "key", "issuer", "audience", "two audiences",
        "azp", "expired", "future", "nonce", "old sign-in", "later sign-in", "blank subject",
        "no nonce", "no auth_time", "no exp", "no sub", "no token", "discovery",
    ],
)  # fmt: skip
def test_a_token_that_proves_nothing_opens_nothing(linked, client, providers, fault):
    away = client.get(START).url
    providers.tell(fault=fault)
    page = client.get(address_back(away))
    assert page.status_code == 400 and FAILED in page.content.decode()
    assert not is_signed_in(client)
    told = AuditEntry.objects.filter(verb="sign_in_failed").values_list("refused", flat=True)
    assert [*told] == ["A provider did not confirm who it is"]
    providers.tell(fault="")
    through_provider(client, START)
    assert is_signed_in(client)


def test_an_answer_that_names_another_issuer_opens_nothing(linked, client, providers):
    providers.tell(fault="iss of the answer")
    assert through_provider(client, START).status_code == 400
    assert not is_signed_in(client)


def test_an_answer_counts_once_and_in_the_browser_that_asked(linked, client):
    back = address_back(client.get(START).url)
    assert Client().get(back).status_code == 400
    client.get(back)
    assert is_signed_in(client)
    client.post("/account/sign-out/")
    assert client.get(back).status_code == 400
    assert not is_signed_in(client)


def test_whoever_stops_the_sign_in_can_try_again(linked, client, providers):
    providers.tell(error="access_denied")
    page = through_provider(client, START)
    assert page.status_code == 400 and FAILED in page.content.decode()


@pytest.mark.parametrize("rotate", ["kept", "alone"])
def test_the_provider_may_change_its_keys(linked, providers, rotate):
    for _ in range(2):
        browser = Client()
        through_provider(browser, START)
        assert is_signed_in(browser)
        providers.tell(rotate=rotate)


def test_a_provider_that_does_not_answer_says_so(linked, client, providers, settings):
    apps = providers.settings()
    apps["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS = apps
    assert FAILED in client.get(START).content.decode()
    assert client.get("/account/by/nobody/").status_code == 404


def test_a_service_asks_only_by_tls(linked, client, settings):
    settings.LOCAL = False
    assert client.get(START).status_code == 400


def test_an_earlier_sign_in_there_is_no_fresh_proof(linked, client, providers):
    signed_in_at = int(time.time()) - 800
    providers.tell(auth_time=signed_in_at)
    through_provider(client, START)
    records = client.session["account_authentication_methods"]
    assert records[-1]["at"] == client.session["began_at"] == signed_in_at


def test_who_signed_in_there_longer_ago_than_a_screen_stays_open_does_so_anew(
    linked, client, providers
):
    idle = 15 * 60
    providers.tell(auth_time=time.time() - idle - 120)
    assert query_of(client.get(START))["max_age"] == [str(idle)]
    providers.tell(is_stubborn=True)
    assert through_provider(client, START).status_code == 400
    assert not is_signed_in(client)
    providers.tell(is_stubborn=False)
    through_provider(client, START)
    assert is_signed_in(client)


@pytest.mark.parametrize("path", ["", "back/"])
def test_a_stranger_asks_a_provider_only_so_often(client, settings, path):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"provider": "2/m/ip"}
    answers = [client.get(START + path).status_code for _ in range(3)]
    assert answers[:2] != [429, 429] and answers[2] == 429


@pytest.mark.parametrize("path", ["confirm/", "link/"])
def test_a_person_asks_a_provider_only_so_often(client, officer, settings, path):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"provider": "2/m/ip"}
    client.force_login(officer)
    assert [client.get(START + path).status_code for _ in range(3)] == [302, 302, 429]
