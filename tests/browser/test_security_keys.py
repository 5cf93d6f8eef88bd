"""A security key is set up, signs in, confirms who it is and is removed, in Chromium."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from devtools.case_builder import PASSWORD, cast
from tests.support.browser.page_check import open_window, send_page

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {
    "protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def officer(db):
    cache.clear()
    user = cast().officer
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def window_with_key(browser, live_server):
    """A window with a virtual key plugged in; it complains of nothing, at its end either."""
    page, complaints = open_window(browser, live_server.url)
    page.key = page.context.new_cdp_session(page)
    page.key.send("WebAuthn.enable")
    page.key.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    assert complaints == []
    page.context.close()


def sign_in(page, site, user):
    page.goto(f"{site}/account/sign-in/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    send_page(page)


def press(page, text):
    """Press a button that the key answers, and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=text).click()


def test_a_key_from_its_set_up_to_its_removal(window_with_key, live_server, officer):
    page = window_with_key
    site = live_server.url
    sign_in(page, site, officer)
    press(page, "Set up a security key")
    page.fill("#id_name", "My blue key")
    press(page, "Add the key")
    assert page.url == f"{site}/account/security/recovery-codes/"
    assert Authenticator.objects.filter(user=officer, type="webauthn").count() == 1
    page.goto(f"{site}/account/sign-out/")
    send_page(page)

    sign_in(page, site, officer)
    assert page.url == f"{site}/account/security/code/"
    press(page, "Use your security key")
    page.goto(f"{site}/worklists/unit/")
    assert page.url == f"{site}/worklists/unit/"

    page.goto(f"{site}/account/security/keys/")
    page.get_by_role("link", name="Remove My blue key").click()
    page.get_by_role("link", name="Use a security key instead").click()
    press(page, "Use your security key")
    press(page, "Remove the key")
    assert not Authenticator.objects.filter(user=officer).exists()
    assert page.url == f"{site}/account/security/set-up/"


def test_a_key_that_does_not_answer_says_so(window_with_key, live_server, officer):
    page = window_with_key
    sign_in(page, live_server.url, officer)
    press(page, "Set up a security key")
    page.evaluate("window.webauthnJSON = {create: async () => { throw new Error('gone') }}")
    page.get_by_role("button", name="Add the key").click()
    page.get_by_text("The key did not answer").wait_for()
    assert not Authenticator.objects.exists()


def test_a_forged_answer_opens_nothing(window_with_key, live_server, officer):
    page = window_with_key
    sign_in(page, live_server.url, officer)
    press(page, "Set up a security key")
    page.evaluate(
        """() => {
            const form = document.querySelector('form[data-key]')
            form.elements.credential.value = '{"id": "x", "response": {}}'
            form.submit()
        }"""
    )
    page.get_by_role("alert").first.wait_for()
    assert not Authenticator.objects.exists()
