"""An account that changes while somebody signs in, or elsewhere in another browser of theirs."""

import time
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertRedirects

from devtools.authenticator_app import shown_code
from people.models import AuditEntry, Session, User
from tests.support.people.cast import make_unit, make_user
from tests.support.people.pages import ImmediateThread
from tests.support.security_key import add_security_key

SIGN_IN, CODE = "/account/sign-in/", "/account/security/code/"
SET_UP, APP = "/account/security/set-up/", "/account/security/app/"
KEY = "/account/security/keys/add/"
PASSWORD = "a long enough pass phrase"
NEW = "another long pass phrase"


@pytest.fixture
def officer(db):
    cache.clear()
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    return user


def entered_password(officer, password=PASSWORD):
    browser = Client()
    browser.post(SIGN_IN, {"login": officer.email, "password": password})
    return browser


def set_up_app(browser):
    """Set an app up in a browser. Returns its seed."""
    secret = browser.get(APP).context["form"].secret
    assertRedirects(
        browser.post(APP, {"code": shown_code(secret)}),
        "/account/security/recovery-codes/",
        fetch_redirect_response=False,
    )
    return secret


def kept_session(browser):
    """The session as a request that runs beside others has loaded it."""
    store = import_module(site.SESSION_ENGINE).SessionStore
    session = store(browser.cookies[site.SESSION_COOKIE_NAME].value)
    assert SESSION_KEY in session  # which loads it
    return session


# The set-up of a first factor


def test_the_first_factor_ends_the_sessions_that_a_password_opened(officer):
    owner, thief = entered_password(officer), entered_password(officer)
    assert SESSION_KEY in thief.session
    set_up_app(owner)
    assert SESSION_KEY not in thief.session and owner.get("/").status_code == 200
    assert Session.objects.filter(user=officer).count() == 1


def test_a_second_factor_more_leaves_the_other_sessions_open(officer):
    add_security_key(officer)
    owner, other = Client(), Client()
    for browser in (owner, other):
        browser.force_login(officer)
    owner.post("/account/confirm/", {"password": PASSWORD})
    secret = owner.get(APP).context["form"].secret
    owner.post(APP, {"code": shown_code(secret)})
    assert Authenticator.objects.filter(user=officer, type="totp").exists()
    assert other.get("/").status_code == 200


@pytest.mark.parametrize("page", [SET_UP, APP, KEY])
def test_a_session_without_a_factor_adds_none_to_an_account_that_has_one(officer, page):
    thief = entered_password(officer)
    thief.get(APP)
    add_security_key(officer)  # while a request of the thief's is on its way
    for send in (thief.get, thief.post):
        answer = send(page, follow=True)
        if SESSION_KEY not in thief.session:
            assert "A second step was set up for your account" in answer.content.decode()
            break
    assert Authenticator.objects.filter(user=officer).count() == 1
    assert SESSION_KEY not in thief.session


def test_what_began_before_the_set_up_does_not_take_the_factor_back(officer):
    browser = entered_password(officer)
    beside = kept_session(browser)
    set_up_app(browser)
    beside["used_at"] = time.time()
    with pytest.raises(UpdateError):
        beside.save()
    assert browser.get("/").status_code == 200


def test_what_began_before_a_removal_does_not_bring_the_factor_back(officer):
    browser = entered_password(officer)
    set_up_app(browser)
    beside = kept_session(browser)
    browser.post("/account/security/app/off/")
    beside["used_at"] = time.time()
    with pytest.raises(UpdateError):
        beside.save()
    assertRedirects(browser.get("/"), SET_UP)


# At the page that asks for a code


@pytest.fixture
def at_code(officer):
    """(browser, seed) of somebody who has entered the password and is asked for a code."""
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    browser = entered_password(officer)
    assert browser.get(CODE).status_code == 200
    return browser, secret


def test_whose_factors_are_reset_meanwhile_begins_anew(officer, at_code):
    browser, _secret = at_code
    Authenticator.objects.filter(user=officer).delete()
    page = browser.get(CODE, follow=True)
    assert [url for url, _status in page.redirect_chain] == [SIGN_IN]
    assert "Your second step was reset" in page.content.decode()
    browser.post(SIGN_IN, {"login": officer.email, "password": PASSWORD})
    assertRedirects(browser.get("/"), SET_UP)


def test_whose_factors_are_reset_meanwhile_sends_a_code_for_nothing(officer, at_code):
    browser, secret = at_code
    Authenticator.objects.filter(user=officer).delete()
    assertRedirects(browser.post(CODE, {"code": shown_code(secret)}), SIGN_IN)
    assert SESSION_KEY not in browser.session


def test_a_closed_account_is_not_opened_and_reopening_it_opens_no_session(officer, at_code):
    browser, secret = at_code
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assertRedirects(browser.post(CODE, {"code": shown_code(secret)}), "/account/closed/")
    User.objects.filter(pk=officer.pk).update(is_active=True)
    assert SESSION_KEY not in browser.session
    assertRedirects(browser.get(CODE), SIGN_IN, fetch_redirect_response=False)
    told = AuditEntry.objects.filter(user=officer, verb="sign_in_failed").values_list("refused")
    assert [*told] == [("The account was closed meanwhile",)]
    assert not AuditEntry.objects.filter(user=officer, verb="sign_in").exists()


def test_an_earlier_password_opens_nothing_once_it_was_changed(officer, at_code):
    browser, secret = at_code
    officer.set_password(NEW)
    officer.save()
    page = browser.post(CODE, {"code": shown_code(secret)}, follow=True)
    assert "Your password was changed while you signed in" in page.content.decode()
    assert SESSION_KEY not in browser.session
    assert browser.get(CODE).status_code == 302


# A new password


def test_a_changed_password_ends_the_other_sessions(officer):
    officer.email = f"someone-{officer.pk}@unit.demo.example"
    officer.save()
    here, there = entered_password(officer), entered_password(officer)
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    assert SESSION_KEY in here.session and SESSION_KEY not in there.session
    page = here.get("/account/security/sessions/")
    assert len(page.context["sessions"]) == Session.objects.filter(user=officer).count() == 1


def test_a_password_reset_by_a_link_ends_all_sessions(officer, monkeypatch):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    there, browser = Client(), Client()
    there.force_login(officer)
    browser.post("/account/password/forgotten/", {"email": officer.email})
    [link] = [word for word in mail.outbox[0].body.split() if "/password/reset/" in word]
    form = browser.get(link.partition("testserver")[2], follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW})
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert not Session.objects.filter(user=officer).exists()
    assert SESSION_KEY not in there.session
