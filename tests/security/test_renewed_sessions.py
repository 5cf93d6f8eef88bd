"""A proof of who it is gives the session a new key, and other tabs lose nothing (ASVS 7.2.4)."""

import time
from datetime import timedelta
from importlib import import_module

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.internal.statekit import _save_session
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cases.models import ItemEntry
from devtools.authenticator_app import shown_code
from devtools.case_builder import CaseBuilder, cast
from people.models import Draft, Session
from people.signing_in.actions.recovery_codes import make_codes
from people.signing_in.session_views import SecurityView
from people.signing_in.sessions import end_sessions
from people.web import session_contents, session_store
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import links_on_page, page_text, page_url
from tests.support.people.cast import make_unit, make_user
from tests.support.security_key import add_security_key

CONFIRM, CONFIRM_CODE = "/account/confirm/", "/account/security/confirm/"
PASSWORD = "a long enough pass phrase"
COOKIE = site.SESSION_COOKIE_NAME


@pytest.fixture
def officer(db):
    cache.clear()
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser(officer):
    client = Client()
    client.force_login(officer)
    return client


def key_of(browser):
    return browser.cookies[COOKIE].value


def opens(key):
    """Whether a session key opens an account."""
    return SESSION_KEY in import_module(site.SESSION_ENGINE).SessionStore(key)


def confirm_by_password(browser, officer):
    browser.post(CONFIRM, {"password": PASSWORD})


