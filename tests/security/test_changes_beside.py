"""
Two requests of one browser at once, one of which changes its account: nothing of it is undone.

The change and its session commit together; only the new key follows, after the answer. Each test
stops there, lets the other request go on, and then gives the key.
"""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.test import Client

from devtools.authenticator_app import shown_code
from people.models import Session
from people.signing_in.session_views import SecurityView
from people.signing_in.views import ConfirmByPasswordView
from people.web.session_contents import merged, session_data
from people.web.session_store import SessionStore
from tests.support.cases.concurrency import run_meanwhile
from tests.support.people.cast import make_unit, make_user
from tests.support.security_key import add_security_key

CONFIRM, SECURITY = "/account/confirm/", "/account/security/"
APP, CODES = f"{SECURITY}app/", f"{SECURITY}recovery-codes/"
PASSWORD, NEW_PASSWORD = "a long enough pass phrase", "another long pass phrase"
COOKIE = site.SESSION_COOKIE_NAME
at_once = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(db):
    cache.clear()
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    return user


def tab_of(browser):
    """Another tab of a browser, which sends the key that it has now."""
    tab = Client()
    tab.cookies[COOKIE] = browser.cookies[COOKIE].value
    return tab


@pytest.fixture
def run_beside_change(monkeypatch):
    """
    Function (browser, change, other): `other` goes on once `change` is committed, and before the
    browser is given its new key. Returns what `other` returned.
    """

    def run(browser, change, other):
        renew, asked = SessionStore.renew, []

        def renew_later(self):
            if asked:
                renew(self)
            asked.append(self)

        monkeypatch.setattr(SessionStore, "renew", renew_later)
        [answer] = run_meanwhile(change, other)
        if isinstance(answer, Exception):
            raise answer
        asked[0].is_stored = False
        try:
            renew(asked[0])
        except UpdateError:
            return answer
        browser.cookies[COOKIE] = asked[0].session_key
        return answer

    return run


@at_once
def test_a_first_factor_that_is_sent_twice_opens_the_service_and_shows_its_codes(
    officer, run_beside_change
):
    browser = Client()
    browser.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})
    secret = browser.get(APP).context["form"].secret
    tab, sent = tab_of(browser), {"code": shown_code(secret)}
    answer = run_beside_change(
        browser, lambda: browser.post(APP, sent), lambda: tab.post(APP, sent)
    )
    assert answer.status_code == 302 and COOKIE not in answer.cookies
    codes = browser.get(CODES).context["codes"]
    kept = Authenticator.objects.get(user=officer, type="recovery_codes").data["hashes"]
    assert {code[:4] for code in codes} == set(kept) and len(codes) == 10


@at_once
def test_new_codes_that_are_made_twice_are_those_that_work(officer, run_beside_change):
    add_security_key(officer)
    browser = Client()
    browser.force_login(officer)
    browser.post(CONFIRM, {"password": PASSWORD})
    tab, new = tab_of(browser), f"{CODES}new/"
    run_beside_change(browser, lambda: browser.post(new), lambda: tab.post(new))
    codes = browser.get(CODES).context["codes"]
    kept = Authenticator.objects.get(user=officer, type="recovery_codes").data["hashes"]
    assert {code[:4] for code in codes} == set(kept) and len(codes) == 10


@at_once
def test_a_confirmation_beside_a_new_password_leaves_the_session_with_the_new_one(
    officer, run_beside_change
):
    browser = Client()
    browser.force_login(officer)
    tab = tab_of(browser)
    change = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    answer = run_beside_change(
        browser,
        lambda: browser.post("/account/password/", change),
        lambda: tab.post(CONFIRM, {"password": PASSWORD}),
    )
    assert COOKIE not in answer.cookies
    officer.refresh_from_db()
    assert officer.check_password(NEW_PASSWORD)
    assert browser.get(SECURITY).status_code == 200 and SESSION_KEY in browser.session


