"""Every page in every state, on a desktop, and on a phone without script."""

import pytest
from django.urls import URLResolver, get_resolver, resolve

from tests.support.browser.ci_share import share_of_checks
from tests.support.browser.page_check import PHONE, check_page_of_scene
from tests.support.browser.pages import PAGES
from tests.support.sitemap import is_of_the_api

# Where CI checks a share of the pages, phones check another share.
OTHERS = [*PAGES[3:], *PAGES[:3]]

NOT_PAGES = {  # addresses that answer with something other than a page
    "livez",
    "readyz",
    "readyz-reminders",
    "account_provider_start",
    "account_provider_confirm",
    "mfa_download_recovery_codes",
    "download-document",
    "read-document",  # runs no script, not even a check's: test_read_beside.py has a copy that does
    "download-mg3",
    "download-mg3a",
    "download-meeting-calendar",
    "fetch-calendar",  # a file; its program has no session
    "fetch-export",
    "check-referral",
    "next-step",  # redirects to a page
    "open-notice",  # redirects to a page
    "come-in",  # redirects to a page
    "check-early-advice",
}


@pytest.mark.parametrize("page", share_of_checks(PAGES), ids=lambda page: page.name)
def test_a_page_is_without_fault_on_a_desk(browser, site, scene, page):
    assert check_page_of_scene(browser, site, page, scene) == []


@pytest.mark.parametrize("page", share_of_checks(OTHERS), ids=lambda page: page.name)
def test_a_page_is_without_fault_on_a_phone_without_script(browser, site, scene, page):
    assert check_page_of_scene(browser, site, page, scene, width=PHONE, script=False) == []


def page_names(resolver):
    """The names of all addresses of the site that answer with a page."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from page_names(pattern)
        elif not is_of_the_api(pattern):
            yield pattern.name


def checked_page_name(page, scene):
    """The name of the page that is checked."""
    return page.shows or resolve(page.found_at(scene).split("?")[0]).url_name


@pytest.mark.register
def test_no_page_is_left_out(scene):
    found = {checked_page_name(page, scene) for page in PAGES if page.status != 404}
    assert set(page_names(get_resolver())) - found - NOT_PAGES == set()


@pytest.mark.register
def test_no_two_pages_share_a_name():
    seen = [page.name for page in PAGES]
    assert len(seen) == len(set(seen))