def confirm_by_code(browser, officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    browser.post(CONFIRM_CODE, {"code": shown_code(secret)})


def confirm_by_recovery_code(browser, officer):
    TOTP.activate(officer, generate_totp_secret())
    browser.post(CONFIRM_CODE, {"code": make_codes(officer)[0]})


def add_an_app(browser, officer):
    add_security_key(officer)
    confirm_by_password(browser, officer)
    secret = browser.get("/account/security/app/").context["form"].secret
    before = key_of(browser)
    browser.post("/account/security/app/", {"code": shown_code(secret)})
    assert key_of(browser) != before


def make_new_codes(browser, officer):
    add_security_key(officer)
    confirm_by_password(browser, officer)
    before = key_of(browser)
    browser.post("/account/security/recovery-codes/new/")
    assert key_of(browser) != before


def remove_an_app(browser, officer):
    add_security_key(officer)
    TOTP.activate(officer, generate_totp_secret())
    confirm_by_password(browser, officer)
    before = key_of(browser)
    browser.post("/account/security/app/off/")
    assert key_of(browser) != before


@pytest.mark.parametrize(
    "proof",
    [
        confirm_by_password, confirm_by_code, confirm_by_recovery_code,
        add_an_app, make_new_codes, remove_an_app,
    ],
)  # fmt: skip
def test_each_proof_and_each_change_of_factors_gives_a_new_key_and_ends_the_old(
    browser, officer, proof
):
    before = key_of(browser)
    assert opens(before)
    proof(browser, officer)
    assert key_of(browser) != before
    assert opens(key_of(browser)) and not opens(before)
    assert browser.get("/account/security/").status_code == 200


def test_what_is_wrong_gives_no_new_key(browser, officer):
    before = key_of(browser)
    browser.post(CONFIRM, {"password": "not this one"})
    assert key_of(browser) == before and opens(before)


def test_the_session_goes_on_with_what_it_held(browser, officer):
    session = browser.session
    began = time.time() - 3600
    session.update({"typed": "kept", "began_at": began})
    session.save()
    confirm_by_password(browser, officer)
    assert browser.session["typed"] == "kept" and browser.session["began_at"] == began


# Another tab of the same browser, whose request was sent before the key changed


def late_tab(before):
    """A tab that still sends the old key."""
    tab = Client()
    tab.cookies[COOKIE] = before
    return tab


def test_a_late_request_is_nobodys_and_leaves_the_browsers_cookie_alone(browser, officer):
    before = key_of(browser)
    confirm_by_password(browser, officer)
    for send in (Client.get, Client.post):
        answer = send(late_tab(before), "/account/password/")
        assert answer.status_code in (302, 403)
        assert COOKIE not in answer.cookies


def test_after_half_an_hour_an_old_key_is_any_unknown_one(browser, officer, monkeypatch):
    before = key_of(browser)
    monkeypatch.setattr(session_store, "RENEWED_SECONDS", -1)
    confirm_by_password(browser, officer)
    answer = late_tab(before).get("/account/password/")
    assert answer.status_code == 302 and COOKIE not in answer.cookies


def test_a_key_that_was_replaced_long_ago_stays_so_when_the_session_is_renewed_again(
    browser, officer
):
    first = key_of(browser)
    confirm_by_password(browser, officer)
    second = key_of(browser)
    ago = timezone.now() - timedelta(seconds=site.BODY_MOST_SECONDS + 1)
    Session.objects.update(former_times=[ago])
    confirm_by_password(browser, officer)
    now = timezone.now()
    assert session_store.session_before_renewal(second, now)
    assert session_store.session_before_renewal(first, now) is None


def test_nothing_that_is_stored_under_the_old_key_opens_a_session(browser, officer):
    before = key_of(browser)
    confirm_by_password(browser, officer)
    rows = [session_contents.session_data(row) for row in Session.objects.all()]
    assert len([row for row in rows if SESSION_KEY in row]) == 1
    assert not Session.objects.filter(pk=session_contents.stored_key(before)).exists()


def test_a_request_under_way_when_the_key_changes_is_answered_and_keeps_the_cookie(
    browser, officer, monkeypatch
):
    """It has loaded the session under the old key, and would save it."""
    before, confirmed = key_of(browser), []
    goes_on = SecurityView.get_context_data

    def confirm_meanwhile(self, **context):
        if not confirmed:
            confirmed.append(1)
            confirm_by_password(browser, officer)
            self.request.session["used_at"] = self.request.session["used_at"] + 1
        return goes_on(self, **context)

    monkeypatch.setattr(SecurityView, "get_context_data", confirm_meanwhile)
    answer = late_tab(before).get("/account/security/")
    assert confirmed and answer.status_code == 200
    assert COOKIE not in answer.cookies
    assert key_of(browser) != before and opens(key_of(browser)) and not opens(before)


@pytest.fixture
def at_form(db):
    """(browser, its person, a tab with an opened form of theirs)."""
    builder = CaseBuilder(cast()).allocate().plan()
    officer = builder.cast.officer
    officer.set_password(PASSWORD)
    officer.save()
    cache.clear()
    opened = Client()
    opened.force_login(officer)
    return opened, officer, Tab(opened, page_url("answer-item", builder.items[0]))


def test_what_a_late_tab_sends_is_kept_as_a_draft_and_found_in_the_renewed_session(at_form):
    opened, officer, tab = at_form
    before = key_of(opened)
    confirm_by_password(opened, officer)
    tab.browser = late_tab(before)
    page = tab.sends(answer="DONE", done="Typed in the other tab.")
    assert page.status_code == 403 and "It is saved as your draft" in page_text(page)
    assert COOKIE not in page.cookies
    [address] = [each for each in links_on_page(opened.get(tab.to)) if "draft=" in each]
    kept = Tab(opened, address.replace("&amp;", "&"))
    assert kept.shows("done") == "Typed in the other tab."


def test_a_form_that_another_tab_opened_before_is_sent_once_after_the_key_changed(at_form):
    opened, officer, tab = at_form
    confirm_by_password(opened, officer)
    for _click in range(2):
        tab.sends(answer="DONE", done="Sent from the other tab.")
    entries = ItemEntry.objects.unscoped("test").filter(kind="ANSWERED")
    assert entries.count() == 1


def test_the_renewed_key_lets_nobody_else_keep_drafts(at_form):
    opened, officer, tab = at_form
    before = key_of(opened)
    confirm_by_password(opened, officer)
    officer.set_password("another long pass phrase")
    officer.save()
    tab.browser = late_tab(before)
    tab.sends(answer="DONE", done="Not theirs any more.")
    assert not Draft.objects.filter(user=officer).exists()


def test_a_long_form_of_a_late_tab_is_read_and_kept(at_form, settings):
    opened, officer, tab = at_form
    before = key_of(opened)
    confirm_by_password(opened, officer)
    tab.browser = late_tab(before)
    settings.UNASKED_MOST_BYTES = 10
    page = tab.sends(answer="DONE", done="Longer than that.")
    assert page.status_code == 403 and Draft.objects.filter(user=officer).count() == 1


def test_what_a_late_tab_sends_is_kept_after_its_person_changed_their_password(at_form):
    opened, officer, tab = at_form
    before = key_of(opened)
    opened.post("/account/password/", {"oldpassword": PASSWORD, "password1": f"{PASSWORD} new"})
    assert key_of(opened) != before
    tab.browser = late_tab(before)
    tab.sends(answer="DONE", done="Typed in the other tab.")
    assert Draft.objects.filter(user=officer).count() == 1


def test_what_a_late_tab_sends_is_kept_after_the_secret_was_changed(at_form, settings):
    opened, officer, tab = at_form
    before, old = key_of(opened), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [old]
    assert opened.get("/account/security/").status_code == 200
    assert key_of(opened) != before
    tab.browser = late_tab(before)
    tab.sends(answer="DONE", done="Typed in the other tab.")
    assert Draft.objects.filter(user=officer).count() == 1


def test_a_late_tab_finds_its_person_after_more_than_one_new_key(at_form):
    opened, officer, tab = at_form
    before = key_of(opened)
    for _each in range(3):
        confirm_by_password(opened, officer)
    tab.browser = late_tab(before)
    tab.sends(answer="DONE", done="Typed in the other tab.")
    assert Draft.objects.filter(user=officer).count() == 1


# An answer that fails, or that never arrives


def test_a_proof_whose_answer_fails_leaves_the_browser_its_key(browser, officer, monkeypatch):
    before = key_of(browser)
    browser.raise_request_exception = False
    monkeypatch.setattr("allauth.account.views.ReauthenticateView.form_valid", lambda *_: 1 / 0)
    assert browser.post(CONFIRM, {"password": PASSWORD}).status_code == 500
    assert opens(before) and browser.get("/account/security/").status_code == 200


def test_whoever_never_got_the_new_key_signs_in_at_once(browser, officer):
    before = key_of(browser)
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    confirm_by_password(browser, officer)
    lost = late_tab(before)
    lost.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})
    lost.post("/account/security/code/", {"code": shown_code(secret)})
    assert lost.get("/account/security/").status_code == 200


