"""Standard wordings: edited by managers, used by prosecutors."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, click_and_wait, send_page
from tests.support.browser.pages.prosecutors_work import last_review_of, row_url


def wording_url(name):
    """The URL of a page about the scene's standard wording."""
    return lambda scene: reverse(name, args=[scene.wording.pk])


def use_wording(page):
    """Start the first action from a wording."""
    page.select_option("#id_items-0-wording", label="Records: Diary")
    click_and_wait(page.locator("button[name=use][value='0']"))


PAGES = [
    SitePage(
        "plan-wording",
        "prosecutor",
        row_url("set-action-plan", "reviewed", last_review_of),
        use_wording,
    ),
    SitePage("wordings", "manager", reverse("see-wordings")),
    SitePage("wording", "manager", wording_url("see-wording")),
    SitePage("add-wording-blank", "manager", reverse("add-wording"), send_page),
    SitePage("amend-wording-blank", "manager", wording_url("amend-wording"), send_page),
    SitePage("retire-wording-blank", "manager", wording_url("retire-wording"), send_page),
]
