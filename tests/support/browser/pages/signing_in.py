"""Signing in, account pages, and error pages."""

from django.conf import settings

from devtools.case_builder import PASSWORD
from people.models import User
from tests.support.browser.page_check import Page, send, session
from tests.support.browser.pages.referrals import of_case, of_referral
from tests.support.browser.scenes.everything import CAREFUL, LONG


def confirm_it_is_you(page):
    """Enter the password that is asked for before security settings can be changed."""
    page.fill("#id_password", PASSWORD)
    send(page)


def sign_in(page):
    """Sign in as someone who has an authenticator app."""
    page.fill("#id_login", CAREFUL)
    page.fill("#id_password", PASSWORD)
    send(page)


def sign_in_wrongly(page):
    page.fill("#id_login", "nobody@example.org")
    page.fill("#id_password", "not the password")
    send(page)


def ask_for_a_link(page):
    page.fill("#id_email", "nobody@example.org")
    send(page)


def send_signed_out(page):
    """Send a form whose session ended meanwhile."""
    page.fill("#id_summary", LONG)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send(page)


def send_what_is_refused(page):
    """Send a form as a person who may not: someone else signed in in another tab."""
    page.fill("#id_supervisor_comments", LONG)
    officer = User.objects.get(name="Olive Officer")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session(officer), "url": page.url}]
    )
    send(page)
    assert page.locator("textarea[readonly]").input_value() == LONG


CODES = "/account/security/recovery-codes/"
PAGES = [
    Page(
        "refused-typed",
        "supervisor",
        of_referral("send-referral-back", "written"),
        send_what_is_refused,
    ),
    Page("signed-out", "officer", of_case("write-referral", "opened"), send_signed_out),
    Page("sign-in", None, "/account/sign-in/"),
    Page("sign-in-blank", None, "/account/sign-in/", send),
    Page("sign-in-wrong", None, "/account/sign-in/", sign_in_wrongly),
    Page("sign-in-code", None, "/account/sign-in/", sign_in, shows="mfa_authenticate"),
    Page("sign-out", "officer", "/account/sign-out/"),
    Page("closed", None, "/account/closed/"),
    Page("forgotten", None, "/account/password/forgotten/"),
    Page("forgotten-blank", None, "/account/password/forgotten/", send),
    Page(
        "forgotten-sent",
        None,
        "/account/password/forgotten/",
        ask_for_a_link,
        shows="account_reset_password_done",
    ),
    Page("link-spent", None, "/account/password/reset/1-spent/"),
    Page("password-changed", None, "/account/password/changed/"),
    Page("password", "officer", "/account/password/"),
    Page("password-blank", "officer", "/account/password/", send),
    Page("security", "officer", "/account/security/"),
    Page("security-app", "careful", "/account/security/"),
    Page("confirm", "officer", "/account/security/app/", shows="account_reauthenticate", anew=True),
    Page("confirm-code", "careful", "/account/security/confirm/", anew=True),
    Page("app", "officer", "/account/security/app/", confirm_it_is_you, anew=True),
    Page("app-off", "careful", "/account/security/app/off/", confirm_it_is_you, anew=True),
    Page("codes", "careful", CODES, confirm_it_is_you, anew=True),
    Page("codes-new", "careful", f"{CODES}new/", confirm_it_is_you, anew=True),
    Page("not-found", "officer", "/nowhere/", status=404),
]
