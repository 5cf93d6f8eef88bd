"""Fixtures for tests in a real browser, against a real server with committed data."""

import os
import shutil

import pytest
from django.test import TransactionTestCase
from pytest_django.live_server_helper import LiveServer

from tests.support.browser.ci_share import share_of_checks
from tests.support.browser.page_check import DESK, open_window, page_faults
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import AT_A_DESK, ON_A_PHONE, POLICE, Day
from tests.support.openid.running import running_providers

# Playwright runs an event loop in this thread; the database is still used sequentially.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    """Mark these tests, so that -m "not browser" leaves them out."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium, without network access beyond this machine."""
    named = os.environ.get("CHROMIUM")
    path = named or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not path:
        pytest.skip("Chromium is not installed; make browser says how")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-quic"]
    return {"executable_path": path, "args": quiet}


@pytest.fixture(scope="module")
def scene(request, django_db_setup, django_db_blocker):
    """
    Committed people and cases of a module, which may change them.

    A module that needs less sets SCENE to a function that makes it.
    """
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        running_providers() as at,
    ):
        patch.setattr("django.conf.settings.SOCIALACCOUNT_PROVIDERS", at.settings())
        # The tests open many pages.
        patch.setattr("django.conf.settings.ACCOUNT_RATE_LIMITS", False)
        yield getattr(request.module, "SCENE", everything.build_scene)()
        TransactionTestCase._fixture_teardown(None)


@pytest.fixture(scope="module")
def site(scene):
    """The URL of a server in this process."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def window(browser, site, scene):
    """
    window(who, width=…, script=…) opens a page with a person of the scene signed in.

    When the test ends, no window may have reported a fault.
    """
    pages = []

    def open_for(who=None, *, width=DESK, script=True):
        user = getattr(scene, who) if who else None
        page, complaints = open_window(browser, site, user, width=width, script=script)
        pages.append((page, complaints))
        return page

    yield open_for
    for page, complaints in pages:
        page.context.close()
        assert complaints == []


@pytest.fixture
def check_page(scene):
    """faultless(page) checks that the page, in the middle of a journey, has no fault."""

    def check(page, *, script=True):
        assert page_faults(page, scene, script=script) == []

    return check


@pytest.fixture(params=share_of_checks(["the police with script", "the CPS with script"]))
def day(request, window, site):
    """day(builder): a Day on which one side has desktops and the other has phones."""
    has_desk = request.param.startswith("the police")
    return lambda builder: Day(
        window, site, builder.urn,
        lambda who: AT_A_DESK if (who in POLICE) is has_desk else ON_A_PHONE,
    )  # fmt: skip
