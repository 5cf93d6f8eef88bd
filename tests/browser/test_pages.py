"""Every page, in every state, on a desk and on a phone, with script and without."""

import pytest
from django.urls import URLResolver, get_resolver, resolve

from tests.browser.pages import PAGES
from tests.browser.visits import DESK, PHONE, visit

LOOKS = [(DESK, True), (PHONE, False)]  # test_parts.py has the other two, part by part
NOT_PAGES = {  # addresses that answer with something else
    "livez",
    "readyz",
    "readyz-reminders",
    "mfa_download_recovery_codes",
    "download-document",
    "export-file-quality",
    "draft-referral",
    "draft-revision",
    "draft-review",
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize(("width", "script"), LOOKS, ids=["on a desk", "on a phone without script"])
def test_a_page_is_without_fault(browser, site, scene, page, width, script):
    assert visit(browser, site, page, scene, width=width, script=script) == []


def names(resolver):
    """The name of every address in the site map."""
    for pattern in resolver.url_patterns:
        yield from names(pattern) if isinstance(pattern, URLResolver) else [pattern.name]


def looked_at(page, scene):
    """The name of the page that a visit ends on."""
    return page.shows or resolve(page.found_at(scene).split("?")[0]).url_name


def test_no_page_is_left_out(scene):
    found = {looked_at(page, scene) for page in PAGES if page.status != 404}
    assert set(names(get_resolver())) - found - NOT_PAGES == set()


def test_no_two_pages_share_a_name():
    seen = [page.name for page in PAGES]
    assert len(seen) == len(set(seen))
