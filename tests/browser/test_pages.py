"""Every page, in every state, on a desk and on a phone, with script and without."""

import pytest

from tests.browser.pages import PAGES
from tests.browser.visits import DESK, PHONE, visit

LOOKS = [(DESK, True), (PHONE, True), (PHONE, False)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize(
    ("width", "script"), LOOKS, ids=["on a desk", "on a phone", "on a phone without script"]
)
def test_a_page_is_without_fault(browser, site, scene, page, width, script):
    assert visit(browser, site, page, scene, width=width, script=script) == []
