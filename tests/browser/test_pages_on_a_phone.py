"""Every page, in every state, on a phone without script: a second file, for a second worker."""

import pytest

from tests.browser.pages import PAGES
from tests.browser.share import share
from tests.browser.visits import PHONE, visit


@pytest.mark.parametrize("page", share(PAGES), ids=lambda page: page.name)
def test_a_page_is_without_fault_on_a_phone_without_script(browser, site, scene, page):
    assert visit(browser, site, page, scene, width=PHONE, script=False) == []
