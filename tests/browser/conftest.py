"""A real browser on a real server with committed data."""

import os
import shutil

import pytest
from django.test import TransactionTestCase
from pytest_django.live_server_helper import LiveServer

from tests.support.browser.ci_share import share
from tests.support.browser.page_check import DESK, judged, opened
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import AT_A_DESK, ON_A_PHONE, POLICE, Day

# Playwright runs an event loop in our thread; the database is still used by one thing at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    """So that -m "not browser" leaves all of these out."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium; it asks nobody outside this machine for anything."""
    named = os.environ.get("CHROMIUM")
    path = named or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not path:
        pytest.skip("Chromium is not installed; make browser says how")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-quic"]
    return {"executable_path": path, "args": quiet}


@pytest.fixture(scope="module")
def scene(request, django_db_setup, django_db_blocker):
    """
    Committed people and cases; a module that changes them has them to itself.

    A module that needs less of them names what it needs as its SCENE.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.ACCOUNT_RATE_LIMITS", False)  # we look many times
        yield getattr(request.module, "SCENE", everything.set_up)()
        TransactionTestCase._fixture_teardown(None)


@pytest.fixture(scope="module")
def site(scene):
    """The address of a server of this process."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def window(browser, site, scene):
    """
    window(who, width=…, script=…): a browser's page with somebody of the scene signed in.

    When the test ends, nothing may have been complained of in any of them.
    """
    pages = []

    def open_for(who=None, *, width=DESK, script=True):
        user = getattr(scene, who) if who else None
        page, complaints = opened(browser, site, user, width=width, script=script)
        pages.append((page, complaints))
        return page

    yield open_for
    for page, complaints in pages:
        page.context.close()
        assert complaints == []


@pytest.fixture
def faultless(scene):
    """faultless(page): no fault in a page as it stands, in the middle of a journey."""

    def check(page, *, script=True):
        assert judged(page, scene, script=script) == []

    return check


@pytest.fixture(params=share(["the police with script", "the CPS with script"]))
def day(request, window, site):
    """day(road): a day on its case on which one side sits at a desk and the other has a phone."""
    has_desk = request.param.startswith("the police")
    return lambda road: Day(
        window, site, road.urn,
        lambda who: AT_A_DESK if (who in POLICE) is has_desk else ON_A_PHONE,
    )  # fmt: skip
