"""Whoever has no second factor reaches only its set-up, over every URL of the site."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django.asserts import assertRedirects

from devtools.authenticator_app import shown_code
from devtools.signed_in import without_second_factor
from rasso import deployment_checks, start_checks
from tests.support.people.cast import make_unit, make_user
from tests.support.sitemap import api_endpoints, routes

SET_UP = "/account/security/set-up/"
APP = "/account/security/app/"
PASSWORD = "a long enough pass phrase"
# What a person without a second factor may open.
OPEN = {
    "mfa_set_up", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate",
    "account_logout", "livez", "readyz", "readyz-reminders",
    "account_provider_confirm", "account_provider_callback",
}  # fmt: skip
NO_PROVIDER = {"account_provider_confirm", "account_provider_callback"}  # none has the name x
SAMPLES = {
    "DayConverter": date(2026, 12, 24),
    "UUIDConverter": "0198c5ae-0000-7000-8000-000000000000", "IntConverter": 1,
    "StringConverter": "x", "SlugConverter": "x",
}  # fmt: skip


@pytest.fixture
def officer(db):
    cache.clear()
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def half(client, officer):
    """A browser of somebody who has signed in by a password and has no second factor."""
    client.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})
    assert client.session[SESSION_KEY] == str(officer.pk)
    return client


def addresses():
    """[(name, URL)] of every route of the site that is no endpoint of the API."""
    for route in routes():
        if route.name == "account_reset_password_from_key":
            yield route.name, "/account/password/reset/1-x-y/"
        else:
            yield (
                route.name,
                route.at(**{name: SAMPLES.get(kind, kind) for name, kind in route.takes}),
            )


def test_every_page_and_file_leads_to_the_set_up(half):
    found = list(addresses())
    assert len(found) > 250
    for name, url in found:
        answer = half.get(url)
        if name in NO_PROVIDER:
            assert answer.status_code == 404, url
        elif name in OPEN:
            assert answer.status_code in (200, 503) and not answer.has_header("Location"), url
        else:
            assertRedirects(answer, SET_UP, fetch_redirect_response=False, msg_prefix=url)


def test_nothing_is_done_or_said_by_any_form(half):
    for name, url in addresses():
        if name not in OPEN:
            answer = half.post(url, {"save_draft": "typing"})
            assert answer.status_code == 403, url
            assert "Set up a second step first" in answer.content.decode(), url


@pytest.mark.parametrize("url", [SET_UP, APP, "/livez", "/readyz", "/readyz/reminders"])
def test_no_large_body_is_read_before_the_second_factor(half, url):
    answer = half.post(url, {"code": "1"}, CONTENT_LENGTH="20000000")
    assert answer.status_code == 413
    assert half.post("/nope/", {"code": "1"}, CONTENT_LENGTH="20000000").status_code == 403


def test_a_path_that_does_not_exist_leads_to_the_set_up(half):
    assertRedirects(half.get("/nowhere/"), SET_UP)


def test_no_session_opens_the_api(half, client, officer):
    called = [(each.method.lower(), each) for each in api_endpoints()]
    assert len(called) > 70
    for method, each in called:
        url = "/api/" + "".join(_filled(each.pattern))
        assert getattr(half, method)(url).status_code == 401, url
    client.force_login(officer)
    assert client.get("/api/cases/").status_code == 401


def _filled(pattern):
    for piece in pattern.split("<"):
        kind, _colon, rest = piece.partition(":")
        sample = {"uuid": SAMPLES["UUIDConverter"], "int": "1", "str": "x"}.get(kind)
        yield sample + rest.partition(">")[2] if sample and ">" in rest else piece


def test_the_menu_is_not_offered_before(half):
    page = half.get(SET_UP).content.decode()
    assert "Set up an authenticator app" in page and "Sign out" in page
    assert "Worklist" not in page


def test_the_first_code_opens_the_service_and_shows_recovery_codes(half):
    secret = half.get(APP).context["form"].secret
    page = half.post(APP, {"code": shown_code(secret)}, follow=True)
    assertRedirects(page, "/account/security/recovery-codes/")
    assert "Continue to your work" in page.content.decode()
    assert half.get("/").status_code == 200
    assertRedirects(half.get(SET_UP), "/account/security/")


def test_an_old_sign_in_confirms_who_it_is_before_the_set_up(half, settings):
    settings.FRESH_AUTHENTICATION_SECONDS = -1
    answer = half.get(APP)
    assertRedirects(answer, f"/account/confirm/?next={APP.replace('/', '%2F')}")


def test_with_an_app_the_second_step_opens_the_service(client, officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    client.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})
    assert SESSION_KEY not in client.session
    client.post("/account/security/code/", {"code": shown_code(secret)})
    assert client.get("/").status_code == 200


def test_a_person_whose_last_factor_is_removed_reaches_only_the_set_up(half, officer):
    secret = half.get(APP).context["form"].secret
    half.post(APP, {"code": shown_code(secret)})
    other = Client()
    other.force_login(officer)
    half.post("/account/security/app/off/")
    assert not Authenticator.objects.filter(user=officer).exists()
    assertRedirects(half.get("/"), SET_UP)
    assert SESSION_KEY not in other.session


def test_people_of_the_demo_sign_in_by_a_password_where_it_is_set(client, officer, settings):
    assert settings.DEMO_SIGN_IN_DOMAIN == "demo.example"
    officer.email = "officer@avon.demo.example"
    officer.save()
    client.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})
    assert client.get("/").status_code == 200
    settings.DEMO_SIGN_IN_DOMAIN = ""
    assertRedirects(client.get("/"), SET_UP)


@pytest.mark.parametrize("address", ["a@evildemo.example", "a@demo.example.org"])
def test_an_address_beside_the_demo_s_needs_a_second_factor(client, officer, address):
    officer.email = address
    officer.save()
    client.post("/account/sign-in/", {"login": address, "password": PASSWORD})
    assertRedirects(client.get("/"), SET_UP)


def test_a_service_does_not_start_with_the_demo_s_sign_in(settings):
    start_checks.refuse_demo_sign_in()
    assert deployment_checks.everybody_has_a_second_factor(None)
    settings.LOCAL = False
    with pytest.raises(ImproperlyConfigured, match="a service does not start"):
        start_checks.refuse_demo_sign_in()
    settings.DEMO_SIGN_IN_DOMAIN = ""
    start_checks.refuse_demo_sign_in()
    assert not deployment_checks.everybody_has_a_second_factor(None)


def test_the_state_costs_no_query(client, officer, django_assert_max_num_queries):
    client.force_login(officer)
    without_second_factor(client)
    client.get("/")  # the session is written once a minute
    with django_assert_max_num_queries(1):  # the session's own row
        assertRedirects(client.get("/"), SET_UP, fetch_redirect_response=False)
