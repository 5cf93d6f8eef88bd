"""Every page of the house in each of its states; a test asks that none is left out."""

from tests.browser.visits import Page
from tests.cast import PASSWORD


def send(page):
    """Press the green button."""
    page.locator("main form button.govuk-button:not(.govuk-button--secondary)").last.click()


def confirm_it_is_you(page):
    """Type the password that is asked for before security is changed."""
    page.fill("#id_password", PASSWORD)
    send(page)


def sign_in_wrongly(page):
    page.fill("#id_login", "nobody@example.org")
    page.fill("#id_password", "not the password")
    send(page)


def ask_for_a_link(page):
    page.fill("#id_email", "nobody@example.org")
    send(page)


SIGNING_IN = [
    Page("sign-in", None, "/account/sign-in/"),
    Page("sign-in-blank", None, "/account/sign-in/", send),
    Page("sign-in-wrong", None, "/account/sign-in/", sign_in_wrongly),
    Page("sign-out", "officer", "/account/sign-out/"),
    Page("closed", None, "/account/closed/"),
    Page("forgotten", None, "/account/password/forgotten/"),
    Page("forgotten-blank", None, "/account/password/forgotten/", send),
    Page("forgotten-sent", None, "/account/password/forgotten/", ask_for_a_link),
    Page("link-spent", None, "/account/password/reset/1-spent/"),
    Page("password-changed", None, "/account/password/changed/"),
    Page("password", "officer", "/account/password/"),
    Page("password-blank", "officer", "/account/password/", send),
    Page("security", "officer", "/account/security/"),
    Page("confirm", "officer", "/account/security/app/"),
    Page("app", "officer", "/account/security/app/", confirm_it_is_you),
]
ERRORS = [
    Page("not-found", "officer", "/nowhere/", status=404),
]
PAGES = SIGNING_IN + ERRORS
