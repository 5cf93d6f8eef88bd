"""A session that is ended beside a proof of who it is stays ended, and opens nothing later."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client

from devtools.authenticator_app import shown_code
from people.models import AuditEntry, Session, User
from people.signing_in.actions.recovery_codes import make_codes
from people.signing_in.provider_views import SignOutView
from people.signing_in.sessions import end_sessions
from people.signing_in.views import ConfirmByPasswordView
from people.web.session_contents import session_data
from tests.support.cases.concurrency import run_meanwhile
from tests.support.people.cast import make_unit, make_user
from tests.support.security_key import add_security_key

CONFIRM, SESSIONS = "/account/confirm/", "/account/security/sessions/"
NEW_CODES, APP = "/account/security/recovery-codes/new/", "/account/security/app/"
SIGN_OUT = "/account/sign-out/"
PASSWORD = "a long enough pass phrase"
COOKIE = site.SESSION_COOKIE_NAME
at_once = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(db):
    cache.clear()
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def thief(officer):
    """A browser that has confirmed who it is, in an account with a key."""
    add_security_key(officer)
    return confirmed(officer)


def confirmed(officer):
    browser = Client()
    browser.force_login(officer)
    browser.post(CONFIRM, {"password": PASSWORD})
    return browser


def open_rows(officer):
    """The stored sessions that open the account."""
    rows = Session.objects.filter(user=officer)
    return [row for row in rows if SESSION_KEY in session_data(row)]


def sign_out_everywhere(officer):
    User.objects.select_for_update(no_key=True).get(pk=officer.pk)  # as administrators' actions do
    end_sessions(account=officer)


def reset_factors(officer):
    sign_out_everywhere(officer)
    Authenticator.objects.filter(user=officer).delete()


def close(officer):
    sign_out_everywhere(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)


@at_once
@pytest.mark.parametrize("end", [sign_out_everywhere, reset_factors, close])
def test_who_confirms_while_their_sessions_are_ended_is_signed_out(officer, thief, end):
    run_meanwhile(lambda: end(officer), lambda: thief.post(CONFIRM, {"password": PASSWORD}))
    assert open_rows(officer) == [] and SESSION_KEY not in thief.session


@at_once
@pytest.mark.parametrize("end", [sign_out_everywhere, reset_factors, close])
def test_who_makes_codes_while_their_sessions_are_ended_has_none(officer, thief, end):
    [answer] = run_meanwhile(lambda: end(officer), lambda: thief.post(NEW_CODES))
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=officer, type="recovery_codes").exists()
    assert open_rows(officer) == [] and SESSION_KEY not in thief.session


@at_once
def test_who_adds_an_app_while_the_factors_are_reset_has_none(officer, thief):
    secret = thief.get(APP).context["form"].secret
    run_meanwhile(
        lambda: reset_factors(officer), lambda: thief.post(APP, {"code": shown_code(secret)})
    )
    assert not Authenticator.objects.filter(user=officer).exists()
    assert SESSION_KEY not in thief.session


@at_once
@pytest.mark.parametrize("end", [reset_factors, close])
def test_codes_are_made_for_no_account_that_lost_its_factor_or_is_closed(officer, thief, end):
    answers = run_meanwhile(lambda: end(officer), lambda: make_codes(officer))
    assert "no second step" in str(answers[0])
    assert not Authenticator.objects.filter(user=officer, type="recovery_codes").exists()


def test_the_first_factor_makes_codes_whatever_was_left_from_before(officer):
    TOTP.activate(officer, generate_totp_secret())
    earlier = make_codes(officer)
    rows = Authenticator.objects.filter(user=officer, type="recovery_codes")
    rows.update(data=rows.get().data | {"shown": True})
    Authenticator.objects.filter(user=officer, type="totp").delete()
    browser = Client()
    browser.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})
    secret = browser.get(APP).context["form"].secret
    browser.post(APP, {"code": shown_code(secret)})
    assert earlier[0][:4] not in rows.get().data["hashes"]


def beside(monkeypatch, act):
    """Let this happen once while a browser's password is being confirmed."""
    goes_on, done = ConfirmByPasswordView.form_valid, []

    def form_valid(self, form):
        if not done:
            done.append(1)
            act()
        return goes_on(self, form)

    monkeypatch.setattr(ConfirmByPasswordView, "form_valid", form_valid)