def test_the_memory_of_a_key_is_opened_by_no_cookie_and_ends_with_the_session(browser, officer):
    before = key_of(browser)
    confirm_by_password(browser, officer)
    for named in (f"renewed {before}", session_contents.stored_key(before)):
        thief = late_tab(named)
        assert thief.get("/account/password/").status_code == 302
        assert SESSION_KEY not in thief.session
    end_sessions(account=officer)
    assert not Session.objects.exists()
    assert late_tab(before).get("/account/password/").status_code == 302


# A page that saves the session itself


def test_a_page_that_finds_the_session_renewed_sends_the_browser_there_again(
    browser, officer, monkeypatch
):
    goes_on, tab = SecurityView.get_context_data, late_tab(key_of(browser))

    def saves_itself(self, **context):
        confirm_by_password(browser, officer)
        self.request.session.save()
        return goes_on(self, **context)

    monkeypatch.setattr(SecurityView, "get_context_data", saves_itself)
    answer = tab.get("/account/security/?one=1")
    assert (answer.status_code, answer.url) == (302, "/account/security/?one=1")
    assert COOKIE not in answer.cookies and opens(key_of(browser))


def test_the_session_that_a_page_has_put_there_instead_is_the_one_kept(
    browser, officer, monkeypatch
):
    goes_on = SecurityView.get_context_data

    def puts_another_there(self, **context):
        self.request.session["first"] = 1
        _save_session(self.request)
        self.request.session["second"] = 2
        return goes_on(self, **context)

    monkeypatch.setattr(SecurityView, "get_context_data", puts_another_there)
    assert browser.get("/account/security/").status_code == 200
    assert (browser.session["first"], browser.session["second"]) == (1, 2)


def test_the_session_that_a_page_has_put_there_leaves_the_cookie_of_a_renewed_one(
    browser, officer, monkeypatch
):
    goes_on, tab = SecurityView.get_context_data, late_tab(key_of(browser))

    def puts_another_there(self, **context):
        facts = goes_on(self, **context)
        _save_session(self.request)
        confirm_by_password(browser, officer)
        return facts

    monkeypatch.setattr(SecurityView, "get_context_data", puts_another_there)
    answer = tab.get("/account/security/")
    assert answer.status_code == 200 and COOKIE not in answer.cookies
    assert opens(key_of(browser))
