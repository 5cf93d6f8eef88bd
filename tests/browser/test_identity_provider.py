"""A sign-in at an identity provider is linked, opens the account and is signed out, in Chromium."""

import pytest
from django.core.cache import cache

from devtools.case_builder import PASSWORD, cast
from people.models import LinkedSignIn
from tests.support.browser.page_check import click_and_wait, open_window, send_page
from tests.support.openid.running import running_providers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(db):
    cache.clear()
    user = cast().officer
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture(scope="module")
def process():
    with running_providers() as found:
        yield found


@pytest.mark.parametrize("script", [True, False])
def test_a_sign_in_from_its_link_to_its_sign_out(
    browser, live_server, officer, settings, process, script
):
    settings.SOCIALACCOUNT_PROVIDERS = process.settings()
    process.tell(reset=True, claims={"amr": ["mfa"]})
    page, complaints = open_window(browser, live_server.url, officer, script=script)
    page.goto(f"{live_server.url}/account/by/police/link/")
    page.fill("#id_password", PASSWORD)
    send_page(page)
    click_and_wait(page.get_by_role("button", name="Continue to Wessex Police"))
    assert page.url == f"{live_server.url}/account/security/"
    assert LinkedSignIn.objects.get().user == officer
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/account/sign-in/")
    click_and_wait(page.get_by_role("link", name="Sign in at Wessex Police"))
    assert page.url == f"{live_server.url}/waiting/"
    page.goto(f"{live_server.url}/account/sign-out/")
    click_and_wait(page.get_by_role("button", name="Sign out"))
    assert page.url.startswith(f"{live_server.url}/account/sign-in/")
    assert len(process.tell()["signed_out"]) == 1
    assert complaints == []
    page.context.close()