def tab_of(browser):
    """Another tab of a browser, which sends the key that it has now."""
    tab = Client()
    tab.cookies[COOKIE] = browser.cookies[COOKIE].value
    return tab


def test_two_tabs_that_confirm_at_once_leave_one_session(officer, monkeypatch):
    browser = Client()
    browser.force_login(officer)
    tab = tab_of(browser)
    beside(monkeypatch, lambda: browser.post(CONFIRM, {"password": PASSWORD}))
    answer = tab.post(CONFIRM, {"password": PASSWORD})
    assert answer.status_code == 302 and COOKIE not in answer.cookies
    assert len(open_rows(officer)) == 1 and SESSION_KEY in browser.session


# Signing out


def test_who_signs_out_while_the_key_is_renewed_is_out(officer, monkeypatch):
    browser = Client()
    browser.force_login(officer)
    tab = tab_of(browser)
    beside(monkeypatch, lambda: tab.post(SIGN_OUT))
    browser.post(CONFIRM, {"password": PASSWORD})
    assert open_rows(officer) == [] and SESSION_KEY not in browser.session


def test_who_has_sent_the_sign_out_before_the_key_was_renewed_is_out(officer):
    browser = Client()
    browser.force_login(officer)
    tab = tab_of(browser)
    browser.post(CONFIRM, {"password": PASSWORD})
    assert tab.get(SIGN_OUT).status_code == 200  # asks, as of anybody who is signed in
    answer = tab.post(SIGN_OUT)
    assert answer.status_code == 302 and answer["Clear-Site-Data"] == '"cache"'
    assert open_rows(officer) == [] and SESSION_KEY not in browser.session
    assert AuditEntry.objects.filter(verb="sign_out", user=officer).count() == 1


def test_who_signs_out_under_a_key_that_was_renewed_meanwhile_is_out(officer, monkeypatch):
    """The request has loaded the session before it was renewed."""
    browser = Client()
    browser.force_login(officer)
    tab = tab_of(browser)
    ends = SignOutView.post

    def post(self, *args, **kwargs):
        browser.post(CONFIRM, {"password": PASSWORD})
        return ends(self, *args, **kwargs)

    monkeypatch.setattr(SignOutView, "post", post)
    tab.post(SIGN_OUT)
    assert open_rows(officer) == [] and SESSION_KEY not in browser.session


def test_a_stranger_signs_nobody_out(officer):
    browser = Client()
    browser.force_login(officer)
    browser.post(CONFIRM, {"password": PASSWORD})
    assert Client().post(SIGN_OUT).status_code == 302
    assert SESSION_KEY in browser.session


def other_session(browser):
    [other] = [each for each in browser.get(SESSIONS).context["sessions"] if not each.is_this]
    return str(other.id)


def test_another_browser_is_signed_out_though_its_key_was_renewed_meanwhile(officer):
    browser, other = confirmed(officer), Client()
    other.force_login(officer)
    which = other_session(browser)
    other.post(CONFIRM, {"password": PASSWORD})
    page = browser.post(SESSIONS, {"end": which}, follow=True)
    assert "That browser is signed out" in page.content.decode()
    assert SESSION_KEY not in other.session and SESSION_KEY in browser.session


def test_a_browser_that_is_out_already_is_said_to_be(officer):
    browser, other = confirmed(officer), Client()
    other.force_login(officer)
    which = other_session(browser)
    other.post(SIGN_OUT)
    page = browser.post(SESSIONS, {"end": which}, follow=True)
    assert "That browser was signed out already" in page.content.decode()
    assert not AuditEntry.objects.filter(verb="session_ended").exists()


@pytest.mark.parametrize("named", ["", "nonsense", "a" * 64])
def test_of_a_browser_that_the_page_names_in_no_way_we_know_nothing_is_said(officer, named):
    page = confirmed(officer).post(SESSIONS, {"end": named}, follow=True)
    assert page.status_code == 200 and len(page.context["sessions"]) == 1
    assert "signed out already" not in page.content.decode()
