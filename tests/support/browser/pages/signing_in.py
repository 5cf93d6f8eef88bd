"""Signing in, account pages, and error pages."""

from importlib import import_module

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from devtools.case_builder import PASSWORD
from devtools.signed_in import RECORDS, without_second_factor
from people.models import User
from tests.support.browser.page_check import SitePage, click_and_wait, send_page, session_cookie_for
from tests.support.browser.pages.contacts import known_victim_url
from tests.support.browser.pages.referrals import case_url, referral_url
from tests.support.browser.scenes.everything import CAREFUL, LONG


def confirm_it_is_you(page):
    """Enter the password that is asked for before security settings can be changed."""
    page.fill("#id_password", PASSWORD)
    send_page(page)


def sign_in(page):
    """Sign in as someone who has an authenticator app."""
    page.fill("#id_login", CAREFUL)
    page.fill("#id_password", PASSWORD)
    send_page(page)


def sign_in_wrongly(page):
    """Sign in with an unknown address and a wrong password."""
    page.fill("#id_login", "nobody@example.org")
    page.fill("#id_password", "not the password")
    send_page(page)


def request_sign_in_link(page):
    """Ask for a link to set a password, with an unknown address."""
    page.fill("#id_email", "nobody@example.org")
    send_page(page)


def send_signed_out(page):
    """Send a form whose session ended meanwhile."""
    page.fill("#id_summary", LONG)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send_page(page)


def send_as_other_person(page):
    """Send a form as a person who may not: someone else signed in in another tab."""
    page.fill("#id_supervisor_comments", LONG)
    officer = User.objects.get(name="Olive Officer")
    use_session(page, session_cookie_for(officer))
    send_page(page)
    assert page.locator("textarea[readonly]").input_value() == LONG


def sign_in_without_app(page):
    """Sign in as someone who has no authenticator app yet."""
    page.fill("#id_login", User.objects.get(name="Olive Officer").email)
    page.fill("#id_password", PASSWORD)
    send_page(page)


def set_up_an_app(page):
    """Sign in, and go on to the page of the app."""
    sign_in_without_app(page)
    click_and_wait(page.locator("main a.govuk-button").first)


def send_without_second_factor(page):
    """Send a form with a session that was opened by a password alone."""
    client = Client()
    client.force_login(User.objects.get(name="Olive Officer"))
    without_second_factor(client)
    page.fill("#id_summary", LONG)
    use_session(page, client.cookies[settings.SESSION_COOKIE_NAME].value)
    send_page(page)


def use_session(page, cookie):
    """Go on with another session, as if someone had signed in in another tab."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.url}]
    )


def sign_in_elsewhere(page):
    """See two browsers of which one is this: another signs in as the same person."""
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) CriOS/131 Safari/604.1")
    client.force_login(User.objects.get(name="Olive Officer"))
    page.reload()


def send_after_a_while(page):
    """Type a reason, and send it when the sign-in was a while ago."""
    page.fill("#id_reason", LONG)
    age_session(page)
    send_page(page)


def age_session(page):
    """Let the sign-in be a while ago."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(cookie_of(page))
    store[RECORDS] = [record | {"at": 0} for record in store[RECORDS]]
    store.save()


def sign_in_there(page):
    """Sign in at the police's identity provider, with a sign-in that is not linked."""
    click_and_wait(page.get_by_role("link", name="Sign in at Wessex Police"))


def send_again_after_a_while(page):
    """Send the form that adds an agency a second time, when the sign-in was a while ago."""
    page.fill("#id_name", f"Harbour Support {page.viewport_size['width']}")
    page.check("input[name=side][value=SUPPORT]")
    fields = page.locator("main form input:not([type=radio]):not([type=checkbox])")
    sent = {each.get_attribute("name"): each.input_value() for each in fields.all()}
    page.context.request.post(page.url, form=sent | {"side": "SUPPORT"}, max_redirects=0)
    age_session(page)
    send_page(page)
    assert page.locator("h1").inner_text() == "This was sent already"


def cookie_of(page):
    """The key of the page's session."""
    cookies = page.context.cookies()
    return next(each["value"] for each in cookies if each["name"] == settings.SESSION_COOKIE_NAME)


def add_key_to_set_up(page):
    """Sign in, and go on to the page of the security key."""
    sign_in_without_app(page)
    click_and_wait(page.locator("main a.govuk-button--secondary"))


def make_new_codes(page):
    """Make recovery codes, which the next page shows once."""
    confirm_it_is_you(page)
    send_page(page)
    assert page.locator("code.rasso-key").count() == 10


def key_of(user):
    """The id of the user's security key."""
    return Authenticator.objects.get(user=user, type="webauthn").pk


