"""
Check one page in a real browser.

A check returns faults as sentences: what axe finds, errors of the console and the content security
policy, a page that scrolls sideways, a wrong status, a missing or second heading, a name or a URN
in the title, and at desktop width faults of the printed page. With SHOTS=.local/shots in the
environment it saves a screenshot there. With LOOK=quick it leaves out axe and print: for a rename,
after which a template may name what is gone.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import resolve

from tests.support.browser.print_preview import faults_of_print

DESK, PHONE = 1280, 375
SHOTS = os.environ.get("SHOTS")
IS_QUICK = os.environ.get("LOOK") == "quick"
URN = r"[0-9]{2}[A-Z0-9]{2}[0-9]{7}"
LOADED = "html[data-ready]"
# Tables that scroll because they are wider than the page.
WIDER = """[...document.querySelectorAll(".rasso-scroll")]
    .filter(each => each.scrollWidth > each.clientWidth).map(each => each.ariaLabel)"""


@dataclass(frozen=True)
class SitePage:
    """
    A page in one of its states.

    who: the person of the scene who opens it, or None if nobody is signed in. address: its URL, or
    a function of the scene that returns it. first: what the person does before the check, given the
    browser's page. status: the expected status of the address. shows: the name of the page that is
    checked, if `first` or a redirect leads to another. anew: the person has just signed in, and has
    not confirmed their identity.
    """

    name: str
    who: str | None
    address: str | Callable
    first: Callable | None = None
    status: int = 200
    shows: str = ""
    anew: bool = False

    def found_at(self, scene):
        """The URL, once the scene exists."""
        return self.address if isinstance(self.address, str) else self.address(scene)


def click_and_wait(what):
    """Click a link or button and wait for the page it leads to."""
    with what.page.expect_navigation():
        what.click()


def main_button(page):
    """The main (green) button."""
    return page.locator("main form button.govuk-button:not(.govuk-button--secondary)").last


def send_page(page):
    """Press the green button and wait for the page it leads to."""
    click_and_wait(main_button(page))


def open_window(browser, site, user=None, *, width=DESK, script=True):
    """A browser window with a signed-in person, and the list that collects its faults."""
    window = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
    if user:
        window.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(user), "url": site}]
        )
    page, complaints = window.new_page(), []
    scripts_switched(page, may=script)
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", lambda said: complaints.append(said.text) if is_trouble(said) else None)
    return page, complaints


def scripts_switched(page, *, may):
    """
    Switch the scripts of a page on or off while the block runs.

    Playwright's own switch cannot be changed for a page that is open, and axe, which checks a page
    that was loaded without scripts, is a script itself.
    """
    script_switch(page).send("Emulation.setScriptExecutionDisabled", {"value": not may})


@cache
def script_switch(page):
    """The CDP session that switches scripts of a page on and off."""
    return page.context.new_cdp_session(page)


def is_trouble(said):
    """
    A console error or warning, except for the error status of the page itself, and for the script
    that the driver puts into every document, of which one without scripts says that it blocked it.
    """
    if said.text.startswith("Blocked script execution in") and "/read/' because" in said.text:
        return False
    ours = (
        said.text.startswith("Failed to load resource") and "/static/" not in said.location["url"]
    )
    return said.type in ("error", "warning") and not ours


def session_cookie_for(user):
    """The session cookie of a signed-in person."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def check_page_of_scene(browser, site, page, scene, *, width=DESK, script=True):
    """Open a page, run its first steps, check it, and return the faults."""
    user = getattr(scene, page.who) if page.who else None
    seen, faults = reused_window(browser, site, user, width, script, anew=page.anew)
    faults.clear()
    answer = seen.goto(site + page.found_at(scene))
    if answer.status != page.status:
        faults.append(f"answered {answer.status} instead of {page.status}")
    if page.first:
        page.first(seen)
        seen.wait_for_load_state()
    if page.shows and (shown := resolve(urlsplit(seen.url).path).url_name) != page.shows:
        faults.append(f"shows {shown} instead of {page.shows}")
    faults += page_faults(seen, scene, script=script)
    if width == DESK and not IS_QUICK:
        faults += faults_of_print(seen)
    take_screenshot(seen, f"{page.name}-{width}{'' if script else '-noscript'}")
    return list(faults)


# Windows of people still signed in, the one used last at the end. An open window keeps its sockets,
# and each socket a thread of the server with a connection to the database, of which it has 100.
WINDOWS = {}
MOST_WINDOWS = 12


def reused_window(browser, site, user, width, script, *, anew):
    """The window of one person, reused: a new one is a process without cached scripts.

    A person who signed out or in on the previous visit, or is not signed in, gets a new window.
    """
    key = site, user and user.pk, width, script
    page, faults, cookie = WINDOWS.pop(key, (None, [], None))
    if page and (anew or not user or session_cookie_of(page) != cookie):
        page.context.close()
        page = None
    if not page:
        page, faults = open_window(browser, site, user, width=width, script=script)
    WINDOWS[key] = page, faults, session_cookie_of(page)
    if len(WINDOWS) > MOST_WINDOWS:
        longest_unused, *_ = WINDOWS.pop(next(iter(WINDOWS)))
        longest_unused.context.close()
    return page, faults


def session_cookie_of(page):
    """The session cookie of a window."""
    cookies = page.context.cookies()
    return next((c["value"] for c in cookies if c["name"] == settings.SESSION_COOKIE_NAME), None)


def take_screenshot(page, name):
    """Take a screenshot of the whole page if SHOTS is set."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def page_faults(page, scene, *, script=True):
    """The faults of a page as it is now."""
    if script and page.locator("script[src], script[type=module]").count():
        page.wait_for_selector(LOADED, state="attached", timeout=10_000)
    faults = [] if IS_QUICK else [f"axe: {each}" for each in axe_faults(page, script=script)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("scrolls sideways")
    if page.viewport_size["width"] >= DESK:
        faults += [f"a table does not fit: {each}" for each in page.evaluate(WIDER)]
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first level")
    title = page.title()
    if not re.fullmatch(r".+ – RASSO casework", title):
        faults.append(f"the title is {title!r}")
    faults += [f"the title names {name}" for name in scene.names if name in title]
    if re.search(URN, title):
        faults.append(f"the title has a URN: {title!r}")
    return faults


def axe_faults(page, *, script=True):
    """
    What axe finds.

    The contrast rule is slow, and the phone has the desktop's colours, so it runs at desktop width.
    """
    contrast = {"enabled": page.viewport_size["width"] >= DESK}
    asked = {"reporter": "no-passes", "rules": {"color-contrast": contrast}}
    scripts_switched(page, may=True)
    found = Axe().run(page, options=asked).response["violations"]
    scripts_switched(page, may=script)
    return [f"{rule['id']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]