@at_once
def test_a_confirmation_beside_the_last_factors_removal_brings_no_factor_back(
    officer, run_beside_change
):
    TOTP.activate(officer, generate_totp_secret())
    browser = Client()
    browser.force_login(officer)
    session = browser.session
    session["second_factor"] = "totp"
    session.save()
    browser.post(CONFIRM, {"password": PASSWORD})
    tab = tab_of(browser)
    run_beside_change(
        browser,
        lambda: browser.post(f"{APP}off/"),
        lambda: tab.post(CONFIRM, {"password": PASSWORD}),
    )
    assert not Authenticator.objects.filter(user=officer).exists()
    [row] = Session.objects.filter(user=officer)
    assert "second_factor" not in session_data(row)
    assert browser.get("/cases/").status_code == 302


# What another tab saved meanwhile


def act_once(monkeypatch, view, name, act):
    """Let this happen once, before a method of a view."""
    goes_on, done = getattr(view, name), []

    def method(self, *args, **kwargs):
        if not done:
            done.append(1)
            act()
        return goes_on(self, *args, **kwargs)

    monkeypatch.setattr(view, name, method)


def test_a_renewed_session_keeps_what_another_tab_saved_meanwhile(officer, monkeypatch):
    add_security_key(officer)
    browser = Client()
    browser.force_login(officer)
    browser.post(CONFIRM, {"password": PASSWORD})
    browser.post(f"{CODES}new/")
    tab = tab_of(browser)

    def in_the_other_tab():
        assert tab.get(CODES).context["codes"]
        stored = SessionStore(tab.cookies[COOKIE].value)
        stored["socialaccount_states"] = {"one": ["kept"]}
        stored.save()

    act_once(monkeypatch, ConfirmByPasswordView, "form_valid", in_the_other_tab)
    browser.post(CONFIRM, {"password": PASSWORD})
    assert browser.session["socialaccount_states"] == {"one": ["kept"]}
    assert not browser.get(CODES).context["codes"]


def test_a_session_in_use_keeps_what_another_tab_saved_meanwhile(officer, monkeypatch):
    browser = Client()
    browser.force_login(officer)
    goes_on = SecurityView.get_context_data

    def beside_another(self, **context):
        stored = SessionStore(browser.cookies[COOKIE].value)
        stored["theirs"] = 1
        stored.save()
        self.request.session["mine"] = 1
        return goes_on(self, **context)

    monkeypatch.setattr(SecurityView, "get_context_data", beside_another)
    browser.get(SECURITY)
    assert (browser.session["theirs"], browser.session["mine"]) == (1, 1)


@pytest.mark.parametrize(
    ("stored", "was", "now", "result"),
    [
        ({"a": 1}, {"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": 2}, {"a": 1}, {"a": 1}, {"a": 2}),
        ({}, {"a": 1}, {"a": 1}, {}),
        ({"a": 1, "b": 1}, {"a": 1}, {}, {"b": 1}),
        ({"a": {"x": 1}}, {"a": {}}, {"a": {"y": 1}}, {"a": {"x": 1, "y": 1}}),
        ({"a": {"x": 1}}, {"a": {"x": 1, "z": 1}}, {"a": {"x": 1}}, {"a": {"x": 1}}),
        ({"a": 1}, {}, {"a": {"y": 1}}, {"a": {"y": 1}}),
    ],
)
def test_what_one_request_changed_is_merged_into_what_others_stored(stored, was, now, result):
    assert merged(stored, was=was, now=now) == result


# A password that changes while the person of the session is looked up


def change_password(browser):
    change = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    browser.post("/account/password/", change)


@at_once
def test_a_request_beside_a_new_password_ends_no_session(officer, monkeypatch):
    """It has loaded the session with the hash of the old one."""
    browser = Client()
    browser.force_login(officer)
    tab = tab_of(browser)
    load, done = SessionStore.load, []

    def load_and_change(self):
        data = load(self)
        if not done:
            done.append(1)
            change_password(browser)
        return data

    monkeypatch.setattr(SessionStore, "load", load_and_change)
    answer = tab.get(SECURITY)
    assert done and answer.status_code == 200 and COOKIE not in answer.cookies
    assert SESSION_KEY in browser.session


@at_once
def test_a_password_that_was_changed_elsewhere_still_ends_the_session(officer):
    browser = Client()
    browser.force_login(officer)
    officer.set_password(NEW_PASSWORD)
    officer.save()
    answer = browser.get(SECURITY)
    assert answer.status_code == 302 and answer.cookies[COOKIE].value == ""
    assert not Session.objects.filter(user=officer).exists()