def choose_daily_mail_in_quiet_hours(page):
    """Choose a daily email at an hour at which nothing may be emailed."""
    page.check("[name=when][value=daily]")
    page.select_option("#id_daily_hour", "6")
    page.check("[name=has_quiet_hours][value=yes]")
    page.select_option("#id_quiet_from", "22")
    page.select_option("#id_quiet_to", "7")
    send_page(page)


KEYS = "/account/security/keys/"
EMAIL = "/account/mail/"
CODES = "/account/security/recovery-codes/"
PAGES = [
    SitePage(
        "refused-typed",
        "supervisor",
        referral_url("send-referral-back", "written"),
        send_as_other_person,
    ),
    SitePage("signed-out", "officer", case_url("write-referral", "opened"), send_signed_out),
    SitePage("sign-in", None, "/account/sign-in/"),
    SitePage("sign-in-blank", None, "/account/sign-in/", send_page),
    SitePage("sign-in-wrong", None, "/account/sign-in/", sign_in_wrongly),
    SitePage("sign-in-code", None, "/account/sign-in/", sign_in, shows="mfa_authenticate"),
    SitePage(
        "provider-unknown",
        None,
        "/account/sign-in/",
        sign_in_there,
        shows="account_provider_callback",
    ),
    SitePage("provider-failed", None, "/account/by/police/back/", status=400),
    SitePage("link", "officer", "/account/by/police/link/", confirm_it_is_you, anew=True),
    SitePage("unlink", "officer", "/account/by/police/unlink/", confirm_it_is_you, anew=True),
    SitePage("set-up", None, "/account/sign-in/", sign_in_without_app, shows="mfa_set_up"),
    SitePage("set-up-app", None, "/account/sign-in/", set_up_an_app, shows="mfa_activate_totp"),
    SitePage("set-up-key", None, "/account/sign-in/", add_key_to_set_up, shows="mfa_add_webauthn"),
    SitePage("keys", "careful", KEYS),
    SitePage(
        "key-off",
        "careful",
        lambda scene: f"{KEYS}{key_of(scene.careful)}/remove/",
        confirm_it_is_you,
        anew=True,
    ),
    SitePage("confirm-key", "careful", f"{KEYS}confirm/", anew=True),
    SitePage(
        "set-up-first",
        "officer",
        case_url("write-referral", "opened"),
        send_without_second_factor,
        anew=True,
    ),
    SitePage("sessions", "officer", "/account/security/sessions/", sign_in_elsewhere),
    SitePage("email", "officer", EMAIL),
    SitePage("email-wrong", "officer", EMAIL, choose_daily_mail_in_quiet_hours),
    SitePage("sign-out", "officer", "/account/sign-out/"),
    SitePage("closed", None, "/account/closed/"),
    SitePage("forgotten", None, "/account/password/forgotten/"),
    SitePage("forgotten-blank", None, "/account/password/forgotten/", send_page),
    SitePage(
        "forgotten-sent",
        None,
        "/account/password/forgotten/",
        request_sign_in_link,
        shows="account_reset_password_done",
    ),
    SitePage("link-spent", None, "/account/password/reset/1-spent/"),
    SitePage("password-changed", None, "/account/password/changed/"),
    SitePage("password", "officer", "/account/password/"),
    SitePage("password-blank", "officer", "/account/password/", send_page),
    SitePage("security", "officer", "/account/security/"),
    SitePage("security-app", "careful", "/account/security/"),
    SitePage(
        "confirm", "officer", "/account/security/app/", shows="account_reauthenticate", anew=True
    ),
    SitePage(
        "confirm-first",
        "supervisor",
        known_victim_url("reveal-identity"),
        send_after_a_while,
        anew=True,
    ),
    SitePage(
        "sent-already",
        "administrator",
        "/administration/agencies/add/",
        send_again_after_a_while,
        anew=True,
    ),
    SitePage("confirm-code", "careful", "/account/security/confirm/", anew=True),
    SitePage("app", "officer", "/account/security/app/", confirm_it_is_you, anew=True),
    SitePage("app-off", "careful", "/account/security/app/off/", confirm_it_is_you, anew=True),
    SitePage("codes", "careful", CODES, confirm_it_is_you, anew=True),
    SitePage("codes-new", "careful", f"{CODES}new/", confirm_it_is_you, anew=True),
    SitePage(
        "codes-made",
        "careful",
        f"{CODES}new/",
        make_new_codes,
        shows="mfa_view_recovery_codes",
        anew=True,
    ),
    SitePage("not-found", "officer", "/nowhere/", status=404),
]
